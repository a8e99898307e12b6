"""xlwings' own Windows engine, run anywhere, over a make-believe Excel that counts every call.

pywin32 is stubbed while ``xlwings._xlwindows`` is imported; what that engine then asks of Excel's objects is
answered from an openpyxl document. What it proves: which members we use and how often (each property read
or put, each method, each item of an enumeration is one call between processes), that nothing but xlwings'
public interface stands between, and what we make of Excel's refusals. What it does not prove: how Excel
behaves. It answers as its documentation says, no more.
"""

# ruff: noqa: D102  # Excel's own members, by Excel's names

from __future__ import annotations

import ctypes
import datetime as dt
import sys
import types
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from xltools.excel.attach import tame

from .engine.document import Document
from .engine.places import boxes
from .fakecells import CALLS, EXCEPTION, CDispatch, Note, Range, bare, com_error, guarded

_STUBS = (
    *("pywintypes", "pythoncom", "win32com", "win32com.client", "win32gui"),
    *("win32process", "win32api", "win32con", "win32timezone"),
)


@lru_cache(maxsize=1)
def windows() -> Any:
    """``xlwings._xlwindows``, imported over stubs that are taken away again."""
    before = {name: sys.modules.get(name) for name in _STUBS}
    for name in _STUBS:
        sys.modules[name] = _Stub(name)
    sys.modules["pywintypes"].__dict__.update(com_error=com_error, TimeType=dt.datetime)
    sys.modules["win32com.client"].__dict__.update(CDispatch=CDispatch)
    sys.modules["win32process"].__dict__["GetWindowThreadProcessId"] = lambda _: (0, 1)
    sys.modules["pythoncom"].__dict__.update(__file__=None, ole_error=com_error)
    library = types.SimpleNamespace(ole32=types.SimpleNamespace(CLSIDFromString=lambda *_: 0))
    loader, ctypes.PyDLL = (
        ctypes.PyDLL,
        lambda *_: types.SimpleNamespace(  # type: ignore[misc,assignment]
            PyCom_PyObjectFromIUnknown=types.SimpleNamespace()
        ),
    )
    ctypes.windll = ctypes.oledll = library  # type: ignore[attr-defined]
    try:
        import xlwings
        import xlwings._xlwindows as engine
    finally:
        ctypes.PyDLL = loader  # type: ignore[misc]
        del ctypes.windll, ctypes.oledll  # type: ignore[attr-defined]
        for name, module in before.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module
    xlwings.engines.add(xlwings.Engine(impl=engine.engine))
    tame()
    return engine


class _Stub(types.ModuleType):
    """A module of pywin32 that holds whatever is asked for."""

    __path__ = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = type(name, (Exception,), {"__init__": lambda *_, **__: None})
        setattr(self, name, value)
        return value


def open_book(path: Path) -> Any:
    """The workbook opened in a make-believe Excel, as an ``xlwings.Book``; counting starts anew."""
    import xlwings

    engine = windows()
    program = Application()
    book = Workbook(program, Document(path), str(path))
    app = xlwings.App(impl=engine.App(xl=engine.COMRetryObjectWrapper(program)))
    CALLS.clear()
    CDispatch.mood.now = ""
    found = app.books[0]
    found.document = book.document
    CALLS.clear()
    return found


class Application(CDispatch):
    """Excel itself."""

    Hwnd, Version, StatusBar, ScreenUpdating, DisplayAlerts = 1, "16.0", False, True, True

    def __init__(self) -> None:
        self.books: list[Workbook] = []

    Application = property(lambda self: self)
    Workbooks = property(lambda self: Collection(self, lambda: self.books))
    ActiveWorkbook = property(lambda self: self.books[-1] if self.books else None)
    Calculation = property(lambda self: -4135 if self.books[-1].document.manual() else -4105)

    @property
    def Selection(self) -> Any:  # noqa: N802
        book = self.books[-1]
        name = book.document.active
        return Range(Worksheet(book, name), [book.document.selected.get(name, (1, 1, 1, 1))])


class Collection(CDispatch):
    """Workbooks or worksheets: counted, called by number or name, walked over."""

    def __init__(self, parent: Any, items: Any) -> None:
        self.parent, self.items = parent, items

    Count = property(lambda self: len(self.items()))
    Parent = property(lambda self: self.parent)
    Application = property(lambda self: getattr(self.parent, "program", self.parent))

    def __iter__(self) -> Iterator[Any]:
        for item in self.items():
            CALLS["enumerate"] += 1
            yield item

    def __call__(self, key: Any) -> Any:
        CALLS["Item"] += 1
        items = self.items()
        if isinstance(key, int | float):
            return items[int(key) - 1]
        found = [item for item in items if item.title == key]
        if not found:
            raise com_error(EXCEPTION, -2147352565)
        return found[0]

    def Add(self, Before: Any = None) -> Any:  # noqa: N802, N803
        document = self.parent.document
        names = document.names()
        title = f"Sheet{len(names) + 1}"
        guarded(document.add, title, names.index(bare(Before).title))
        return Worksheet(self.parent, title)


class Workbook(CDispatch):
    """An open workbook."""

    def __init__(self, program: Application, document: Document, path: str) -> None:
        self.program, self.document, self.path, self.title = program, document, path, Path(path).name
        program.books.append(self)

    Name = property(lambda self: self.title)
    FullName = property(lambda self: self.path)
    Application = Parent = property(lambda self: self.program)
    Worksheets = property(
        lambda self: Collection(self, lambda: [Worksheet(self, name) for name in self.document.names()])
    )
    ActiveSheet = property(lambda self: Worksheet(self, self.document.active))


class Worksheet(CDispatch):
    """A worksheet."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.book, self.title = book, title

    document = property(lambda self: self.book.document)
    Parent = property(lambda self: self.book)
    Application = property(lambda self: self.book.program)
    Index = property(lambda self: self.document.names().index(self.title) + 1)
    Visible = property(lambda self: self.document.state(self.title))
    UsedRange = property(lambda self: Range(self, [self.document.used(self.title)]))
    Cells = property(lambda self: Range(self, [self.document.used(self.title)]))
    Comments = property(
        lambda self: Collection(
            self, lambda: [Note(Range(self, [(*at, *at)])) for at in self.document.notes(self.title)]
        )
    )

    def _rename(self, title: str) -> None:
        self.document.rename(self.title, title)
        self.title = title

    Name = property(lambda self: self.title, _rename)

    def Range(self, first: Any, last: Any = None) -> Any:  # noqa: N802
        if isinstance(first, str):
            return Range(self, boxes(first))
        start, end = bare(first), bare(last)
        return Range(self, [(*start.areas[0][:2], *end.areas[0][2:])])

    def Activate(self) -> None:  # noqa: N802
        guarded(self.document.activate, self.title)

    def Move(self, Before: Any) -> None:  # noqa: N802, N803
        self.document.move(self.title, self.document.names().index(bare(Before).title))

    def Delete(self) -> None:  # noqa: N802
        self.document.remove(self.title)
