"""Cells of LibreOffice as xlwings wants them: one call over the bridge for whatever is asked of an area."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from xltools.excel.uno.formulas import shown, written
from xltools.excel.uno.places import address

base: Any = import_module("xlwings.base_classes")
utils: Any = import_module("xlwings.utils")

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a serial number has no time zone
_DAY = dt.timedelta(days=1)


class Range(base.Range):
    """An area, or several for looks."""

    def __init__(self, sheet: Any, areas: Sequence[Any]) -> None:
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
        self.sheet.ask("clear", self.box, True)  # over the bridge nothing has a name  # noqa: FBT003  # over the bridge nothing has a name

    def clear_contents(self) -> None:
        """Take away what stands in the cells."""
        self.sheet.ask("clear", self.box, False)  # as above  # noqa: FBT003  # over the bridge nothing has a name

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

    bold = property(None, lambda self, bold: self._area._style(bold=bold))  # noqa: SLF001  # the area's own
    size = property(None, lambda self, size: self._area._style(size=size))  # noqa: SLF001  # the area's own
    color = property(None, lambda self, colour: self._area._style(colour=_number(colour)))  # noqa: SLF001  # the area's own


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
