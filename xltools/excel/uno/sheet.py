"""Sheets and cells of LibreOffice as xlwings wants them: one call over the bridge for whatever is asked."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from xltools.excel.uno.formulas import shown, written
from xltools.excel.uno.places import Box, address, boxes

base: Any = import_module("xlwings.base_classes")
utils: Any = import_module("xlwings.utils")

_EPOCH = dt.datetime(1899, 12, 30)  # a serial number has no time zone
_DAY = dt.timedelta(days=1)


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


class Range(base.Range):
    """An area, or several for looks."""

    def __init__(self, sheet: Sheet, areas: Sequence[Any]) -> None:
        self.sheet, self.areas = sheet, list(areas)
        self.options: dict[str, Any] = {}

    api = property(lambda self: self)
    box = property(lambda self: self.areas[0])
    row = property(lambda self: self.box[0])
    column = property(lambda self: self.box[1])
    shape = property(lambda self: (self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1))
    coords = property(lambda self: (self.sheet.name, self.row, self.column, *self.shape))
    address = property(lambda self: ",".join(map(address, self.areas)))
    has_array = False

    def __len__(self) -> int:
        rows, columns = self.shape
        return int(rows * columns)

    def __call__(self, row: int, column: int | None = None) -> Any:
        """The cell at that place within, row by row where only one number is given."""
        if column is None:
            row, column = (at + 1 for at in divmod(row - 1, self.shape[1]))
        at = (self.row + row - 1, self.column + column - 1)
        return Range(self.sheet, [(*at, *at)])

    @property
    def raw_value(self) -> Any:
        """The values as a program hands them over: numbers as floats, dates as moments, errors by name."""
        found = self.sheet.ask("values", self.box)
        rows = [list(row) for row in found["rows"]]
        for row, column, word in [*found["errors"], *found["truths"]]:
            rows[row][column] = word
        for top, left, bottom, right in found["dates"]:
            for row, column in itertools.product(range(top, bottom + 1), range(left, right + 1)):
                value = rows[row - self.row][column - self.column]
                if isinstance(value, float):
                    rows[row - self.row][column - self.column] = _EPOCH + value * _DAY
        return rows if len(self) > 1 else rows[0][0]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        if not isinstance(values, list | tuple):
            values = [[values] * self.shape[1]] * self.shape[0]
        elif values and not isinstance(values[0], list | tuple):
            values = [values]
        rows = [[_handed(value) for value in row] for row in values]
        formulas = [
            (row, column, written(value))
            for row, line in enumerate(rows)
            for column, value in enumerate(line)
            if isinstance(value, str) and value.startswith("=")
        ]
        for row, column, _ in formulas:
            rows[row][column] = None
        plain = [[value[1:] if _quoted(value) else value for value in line] for line in rows]
        box = (self.row, self.column, self.row + len(rows) - 1, self.column + len(rows[0]) - 1)
        self.sheet.ask("put", box, plain, formulas)

    @property
    def formula(self) -> Any:
        """The formulas as Excel shows them, and the texts of cells without one."""
        rows = tuple(tuple(map(shown, row)) for row in self.sheet.ask("formulas", self.box))
        return rows if len(self) > 1 else rows[0][0]

    @formula.setter
    def formula(self, values: Any) -> None:
        self.raw_value = values

    formula2 = formula

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill, None for none; TypeError where the cells have several, as Excel's engine has it."""
        found = self.sheet.ask("fill", self.areas)
        if found is None:
            raise TypeError(self.address)
        return None if found < 0 else (found >> 16 & 255, found >> 8 & 255, found & 255)

    @color.setter
    def color(self, colour: Any) -> None:
        self.sheet.ask("paint", self.areas, -1 if colour is None else _number(colour))

    def _style(self, **given: Any) -> None:
        self.sheet.ask("style", self.areas, given)

    number_format = property(None, lambda self, code: self._style(number=code))
    wrap_text = property(None, lambda self, wrap: self._style(wrap=wrap))
    vertical_alignment = property(None, lambda self, where: self._style(vertical=where))
    column_width = property(None, lambda self, width: self._columns(width=width))
    column_hidden = property(None, lambda self, hidden: self._columns(hidden=hidden))

    def _columns(self, **given: Any) -> None:
        self.sheet.ask("columns", self.areas, given)

    @property
    def font(self) -> Any:
        """The font, to be set."""
        return Font(self)

    def autofit(self, axis: str | None = None) -> None:
        """Rows as high as their texts; widths stay."""
        if axis != "c":
            self.sheet.ask("fit", self.box)

    def clear(self) -> None:
        """Take away what stands in the cells, their looks and notes."""
        self.sheet.ask("clear", self.box, True)  # over the bridge nothing has a name

    def clear_contents(self) -> None:
        """Take away what stands in the cells."""
        self.sheet.ask("clear", self.box, False)  # as above

    def select(self) -> None:
        """Select the cells; their sheet is in front."""
        self.sheet.ask("select", self.box)

    @property
    def note(self) -> Any:
        """The note of the first cell; None where there is none."""
        text = self.sheet.ask("note", self.row, self.column)
        return Note(self, text) if text else None

    def add_note(self, text: str) -> Any:
        """Write a note."""
        self.sheet.ask("set_note", self.row, self.column, text)
        return Note(self, text)


class Font(base.Font):
    """A font, to be set."""

    def __init__(self, area: Range) -> None:
        self._area = area

    bold = property(None, lambda self, bold: self._area._style(bold=bold))
    size = property(None, lambda self, size: self._area._style(size=size))
    color = property(None, lambda self, colour: self._area._style(colour=_number(colour)))


class Note(base.Note):
    """A note."""

    def __init__(self, at: Range, text: str) -> None:
        self._at, self._text = at, text

    api = property(lambda self: self)
    location = property(lambda self: self._at)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text
        self._at.sheet.ask("set_note", self._at.row, self._at.column, text)

    def delete(self) -> None:
        """Take it away."""
        self._at.sheet.ask("set_note", self._at.row, self._at.column, None)


def _handed(value: Any) -> Any:
    """A value that goes over the bridge: truth as a formula, a moment as its serial number."""
    if isinstance(value, bool):
        return f"={value}()".upper()
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) / _DAY
    return value


def _quoted(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("'")


def _number(colour: Any) -> int:
    if isinstance(colour, str):
        colour = utils.hex_to_rgb(colour)
    if isinstance(colour, int):
        colour = utils.int_to_rgb(colour)
    red, green, blue = colour
    return int(red) << 16 | int(green) << 8 | int(blue)
