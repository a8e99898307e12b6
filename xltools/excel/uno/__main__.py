"""``python -m xltools.excel.uno NAME``: what a button in LibreOffice starts; it talks over its streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.excel.libreoffice import attached_over
from xltools.excel.macros import MACROS
from xltools.excel.talk import Kind, Talk
from xltools.excel.uno.bridge import Bridge
from xltools.excel.window.job import ended


@dataclass(frozen=True)
class Asked:
    """The talk over the bridge: LibreOffice shows and asks."""

    bridge: Bridge

    def say(self, text: str, kind: Kind = "消息") -> None:
        """Nothing: how it ended is told once, at the end."""

    def progress(self, done: int, total: int, what: str) -> bool:
        """Write into the status bar; False once the person wants it stopped."""
        return bool(self.bridge.call("progress", done, total, what))

    def ask_folder(self, title: str) -> Path | None:
        """Let a folder be chosen."""
        return _path(self.bridge.call("ask_folder", title))

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Let a file be chosen."""
        return _path(self.bridge.call("ask_file", title, list(endings)))


def _path(chosen: str | None) -> Path | None:
    return Path(chosen) if chosen else None


def main(name: str) -> None:
    """Run the macro of that name on the workbook whose button was pressed, and tell how it ended."""
    bridge = _bridge()

    def press(name: str, talk: Talk) -> object:
        macro = MACROS[name]
        return macro.run(attached_over(bridge).book if macro.needs_book else None, talk)

    letter = ended(press, name, Asked(bridge))  # type: ignore[arg-type]
    told: dict[str, Any] = {"title": MACROS[name].label, "text": letter.text, "kind": letter.kind}
    if letter.done is not None:
        done = letter.done
        told |= {"status": done.status, "quiet": done.quiet, "file": str(done.file) if done.file else ""}
    bridge.call("tell", told)


def _bridge() -> Bridge:
    """The streams; whatever else prints goes where complaints go."""
    answers, requests = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return Bridge(answers, requests)


if __name__ == "__main__":
    main(sys.argv[1])
