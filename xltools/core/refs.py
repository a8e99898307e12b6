"""Cell addresses: ``F12``, ``自评表!$F$12:$G$20`` <-> rows and columns counted from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ADDRESS = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
_AREA = re.compile(rf"(?:'((?:[^']|'')+)'|([^'!:]+))!({_ADDRESS})(?::({_ADDRESS}))?")
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")


@lru_cache(maxsize=None)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA, 16384 -> XFD."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=None)
def column_number(letters: str) -> int:
    """A -> 1, xfd -> 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One cell: sheet name, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    def __reduce__(self) -> tuple[object, ...]:
        """As short as it can be: places go between processes by the hundred a file."""
        return Place, (self.sheet, self.row, self.column)

    @property
    def cell(self) -> str:
        """The address without the sheet: ``F12``."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on one sheet, bounds included, counted from 1."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def first(self) -> Place:
        """The upper left cell."""
        return Place(self.sheet, self.first_row, self.first_column)

    def __contains__(self, place: Place) -> bool:
        """Whether a cell lies in the area."""
        inside = self.first_row <= place.row <= self.last_row
        return inside and place.sheet == self.sheet and self.first_column <= place.column <= self.last_column

    @property
    def single(self) -> bool:
        """Whether the area is one cell."""
        return self.first_row == self.last_row and self.first_column == self.last_column

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    @property
    def ref(self) -> str:
        """The address without the sheet: ``F12`` or ``F12:G20``."""
        if self.single:
            return self.first.cell
        return f"{self.first.cell}:{column_letters(self.last_column)}{self.last_row}"


def parse_cell(text: str) -> tuple[int, int] | None:
    """``$F$12`` -> (12, 6); None when it is no address or lies outside the grid."""
    match = _CELL.fullmatch(text)
    if not match:
        return None
    row, column = int(match[2]), column_number(match[1])
    if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
        return None
    return row, column


@lru_cache(maxsize=1024)
def quote_sheet(name: str) -> str:
    """A sheet name as a formula writes it: quoted where it must be."""
    if _PLAIN_SHEET.fullmatch(name) and not name.isascii():
        return name
    return "'" + name.replace("'", "''") + "'"


@lru_cache(maxsize=65_536)
def parse_area(text: str) -> Area | None:
    """``自评表!$F$12`` or ``'项目 表'!$A$5:$A$24`` -> Area; None for anything else (#REF!, a union)."""
    match = _AREA.fullmatch(text.strip().removeprefix("="))
    if not match:
        return None
    first = parse_cell(match[3])
    last = parse_cell(match[4] or match[3])
    if first is None or last is None:
        return None
    sheet = match[1].replace("''", "'") if match[1] else match[2]
    return Area(
        sheet, min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])
    )
