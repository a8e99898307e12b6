"""One macro without the window: told in the terminal, or in a message box where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from xltools import console
from xltools.core.errors import UsageError
from xltools.excel.attach import App
from xltools.excel.macros import MACROS
from xltools.excel.talk import Kind
from xltools.excel.window.job import Press
from xltools.excel.window.run import presser, screen


class Terminal:
    """A talk with whoever sits at a terminal; a program that calls it can be asked nothing."""

    def say(self, text: str, kind: Kind = "消息") -> None:
        """Print what came of it."""
        console.show([console.line(line, "错误" if kind == "警告" else "") for line in text.splitlines()])

    def progress(self, done: int, total: int, what: str) -> bool:
        """Say how far it is, on a terminal only."""
        if sys.stderr.isatty():
            console.note(f"{what} {done}/{total}" if total else what)
        return True

    def ask_folder(self, title: str) -> Path | None:  # noqa: ARG002  # the protocol's
        """Nobody can be asked."""
        return None

    def ask_file(self, title: str, endings: Sequence[str]) -> Path | None:  # noqa: ARG002  # the protocol's
        """Nobody can be asked."""
        return None


def once(name: str, app: App, *, terminal: bool = True) -> bool:
    """Run the macro of that name; whether it could be done. UsageError where there is none of that name.

    Without a ``terminal`` what came of it is told in a message box.
    """
    if name not in MACROS:
        raise UsageError(f"没有名为“{name}”的按钮", fix=f"可用的名称：{'、'.join(MACROS)}")
    if not terminal:
        return _in_a_box(name, presser(app))
    done = presser(app)(name, Terminal())
    Terminal().say(done.text, done.kind)
    return True


def _in_a_box(name: str, press: Press) -> bool:
    from xltools.excel.window.box import Box

    box = Box(screen(), MACROS[name], press)
    box.root.mainloop()
    return box.succeeded
