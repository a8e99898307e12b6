"""How a macro talks to the person who pressed the button: each front end has its own way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

#: What a message box shows beside its words.
Kind = Literal["消息", "警告"]

TITLE = "自评校验"


class Talk(Protocol):
    """What a front end offers to macros."""

    def say(self, text: str, kind: Kind = "消息") -> None:
        """Show what came of it, once, at the end: a message box or the like."""
        ...

    def progress(self, done: int, total: int, what: str) -> bool:
        """Show how far it is; False when the person wants it stopped. ``total`` 0: nobody knows."""
        ...

    def ask_folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None where nobody chose one."""
        ...

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Let a file with one of these endings (``.docx``) be chosen; None where nobody chose one."""
        ...


class StatusBar:
    """The least there is: the program's own status bar and message box, through xlwings."""

    def __init__(self, app: Any) -> None:
        """``app`` is an ``xlwings.App``."""
        self._app = app

    def say(self, text: str, kind: Kind = "消息") -> None:
        """Show a message box of the program."""
        self._app.status_bar = False
        self._app.alert(text, title=TITLE, mode="critical" if kind == "警告" else "info")

    def progress(self, done: int, total: int, what: str) -> bool:
        """Write into the status bar; nothing can be stopped from there."""
        share = f" {done * 100 // total}%" if total else ""
        self._app.status_bar = f"{TITLE}：{what}{share}"
        return True

    def ask_folder(self, title: str) -> Path | None:  # noqa: ARG002  # the protocol's
        """Nobody can be asked."""
        return None

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:  # noqa: ARG002  # the protocol's
        """Nobody can be asked."""
        return None
