"""One macro run: told to the log, the status bar given back, what the program raises said in Chinese."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from xltools.core.errors import UsageError, XltoolsError
from xltools.excel import log
from xltools.excel.done import Done
from xltools.excel.troubles import spoken

if TYPE_CHECKING:
    from xltools.excel.macros import Macro


@contextmanager
def logged(macro: Macro, book: Any) -> Iterator[Callable[[Done], Done]]:
    """Log how the macro ends; UsageError where it needs a workbook and there is none.

    The log holds names of files and numbers of findings, nothing that stands in cells.
    """
    if macro.needs_book and book is None:
        raise UsageError("没有打开的工作簿", fix="先打开自评工作簿，再点按钮", code="no-book")
    name = "" if book is None else f"“{_name(book)}”"
    bar: list[str] = []

    def tell(done: Done) -> Done:
        log.write(f"{macro.label}{name}：{'已停止' if done.stopped else _counted(done)}")
        bar.extend([done.status] if done.quiet else [])
        return done

    try:
        with spoken(macro.label):
            yield tell
    except XltoolsError as error:
        log.write(f"{macro.label}{name}没有做成：{error.code}")
        raise
    except Exception:
        log.write(f"{macro.label}{name}出错", *traceback.format_exc().splitlines())
        raise
    finally:
        if book is not None:
            _give_back(book, bar)


def _name(book: Any) -> str:
    try:
        return str(book.name)
    except Exception:  # noqa: BLE001  # a program that is busy has no names either
        return "（读不到名称）"


def _counted(done: Done) -> str:
    return "、".join(f"{kind}{count}" for kind, count in done.counts.items() if count) or "完成"


def _give_back(book: Any, words: list[str]) -> None:
    """The status bar is the program's own again, unless something is to stand there."""
    with suppress(Exception):  # a program that is busy or gone needs no status bar
        book.app.status_bar = words[0] if words else False
