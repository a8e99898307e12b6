"""Records to try a report template on: all blank, all filled, every number 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from xltools.core.model import Datum, Record, Source, Typed
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard

_PLACE = Place("试填", 1, 1)
_ROWS = 2


def trials(standard: Standard) -> Iterator[tuple[str, Record]]:
    """Each kind of workbook, by what its user would call it, and what it reports."""
    yield "空白的工作簿", _record(standard, None)
    yield "各项都填了的工作簿", _record(standard, Decimal(1))
    yield "数字都是 0 的工作簿", _record(standard, Decimal(0))


def _record(standard: Standard, number: Decimal | None) -> Record:
    source = Source("", "")
    if number is None:
        return Record(standard.name, source, "", "", None, {}, {})
    cells = dict(standard.by_cell_name.items())
    data = {name: Datum(name, _value(field, number), _PLACE) for name, (field, _) in cells.items()}
    tables = {}
    for table, block in standard.tables.items():
        row = {c.name: Datum(c.name, _value(c, number), _PLACE) for c in standard.columns(table)}
        for stem in standard.row_stems(block):
            data |= {f"{stem}_{name}": datum for name, datum in row.items()}
        tables[table] = (row,) * _ROWS
    return Record(standard.name, source, "", "", None, data, tables)


def _value(field: Field, number: Decimal) -> Typed:
    if field.numeric:
        return number
    if field.kind == "日期":
        return dt.date(2000, 1, 1)
    return next(iter(field.choices), "示例")
