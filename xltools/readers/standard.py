"""规范.xlsx -> Standard, through the same reader as a unit's workbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from xltools.core.definition import build
from xltools.core.errors import StandardError
from xltools.core.line import Line
from xltools.core.model import Sheet
from xltools.core.names import DEFINITION
from xltools.core.standard import Standard
from xltools.readers.xlsx import read


@lru_cache(maxsize=8)
def read_standard(folder: Path) -> Standard:
    """Read the standard kept in ``folder``; its name is the folder's.

    Raises StandardError naming sheet and row where something cannot be understood.
    """
    path = folder / DEFINITION
    if not path.is_file():
        raise StandardError(f"规范“{folder.name}”里没有 {DEFINITION}", fix=f"应有文件:{path}")
    return build(folder.name, _sheets(folder))


def filled_rows(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """The numbers of the filled rows of each sheet of a standard, under its headings."""
    return {name: tuple(line.row for line in lines) for name, lines in _sheets(folder).items()}


def _sheets(folder: Path) -> dict[str, tuple[Line, ...]]:
    workbook = read(folder / DEFINITION)
    return {sheet.name: _lines(folder.name, sheet) for sheet in workbook.sheets}


def _lines(book: str, sheet: Sheet) -> tuple[Line, ...]:
    """The filled rows under the headings of row 1."""
    if not sheet.values:
        return ()
    headings = [str(value).strip() if value is not None else "" for value in sheet.values[0]]
    lines = []
    for number, row in enumerate(sheet.values[1:], 2):
        cells = dict(zip(headings, row, strict=False))
        for column, heading in enumerate(headings, 1):
            if (number, column) in sheet.formulas:  # typed into Excel as a formula: its text is meant
                cells[heading] = sheet.formulas[number, column]
        if any(value is not None for value in cells.values()):
            lines.append(Line(book, sheet.name, number, cells))
    return tuple(lines)
