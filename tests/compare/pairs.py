"""Workbooks to compare: samples with cells changed, small ones from rows, the same ones saved again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import openpyxl

from tests.form.books import CLEAN
from xltools.core.compare.difference import Told
from xltools.core.compare.workbooks import compare_workbooks
from xltools.core.model import Value, Workbook
from xltools.core.refs import Place
from xltools.readers.xlsx import read_bytes

#: Sheet name -> rows.
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def book(sheets: Sheets, formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook of these rows; ``formats`` are number formats by cell of the first sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cell, code in (formats or {}).items():
        made.worksheets[0][cell].number_format = code
    return saved(made)


def saved(made: Any) -> bytes:
    """The bytes of a workbook of openpyxl's."""
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def compared(left: bytes, right: bytes) -> Told:
    """Two workbooks compared without a standard."""
    return compare_workbooks(read_bytes(left, "报送.xlsx"), read_bytes(right, "公开.xlsx"))


@lru_cache(maxsize=1)
def sample() -> Workbook:
    """A real sample as read."""
    return read_bytes(CLEAN.read_bytes(), "报送.xlsx")


def edited(edit: Callable[[Any], None]) -> bytes:
    """The sample with its saved results as plain values, edited by openpyxl."""
    made = openpyxl.load_workbook(io.BytesIO(CLEAN.read_bytes()), data_only=True)
    edit(made)
    return saved(made)


def with_value(workbook: Workbook, place: Place, value: Value) -> Workbook:
    """The workbook with another value in one cell, as if typed there."""
    sheet = workbook.sheet(place.sheet)
    assert sheet is not None
    rows = [list(row) for row in sheet.values]
    rows[place.row - 1][place.column - 1] = value
    formulas = {at: text for at, text in sheet.formulas.items() if at != (place.row, place.column)}
    changed = replace(sheet, values=tuple(map(tuple, rows)), formulas=formulas)
    return replace(workbook, sheets=tuple(changed if each is sheet else each for each in workbook.sheets))


def filled(workbook: Workbook, *, without: frozenset[str]) -> list[Place]:
    """The cells in which anything stands, on all sheets but these."""
    return [
        Place(sheet.name, row, column)
        for sheet in workbook.sheets
        if sheet.name not in without
        for row, values in enumerate(sheet.values, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    ]
