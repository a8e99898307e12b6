"""A workbook as a spreadsheet program holds it open, over openpyxl: values and formulas, fills, notes, locks.

It computes nothing but what the tests need: a typed value is what it is, a formula shows what the file had
saved for it, and ``=HYPERLINK`` shows its text. Sheets that are protected refuse fills and values as Excel
does (notes are allowed where objects are not protected).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

Box = tuple[int, int, int, int]
RGB = tuple[int, int, int]

_LINK = re.compile(r'=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)')
_STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}


class Protected(Exception):
    """A sheet that does not let itself be changed."""


class Document:
    """An open workbook; nothing reaches the file before it is saved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        content = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=path.suffix == ".xlsm")
        self.shown = dict(_shown(content))
        self.active = self.book.active.title
        self.selected: dict[str, Box] = {}

    def compute(self, content: bytes) -> None:
        """Let formulas show what that file, with the same cells, has saved for them."""
        self.shown = dict(_shown(content))

    def names(self) -> list[str]:
        """The worksheets in order."""
        return [sheet.title for sheet in self.book.worksheets]

    def state(self, name: str) -> int:
        """Whether a sheet is seen, as COM says it: -1, 0 or 2."""
        return _STATES[self.book[name].sheet_state]

    def activate(self, name: str) -> None:
        """Bring a sheet to the front; one that is hidden does not come."""
        if self.state(name) != _STATES["visible"]:
            raise Protected
        self.active = name

    def add(self, name: str, at: int) -> None:
        """A new sheet, which becomes the active one."""
        if self.book.security is not None and self.book.security.lockStructure:
            raise Protected
        self.book.create_sheet(name, at)
        self.active = name

    def move(self, name: str, at: int) -> None:
        """Put a sheet at a position."""
        sheets = self.book._sheets
        sheets.insert(at, sheets.pop(self.names().index(name)))

    def rename(self, old: str, new: str) -> None:
        """Give a sheet another name."""
        self.book[old].title = new
        self.active = new if self.active == old else self.active

    def remove(self, name: str) -> None:
        """Delete a sheet."""
        del self.book[name]
        self.active = self.names()[0] if self.active == name else self.active

    def used(self, name: str) -> Box:
        """The used area."""
        sheet = self.book[name]
        return sheet.min_row, sheet.min_column, sheet.max_row, sheet.max_column

    def values(self, name: str, box: Box) -> list[list[Any]]:
        """What the cells show."""
        return [[self._value(name, cell) for cell in row] for row in self._rows(name, box)]

    def _value(self, name: str, cell: Any) -> Any:
        value = cell.value
        if isinstance(cell, MergedCell) or cell.data_type != "f":
            return value
        link = _LINK.fullmatch(value) if isinstance(value, str) else None
        if link:
            return link[1].replace('""', '"')
        return self.shown.get((name, cell.row, cell.column))

    def formulas(self, name: str, box: Box) -> list[list[str]]:
        """What stands in the formula bar of each."""
        return [[_written(cell) for cell in row] for row in self._rows(name, box)]

    def put(self, name: str, box: Box, values: list[list[Any]]) -> None:
        """Type values: an apostrophe before a text is none of it, ``=`` begins a formula."""
        for line, row in zip(self._rows(name, box), values, strict=True):
            for cell, value in zip(line, row, strict=True):
                self._allow(name, cell, "values")
                text = value[1:] if isinstance(value, str) and value.startswith("'") else value
                cell.value = None if text == "" else text
                if text is not value and cell.data_type in ("f", "e"):
                    cell.data_type = "s"
                self.shown.pop((name, cell.row, cell.column), None)

    def clear(self, name: str, box: Box) -> None:
        """Contents and formats gone."""
        for row in self._rows(name, box):
            for cell in row:
                self._allow(name, cell, "values")
                cell.value, cell.comment, cell.hyperlink = None, None, None
                cell.style = "Normal"

    def fill(self, name: str, box: Box) -> list[RGB | None]:
        """The colours of the cells as a program tells them: None for none, for a pattern one of its own."""
        return [_rgb(cell.fill) for row in self._rows(name, box) for cell in row]

    def paint(self, name: str, box: Box, colour: RGB | None) -> None:
        """Fill cells, or take their fill away."""
        solid = (
            PatternFill("solid", fgColor="{:02X}{:02X}{:02X}".format(*colour)) if colour else PatternFill()
        )
        for row in self._rows(name, box):
            for cell in row:
                self._allow(name, cell, "formats")
                cell.fill = solid

    def note(self, name: str, at: tuple[int, int]) -> str | None:
        """The note of a cell."""
        comment = self.book[name].cell(*at).comment
        return comment.text if comment else None

    def set_note(self, name: str, at: tuple[int, int], text: str | None) -> None:
        """Write a note, or take it away; whoever wrote it stays its author."""
        cell = self.book[name].cell(*at)
        if self.book[name].protection.sheet and self.book[name].protection.objects:
            raise Protected
        author = cell.comment.author if cell.comment else "示例"
        cell.comment = None if text is None else Comment(text, author)

    def notes(self, name: str) -> list[tuple[int, int]]:
        """The cells with notes."""
        return [(cell.row, cell.column) for cell in _cells(self.book[name]) if cell.comment]

    def style(self, name: str, box: Box, **given: Any) -> None:
        """Number format, alignment, font: what is given."""
        for row in self._rows(name, box):
            for cell in row:
                self._allow(name, cell, "formats")
                if "number" in given:
                    cell.number_format = given["number"]
                if "wrap" in given:
                    cell.alignment = Alignment(wrap_text=given["wrap"], vertical="top")
                if "font" in given:
                    cell.font = Font(**given["font"])

    def width(self, name: str, box: Box, width: float) -> None:
        """The width of columns."""
        for column in range(box[1], box[3] + 1):
            self.book[name].column_dimensions[get_column_letter(column)].width = width

    def hide_columns(self, name: str, box: Box, *, hidden: bool) -> None:
        """Hide columns or show them."""
        for column in range(box[1], box[3] + 1):
            self.book[name].column_dimensions[get_column_letter(column)].hidden = hidden

    def manual(self) -> bool:
        """Whether formulas wait for F9."""
        return getattr(self.book.calculation, "calcMode", "auto") == "manual"

    def save(self, path: Path) -> None:
        """Write the workbook. Values that formulas show are lost: openpyxl knows none."""
        self.book.save(path)

    def _rows(self, name: str, box: Box) -> Iterator[tuple[Any, ...]]:
        top, left, bottom, right = box
        yield from self.book[name].iter_rows(top, bottom, left, right)

    def _allow(self, name: str, cell: Any, what: str) -> None:
        protection = self.book[name].protection
        if not protection.sheet:
            return
        if what == "formats" and not protection.formatCells:
            return
        if what == "values" and not cell.protection.locked:
            return
        raise Protected


@lru_cache(maxsize=8)
def _shown(content: bytes) -> Mapping[tuple[str, int, int], Any]:
    """What the formulas of a file show, as last saved."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        formulas, values = (
            openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True)
        )
    return {
        (sheet.title, cell.row, cell.column): values[sheet.title].cell(cell.row, cell.column).value
        for sheet in formulas.worksheets
        for cell in _cells(sheet)
        if cell.data_type == "f"
    }


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


def _written(cell: Any) -> str:
    value = cell.value
    if isinstance(value, ArrayFormula):
        return str(value.text)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date | time):
        from openpyxl.utils.datetime import to_excel

        return f"{to_excel(value):.15g}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _rgb(fill: Any) -> RGB | None:
    if getattr(fill, "fill_type", None) is None:
        return None
    colour = getattr(fill, "fgColor", None)
    text = colour.rgb if colour is not None and isinstance(colour.rgb, str) else "FF808080"
    return int(text[-6:-4], 16), int(text[-4:-2], 16), int(text[-2:], 16)
