"""Attach to the spreadsheet program that is running, and find the workbook in it: nothing is ever started."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from xltools.core.errors import UsageError
from xltools.excel.talk import StatusBar, Talk

App = Literal["auto", "excel", "wps", "libreoffice"]

#: What xlwings calls its engine for Excel; there may be others.
_ENGINE = "excel"

#: Under these names WPS offers itself; which one depends on its version.
_WPS = ("Ket.Application", "et.Application")

#: How often a call is repeated at once that the program refuses because it is busy; xlwings would never stop.
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Attached:
    """An ``xlwings.Book`` (None where the program has none open), and a way to talk to whoever sits there.

    ``program`` is what the program is called.
    """

    book: Any
    talk: Talk
    program: str


def attach(app: App = "auto", book: str = "") -> Attached:
    """Attach to the active workbook, or to the one whose full name (or name) is ``book``.

    ``auto`` takes Excel, else WPS, else LibreOffice. UsageError where no such program runs, or it has no
    workbook of that name.
    """
    if app != "auto":
        return _WAYS[app](book)
    for way in _WAYS.values():
        try:
            return way(book)
        except UsageError as error:
            if error.code != ABSENT:
                raise
    raise _absent("Excel、WPS 表格或 LibreOffice")


def attached_to(app: Any, program: str, book: str = "") -> Attached:
    """The workbook in an ``xlwings.App``, as :func:`attach` says."""
    return Attached(_book(app, program, book), StatusBar(app), program)


#: The code of the error that says that no such program runs.
ABSENT = "no-program"


def _absent(program: str) -> UsageError:
    fix = "先用它打开自评工作簿，再点按钮；以管理员身份运行的程序，要用同样的身份点"
    return UsageError(f"没有找到正在运行的 {program}", fix=fix, code=ABSENT)


def _excel(book: str) -> Attached:
    xlwings = _xlwings("Excel")
    app = xlwings.engines[_ENGINE].apps.active
    if app is None:
        raise _absent("Excel")
    return attached_to(app, "Excel", book)


def _wps(book: str) -> Attached:
    xlwings = _xlwings("WPS 表格")
    if sys.platform != "win32":
        raise _absent("WPS 表格")
    client = import_module("win32com.client")
    windows = import_module("xlwings._xlwindows")
    for name in _WPS:
        try:
            found = client.GetActiveObject(name)
        except Exception:  # noqa: BLE001, S112  # not running, not installed, or not offering itself
            continue
        impl = windows.App(xl=windows.COMRetryObjectWrapper(found))
        return attached_to(xlwings.App(impl=impl), "WPS 表格", book)
    raise _absent("WPS 表格")


def _libreoffice(book: str) -> Attached:
    """LibreOffice is spoken to over UNO: its own module knows how."""
    try:
        module = import_module("xltools.excel.libreoffice")
    except ImportError as error:
        raise _absent("LibreOffice") from error
    attached: Attached = module.attached(book)
    return attached


_WAYS: Mapping[str, Callable[[str], Attached]] = {
    "excel": _excel,
    "wps": _wps,
    "libreoffice": _libreoffice,
}


def _xlwings(program: str) -> Any:
    """xlwings, tamed; UsageError where it is not installed or has no engine on this system."""
    try:
        xlwings = import_module("xlwings")
    except ImportError as error:
        fix = "运行 python -m pip install xlwings"
        raise UsageError(f"没有安装 xlwings，不能连接 {program}", fix=fix, code=ABSENT) from error
    if _ENGINE not in {engine.name for engine in xlwings.engines}:
        raise _absent(program)
    tame()
    return xlwings


def tame() -> None:
    """Let xlwings never end staff's Excel, and never wait for ever.

    On leaving, it would end every Excel that it cannot match with a window.
    """
    windows: Any = sys.modules.get("xlwings._xlwindows")
    if windows is None:
        return
    import atexit

    atexit.unregister(windows.cleanup)
    windows.N_COM_ATTEMPTS = _ATTEMPTS


def _book(app: Any, program: str, name: str) -> Any:
    """The workbook of that name, or the active one; None where none is open."""
    books = list(app.books)
    if not books:
        return None
    if not name:
        return app.books.active
    found = [book for book in books if name in (book.fullname, book.name)]
    if not found:
        raise UsageError(f"{program} 里没有打开“{name}”", fix="打开它，再点按钮")
    return found[0]
