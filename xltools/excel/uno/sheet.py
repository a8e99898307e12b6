"""Sheets of LibreOffice as xlwings wants them, known by their names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from xltools.excel.uno.places import Box, boxes
from xltools.excel.uno.range import Note, Range

base: Any = import_module("xlwings.base_classes")


class Sheets(base.Sheets):
    """The worksheets of a workbook."""

    api = None

    def __init__(self, book: Any) -> None:
        self.book = book

    def _names(self) -> list[str]:
        return [name for name, _ in self.book.ask("sheets")]

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Any]:
        return (Sheet(self.book, name) for name in self._names())

    def __contains__(self, name: str) -> bool:
        return name in self._names()

    def __call__(self, key: Any) -> Any:
        """The sheet of that name, or at that place counted from 1."""
        names = self._names()
        if isinstance(key, int):
            return Sheet(self.book, names[key - 1])
        if key not in names:
            raise KeyError(key)
        return Sheet(self.book, key)

    @property
    def active(self) -> Any:
        """The sheet in front."""
        return Sheet(self.book, self.book.ask("active_sheet"))

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Any:
        """A new sheet before or after another, in front of all where neither is given."""
        names = self._names()
        at = names.index(before.name) if before else names.index(after.name) + 1 if after else 0
        title = name or next(free for free in map("Sheet{}".format, itertools.count(1)) if free not in names)
        self.book.ask("add_sheet", title, at)
        return Sheet(self.book, title)


class Sheet(base.Sheet):
    """A worksheet, known by its name."""

    book: Any = None

    def __init__(self, book: Any, name: str) -> None:
        self.book, self._name = book, name

    api = property(lambda self: self._name)

    def ask(self, call: str, *given: Any) -> Any:
        """A call on this sheet."""
        return self.book.ask(call, self._name, *given)

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        if name != self._name:
            self.ask("rename_sheet", name)
        self._name = name

    @property
    def index(self) -> int:
        """Its place, counted from 1."""
        return 1 + [name for name, _ in self.book.ask("sheets")].index(self._name)

    @property
    def visible(self) -> int:
        """As Excel says it: -1 shown, 0 hidden; LibreOffice knows no third way."""
        return -1 if dict(self.book.ask("sheets"))[self._name] else 0

    @property
    def used_range(self) -> Any:
        """The area that holds anything."""
        return Range(self, [tuple(self.ask("used"))])

    @property
    def cells(self) -> Any:
        """The same: beyond it is nothing."""
        return self.used_range

    def range(self, first: Any, last: Any = None) -> Any:
        """The cells of an address, or from one (row, column) to another."""
        if isinstance(first, str) and last is None:
            return Range(self, boxes(first))
        start, end = (_box_of(each) for each in (first, first if last is None else last))
        return Range(self, [(*start[:2], *end[2:])])

    @property
    def notes(self) -> list[Any]:
        """All notes, each with its text."""
        found = self.ask("notes")
        return [Note(Range(self, [(row, column, row, column)]), text) for row, column, text in found]

    def activate(self) -> None:
        """Bring it to the front."""
        self.ask("go")

    def clear(self) -> None:
        """Take everything away that stands on it."""
        self.used_range.clear()

    def clear_contents(self) -> None:
        """Take away what stands in its cells."""
        self.used_range.clear_contents()

    def delete(self) -> None:
        """Take it out of the workbook."""
        self.ask("remove_sheet")


def _box_of(given: Any) -> Box:
    if isinstance(given, Range):
        return given.box
    return boxes(given)[0] if isinstance(given, str) else (*given, *given)
