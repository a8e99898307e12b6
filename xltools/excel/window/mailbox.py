"""How a macro in its own thread talks to the window: it posts, and waits where it asks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from xltools.excel.done import Done
from xltools.excel.talk import Kind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a macro is; ``total`` 0: nobody knows."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class Question:
    """A folder is to be chosen, or a file with one of these endings; the answer goes into ``answer``."""

    title: str
    endings: Sequence[str] | None
    answer: SimpleQueue[Path | None] = field(default_factory=SimpleQueue)


@dataclass(frozen=True, slots=True)
class Ended:
    """The macro is over: what came of it, or why it could not be done."""

    done: Done | None
    text: str
    kind: Kind = "消息"


Letter = Progress | Question | Ended


class Mailbox:
    """The macro's side of the talk; the window empties ``letters``."""

    def __init__(self) -> None:
        self.letters: SimpleQueue[Letter] = SimpleQueue()
        self.stopped = threading.Event()

    def say(self, text: str, kind: Kind = "消息") -> None:
        """Nothing: the window shows what the macro hands back."""

    def progress(self, done: int, total: int, what: str) -> bool:
        """Post how far it is; False once stop was pressed."""
        self.letters.put(Progress(done, total, what))
        return not self.stopped.is_set()

    def ask_folder(self, title: str) -> Path | None:
        """Wait until a folder is chosen; None where nobody chose one."""
        return self._ask(Question(title, None))

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Wait until a file is chosen; None where nobody chose one."""
        return self._ask(Question(title, tuple(endings)))

    def _ask(self, question: Question) -> Path | None:
        self.letters.put(question)
        return question.answer.get()
