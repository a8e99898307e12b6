"""A worksheet of a row a unit, by the thousands: nothing is done over again for each of its cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellBooleanTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

from xltools.core.refs import column_letters

#: What a text may not hold as it is in a cell, or only where the cell says so.
_PLAIN = re.compile(r"[^&<>\x00-\x1f\ufffe\uffff]*")

#: The errors of formulas, as XlsxWriter knows them.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class LeanWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """XlsxWriter's worksheet, written top-down, told rows and columns as numbers only.

    Otherwise each formula is searched for 29 functions of newer Excels, of which ours use none, each address
    for an A1, each number for signs that XML escapes: that is three quarters of the time of a large sheet.
    What it writes is what XlsxWriter does, but for a text like "<r>…</r>", which stays text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._attributes: dict[Format, str] = {}
        self.previous_row: int = 0

    def _write_number(self, row: int, col: int, number: float, cell_format: Any = None) -> int:
        if not math.isfinite(number):
            return int(super()._write_number(row, col, number, cell_format))
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellNumberTuple(number, cell_format)
        return 0

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellStringTuple(string, cell_format)
        return 0

    def _write_blank(self, row: int, col: int, _: object, cell_format: Any = None) -> int:
        if cell_format is None:
            return 0
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellBlankTuple(cell_format)
        return 0

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0
    ) -> int:
        if row > self.previous_row:
            self._write_single_row(row)
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
        return 0

    write_number = _write_number
    write_string = _write_string
    write_blank = _write_blank
    write_formula = _write_formula

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """Write the row that is done, and begin another."""
        row = self.previous_row
        cells = self.table.get(row)
        if not cells:
            super()._write_single_row(current_row_num)
            return
        for column in (min(cells), max(cells)):
            self._check_dimensions(row, column)
        self.previous_row = current_row_num
        self._write_row(row, None, self.row_info.get(row))
        self.fh.write("".join(self._cells(row, cells)))
        self._xml_end_tag("row")
        self.table.clear()

    def _cells(self, row: int, cells: Mapping[int, Any]) -> Iterator[str]:
        """Yield the cells of a row as XML, from the left."""
        for column in sorted(cells):
            cell = cells[column]
            kind, style = type(cell), cell.format
            known = self._attributes.get(style) if style else None
            attributes = self._style(row, column, style) if known is None else known
            start = f'<c r="{column_letters(column + 1)}{row + 1}"{attributes}'
            if kind is CellNumberTuple or kind is CellDatetimeTuple:
                yield f"{start}><v>{cell.number:.16G}</v></c>"
            elif kind is CellBlankTuple:
                yield f"{start}/>"
            elif kind is CellStringTuple:
                yield f"{start} {self._string(cell.string)}"
            elif kind is CellFormulaTuple:
                yield f"{start}{_formula(cell.formula, cell.value)}"
            elif kind is CellBooleanTuple:
                yield f'{start} t="b"><v>{int(cell.boolean)}</v></c>'
            else:
                message = f"no cell of these sheets: {kind.__name__}"
                raise TypeError(message)

    def _style(self, row: int, column: int, style: Format | None) -> str:
        """The attribute of a cell's format, or else of its row's or column's."""
        if style is not None:
            return self._attributes.setdefault(style, f' s="{style._get_xf_index()}"')  # noqa: SLF001
        info = self.row_info.get(row)
        beyond = info.row_format if info else None
        if beyond is None and column in self.col_info:
            beyond = self.col_info[column].column_format
        return f' s="{beyond._get_xf_index()}"' if beyond is not None else ""  # noqa: SLF001

    def _string(self, text: str) -> str:
        """A text in its cell; spaces at either end, and signs that XML has no room for, are kept."""
        space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        if not _PLAIN.fullmatch(text) or "_x" in text:
            text = _escaped(self._escape_control_characters(text))
        return f't="inlineStr"><is><t{space}>{text}</t></is></c>'


def _formula(formula: str, value: Any) -> str:
    """The end of a formula's cell with the value it shows; the cell says of what type that is."""
    kind = ""
    if isinstance(value, bool):
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str) and value:
        kind, value = ' t="e"' if value in _ERRORS else ' t="str"', _escaped(value)
    return f"{kind}><f>{_escaped(formula)}</f><v>{value}</v></c>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
