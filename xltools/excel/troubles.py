"""What spreadsheet programs refuse, in words that say what to do; and waiting a moment for a busy one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from xltools.core.errors import UsageError, XltoolsError

#: The call was rejected; the same while a cell is edited; the program is gone; it said no.
_REJECTED, _IGNORED = -2147418111, -2146777998
_GONE = frozenset({-2147023174, -2147023170, -2147417848, -2147220995})
_REFUSED = -2146827284

_TRIES, _PAUSE = 8, 0.4

BUSY = UsageError(
    "正在编辑单元格，或开着对话框，程序现在不接受操作",
    fix="请先按回车结束编辑，关闭对话框，再点一次",
    code="busy",
)


@contextmanager
def spoken(what: str) -> Iterator[None]:
    """Turn what the program raises while ``what`` is done into a UsageError in Chinese."""
    try:
        yield
    except XltoolsError:
        raise
    except Exception as error:
        told = told_of(error, what)
        if told is None:
            raise
        raise told from error


def told_of(error: BaseException, what: str) -> UsageError | None:
    """What to tell of an error of the program; None for one that is not the program's."""
    if is_busy(error):
        return BUSY
    if _number(error) in _GONE:
        return UsageError("与程序的连接断了", fix="看工作簿是否还开着；重新打开，再点一次", code="gone")
    if is_refusal(error):
        own = _own_words(error)
        return UsageError(
            f"{what}时，程序没有允许" + (f"（{own}）" if own else ""),
            fix="看工作表或工作簿是否受保护（“审阅”里取消保护），再点一次",
            code="refused",
        )
    if hasattr(error, "hresult"):
        return UsageError(f"{what}时，程序出错（{_own_words(error) or _number(error)}）", fix="再点一次")
    return None


def is_busy(error: BaseException) -> bool:
    """Whether the program takes no calls just now."""
    if type(error).__name__ == "ExcelBusyError" or _number(error) == _REJECTED:
        return True
    return _inner(error) == _IGNORED


def is_refusal(error: BaseException) -> bool:
    """Whether the program said no: a protected sheet, a place that takes no note."""
    return _inner(error) == _REFUSED


@contextmanager
def unless_refused() -> Iterator[None]:
    """Let pass what the program refuses, and nothing else."""
    try:
        yield
    except Exception as error:
        if not is_refusal(error):
            raise


def ready(book: Any, text: str, wait: Callable[[float], None] = time.sleep) -> Any:
    """The program of an ``xlwings.Book``, once it takes calls; UsageError where it takes none.

    ``text`` is written into the status bar, which a program that edits a cell does not allow.
    """
    for again in range(_TRIES):
        try:
            app = book.app
            app.status_bar = text
        except Exception as error:
            if not is_busy(error):
                raise
            if again < _TRIES - 1:
                wait(_PAUSE)
        else:
            return app
    raise BUSY


def _number(error: BaseException) -> int:
    return int(getattr(error, "hresult", 0) or 0)


def _inner(error: BaseException) -> int:
    """The number within: COM wraps what Excel raises."""
    info = getattr(error, "excepinfo", None)
    return int(info[5] or 0) if info and len(info) > 5 else 0


def _own_words(error: BaseException) -> str:
    info = getattr(error, "excepinfo", None)
    return str(info[2] or "").strip() if info and len(info) > 2 else ""
