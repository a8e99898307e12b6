"""Workbook -> Record: each located cell as a typed value that knows its cell.

Nothing is guessed: a text in a number field stays that text, an error stays an error, a blank stays blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from xltools.core.amounts import exact
from xltools.core.layout import Layout, Table
from xltools.core.locate import Located
from xltools.core.model import Datum, ErrorValue, Record, Row, Source, Typed, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Field, Standard

_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_LAST_SERIAL = 2_958_465


def to_date(serial: float, *, date1904: bool) -> dt.date | None:
    """A date's serial number as a date; None outside 1900-03-01 .. 9999-12-31."""
    days = int(serial)
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    if not (61 if not date1904 else 0) <= days <= _LAST_SERIAL:
        return None
    return epoch + dt.timedelta(days=days)


def to_serial(date: dt.date) -> int:
    """A date as Excel's serial number (1900 system)."""
    return (date - _EPOCH_1900).days


def typed(value: Value, field: Field, *, date1904: bool) -> Typed:
    """A cell's value as its field's type; a value that does not fit is handed back as it stands."""
    if value is None or isinstance(value, ErrorValue | bool):
        return value
    if isinstance(value, str):
        return value if value.strip() else None
    if field.kind == "日期":
        date = to_date(value, date1904=date1904)
        return exact(value) if date is None else date
    return exact(value)


def readable(value: Typed, field: Field) -> bool:
    """Whether a value is of its field's type (a blank is)."""
    if isinstance(value, ErrorValue):
        return False
    if value is None:
        return True
    if field.numeric:
        return isinstance(value, Decimal | int) and not isinstance(value, bool)
    return field.kind != "日期" or isinstance(value, dt.date)


def _datum(name: str, raw: Value, field: Field, place: Place, *, date1904: bool) -> Datum:
    value = typed(raw, field, date1904=date1904)
    return Datum(name, value, place, raw, readable(value, field))


def build_record(
    workbook: Workbook,
    standard: Standard,
    layout: Layout,
    located: Located,
    computed: Mapping[Place, Value],
) -> Record:
    """Read every located field; ``computed`` holds the recomputed values of formula cells."""
    data = {}
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for name, place in located.cells.items():
        raw = computed[place] if place in computed else sheets[place.sheet].value(place.row, place.column)
        data[name] = _datum(name, raw, layout.cells[name].field, place, date1904=workbook.date1904)
    tables = {
        table.block.name: _rows(workbook, standard, table, located, computed)
        for table in layout.tables.values()
    }
    return Record(
        standard=standard.name,
        source=Source(workbook.path, workbook.sha256),
        code=_text(data, "预算编码"),
        name=_text(data, "单位名称"),
        year=_year(data),
        data=data,
        tables=tables,
    )


def _text(data: Mapping[str, Datum], name: str) -> str:
    datum = data.get(name)
    return "" if datum is None or datum.blank else str(datum.value).strip()


def _year(data: Mapping[str, Datum]) -> int | None:
    datum = data.get("评价年度")
    number = None if datum is None else datum.number
    return None if number is None or number != int(number) else int(number)


def _rows(
    workbook: Workbook, standard: Standard, table: Table, located: Located, computed: Mapping[Place, Value]
) -> tuple[Row, ...]:
    """The rows of a table in which something was entered (every row of a table with fixed rows)."""
    columns = standard.columns(table.block.name)
    areas = {c.name: located.areas[f"{table.block.name}_{c.name}"] for c in columns if _has(located, table, c)}
    if not areas:
        return ()
    first = min(area.first_row for area in areas.values())
    last = max(area.last_row for area in areas.values())
    rows = []
    for number in range(first, last + 1):
        row = {
            c.name: _cell(workbook, c, areas[c.name], number, computed) for c in columns if c.name in areas
        }
        if table.stems or any(not row[c.name].blank for c in columns if c.name in row and not c.formula):
            rows.append(row)
    return tuple(rows)


def _has(located: Located, table: Table, column: Field) -> bool:
    return f"{table.block.name}_{column.name}" in located.areas


def _cell(workbook: Workbook, column: Field, area: Area, row: int, computed: Mapping[Place, Value]) -> Datum:
    place = Place(area.sheet, row, area.first_column)
    raw = computed[place] if place in computed else workbook.value(place)
    return _datum(column.name, raw, column, place, date1904=workbook.date1904)
