"""A macro in a thread of its own, so that the window goes on answering."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from xltools.core.errors import XltoolsError
from xltools.excel.done import Done
from xltools.excel.log import log_file
from xltools.excel.talk import Talk
from xltools.excel.window.mailbox import Ended, Mailbox

#: One click: the macro of that name on the workbook that is open.
Press = Callable[[str, Talk], Done]


def begin(press: Press, name: str) -> Mailbox:
    """Start the macro; how it goes, and its end, come as letters."""
    mailbox = Mailbox()
    threading.Thread(target=_work, args=(press, name, mailbox), name=name, daemon=True).start()
    return mailbox


def _work(press: Press, name: str, mailbox: Mailbox) -> None:
    with _thread_of_com():
        mailbox.letters.put(ended(press, name, mailbox))


def ended(press: Press, name: str, talk: Talk) -> Ended:
    """Press, and whatever comes of it in words."""
    try:
        done = press(name, talk)
    except XltoolsError as error:
        return Ended(None, f"{error.message}\n{error.fix}".strip(), "警告")
    except Exception as error:  # noqa: BLE001  # whatever it is, people get a sentence
        said = f"程序内部出错（{type(error).__name__}：{error}）\n把日志发给维护者：{log_file()}"
        return Ended(None, said, "警告")
    return Ended(done, done.text, done.kind)


@contextmanager
def _thread_of_com() -> Iterator[None]:
    """Windows wants each thread that speaks to Excel to say so first."""
    if sys.platform != "win32":
        yield
        return
    com = import_module("pythoncom")
    com.CoInitialize()
    try:
        yield
    finally:
        com.CoUninitialize()
