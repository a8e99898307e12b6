"""The clean sample's figures in a form built now, and faults planted in it one at a time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import openpyxl

from tests.core.altered import standard
from tests.form.books import CLEAN, Checked, check
from xltools.core.layout import lay_out
from xltools.core.model import Workbook
from xltools.readers.xlsx import read, read_bytes
from xltools.writers.form import form_bytes

#: A cell by its field name, or ``table.row.column`` with rows counted from 0.
Edits = Mapping[str, Any]


@lru_cache(maxsize=1)
def clean() -> Checked:
    """The clean sample, checked."""
    return check(read(CLEAN), standard())


@lru_cache(maxsize=1)
def rebuilt() -> bytes:
    """The clean sample's inputs typed into a form built now."""
    record, layout = clean().record, lay_out(standard())
    values = {
        name: datum.raw
        for name, datum in record.data.items()
        if layout.cells[name].is_input and not datum.blank
    }
    rows = {
        table: [
            {column: datum.raw for column, datum in row.items() if not _computed(datum.raw, table, column)}
            for row in lines
        ]
        for table, lines in record.tables.items()
        if not layout.tables[table].stems
    }
    return form_bytes(standard(), values, rows)


def _computed(raw: object, table: str, column: str) -> bool:
    """Whether a cell of a 明细 row is blank, or the form's own formula fills it."""
    field = next(field for field in standard().columns(table) if field.name == column)
    return raw is None or bool(field.formula)


@lru_cache(maxsize=1)
def _book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(rebuilt()))


def _cell(name: str) -> Any:
    layout, book = lay_out(standard()), _book()
    if "." in name:
        table_name, row, column = name.split(".")
        table = layout.tables[table_name]
        return book[table.block.sheet].cell(table.first_row + int(row), table.columns[column])
    place = layout.cells[name].place
    return book[place.sheet].cell(place.row, place.column)


def planted(edits: Edits) -> Workbook:
    """The clean workbook with these cells changed, read back from its bytes."""
    cells = {name: _cell(name) for name in edits}
    old = {name: cell.value for name, cell in cells.items()}
    for name, cell in cells.items():
        cell.value = edits[name]
    try:
        content = io.BytesIO()
        _book().save(content)
    finally:
        for name, cell in cells.items():
            cell.value = old[name]
    return read_bytes(content.getvalue(), "改过.xlsx")
