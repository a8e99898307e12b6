"""An xlwings engine over openpyxl: macros run on real workbooks where there is no spreadsheet program.

``open_book(path)`` gives an ordinary ``xlwings.Book``. What it proves: the macros' own logic through xlwings'
public interface. What not: anything of how Excel behaves.
"""

# ruff: noqa: D102, ARG002, ARG004  # xlwings' own words say what each member is and is given

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes as base

from .cells import Note, Range, guarded
from .document import Document
from .places import boxes

NAME = "openpyxl"
_pids = itertools.count(1)
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class Engine:
    """The engine as xlwings wants it."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Any,
        datetime_builder: Any,
        empty_as: Any,
        number_builder: Any,
        err_to_str: bool,  # noqa: FBT001
    ) -> list[list[Any]]:
        """Values as xlwings hands them to people."""

        def one(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, datetime):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
            if isinstance(value, int | float) and not isinstance(value, bool):
                return number_builder(value) if number_builder else float(value)
            if isinstance(value, str) and value in _ERRORS:
                return value if err_to_str else None
            return value

        return [[one(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """Values as people hand them to xlwings."""
        return value


class Apps(base.Apps):
    """One program is all there is."""

    def __init__(self, engine: Engine) -> None:
        self._apps = [App(engine)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> Any:
        return next(app for app in self._apps if app.pid == pid)

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]


class App(base.App):
    """The program; what it said stands in ``said``, what its status bar showed in ``bars``."""

    engine = pid = books = None
    screen_updating = True
    display_alerts = True
    visible = True
    version = "16.0"

    def __init__(self, engine: Engine) -> None:
        self.engine, self.pid = engine, next(_pids)
        self.books = Books(self)
        self.said: list[str] = []
        self.bars: list[Any] = []

    @property
    def status_bar(self) -> Any:
        return self.bars[-1] if self.bars else False

    @status_bar.setter
    def status_bar(self, text: Any) -> None:
        self.bars.append(text)

    @property
    def calculation(self) -> str:
        active = self.books.active
        return "manual" if active and active.document.manual() else "automatic"

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.said.append(prompt)
        return "ok"

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002
        """Nothing to bring to the front."""

    @property
    def selection(self) -> Any:
        book = self.books.active
        sheet = book.sheets.active
        return Range(sheet, [book.document.selected.get(sheet.name, (1, 1, 1, 1))])


class Books(base.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.opened: list[Book] = []

    def __len__(self) -> int:
        return len(self.opened)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.opened)

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.opened[key - 1]
        found = [book for book in self.opened if key in (book.name, book.fullname)]
        if not found:
            raise KeyError(key)
        return found[0]

    @property
    def active(self) -> Any:
        return self.opened[-1] if self.opened else None

    def open(self, fullname: str, *args: Any, **options: Any) -> Any:
        book = Book(self, Document(Path(fullname)), str(fullname))
        self.opened.append(book)
        return book


class Book(base.Book):
    """An open workbook."""

    app = fullname = api = None

    def __init__(self, books: Books, document: Document, fullname: str) -> None:
        self.books, self.app, self.document, self.fullname = books, books.app, document, fullname

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> Any:
        return Sheets(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.fullname = path or self.fullname
        self.document.save(Path(self.fullname))

    def close(self) -> None:
        self.books.opened.remove(self)

    def activate(self) -> None:
        """The last opened is the active one."""


class Sheets(base.Sheets):
    """The worksheets."""

    api = None

    def __init__(self, book: Book) -> None:
        self.book = book

    def __len__(self) -> int:
        return len(self.book.document.names())

    def __iter__(self) -> Iterator[Any]:
        return (Sheet(self.book, name) for name in self.book.document.names())

    def __call__(self, key: Any) -> Any:
        names = self.book.document.names()
        if isinstance(key, int):
            return Sheet(self.book, names[key - 1])
        if key not in names:
            raise KeyError(key)
        return Sheet(self.book, key)

    @property
    def active(self) -> Any:
        return Sheet(self.book, self.book.document.active)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Any:
        names = self.book.document.names()
        at = names.index(before.name) if before else names.index(after.name) + 1 if after else 0
        title = name or next(t for t in map("Sheet{}".format, itertools.count(1)) if t not in names)
        guarded(self.book.document.add, title, at)
        return Sheet(self.book, title)


class Sheet(base.Sheet):
    """A worksheet."""

    book = None

    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name

    api = property(lambda self: self)
    document = property(lambda self: self.book.document)

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self.document.rename(self._name, name)
        self._name = name

    @property
    def index(self) -> int:
        return self.document.names().index(self._name) + 1

    @property
    def visible(self) -> int:
        return self.document.state(self._name)

    @property
    def used_range(self) -> Any:
        return Range(self, [self.document.used(self._name)])

    @property
    def cells(self) -> Any:
        return self.used_range

    def range(self, first: Any, last: Any = None) -> Any:
        if isinstance(first, str):
            return Range(self, boxes(first))
        end = last or first
        return Range(self, [(*first, *end)])

    @property
    def notes(self) -> list[Any]:
        return [Note(Range(self, [(*at, *at)])) for at in self.document.notes(self._name)]

    def activate(self) -> None:
        guarded(self.document.activate, self._name)

    def clear(self) -> None:
        guarded(self.document.clear, self._name, self.document.used(self._name))

    def delete(self) -> None:
        self.document.remove(self._name)


@lru_cache(maxsize=1)
def _engine() -> Any:
    engine = xlwings.Engine(impl=Engine())
    xlwings.engines.add(engine)
    return engine


def open_book(path: Path) -> Any:
    """The workbook opened, as an ``xlwings.Book``, in a program that has no other open."""
    _engine().activate()
    (app,) = _engine().apps
    app.impl.books.opened.clear()
    app.impl.said.clear()
    app.impl.bars.clear()
    return app.books.open(str(path))
