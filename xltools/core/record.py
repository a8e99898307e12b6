"""Workbook -> Record: each located cell as a typed value that knows its cell.

The workbook is the one as understood. Nothing is guessed: a text left in a number field stays that text, an
error stays an error, a blank stays blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.amounts import exact
from xltools.core.entry.window import ANY_DAY, YEAR_FIELD, Days, days_of
from xltools.core.layout import Table, lay_out
from xltools.core.locating.locate import Located
from xltools.core.model import Datum, ErrorValue, Record, Source, Typed, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Field, Standard

_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL = 61
#: 9999-12-31.
LAST_SERIAL = 2_958_465


def to_date(serial: float) -> dt.date | None:
    """A date's serial number (1900 system) as a date; None outside 1900-03-01 .. 9999-12-31."""
    days = int(serial)
    return _EPOCH + dt.timedelta(days=days) if _FIRST_SERIAL <= days <= LAST_SERIAL else None


def to_serial(date: dt.date) -> int:
    """A date as Excel's serial number (1900 system)."""
    return (date - _EPOCH).days


def typed(value: Value, field: Field, days: Days) -> Typed:
    """A cell's value as its field's type; a value that does not fit is handed back as it stands.

    A number is a date only within ``days``.
    """
    if value is None or isinstance(value, ErrorValue | bool):
        return value
    if isinstance(value, str):
        return value if value.strip() else None
    if field.kind == "日期":
        date = to_date(value)
        return exact(value) if date is None or not days[0] <= date <= days[1] else date
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


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell holds that had to be understood, and how people see it there."""

    raw: Value
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell to be read: where, as which field, and the datum it is while blank.

    ``days`` are those a date may lie in.
    """

    sheet: str
    at: tuple[int, int]
    field: Field
    blank: Datum
    days: Days = ANY_DAY

    @classmethod
    def of(cls, standard: Standard, name: str, field: Field, place: Place) -> Slot:
        """The slot of a field that is called ``name`` in its record."""
        days = days_of(standard, field) if field.kind == "日期" else ANY_DAY
        return cls(place.sheet, (place.row, place.column), field, Datum(name, None, place), days)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number, its slots by column, and those a unit fills.

    A ``fixed`` row, one of the form's own, counts whether or not something was entered.
    """

    number: int
    fixed: bool
    slots: Mapping[str, Slot]
    entered: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be read where the fields stand as they do: single cells, and the rows of tables."""

    cells: Mapping[str, Slot]
    tables: Mapping[str, tuple[Line, ...]]


@lru_cache(maxsize=16)
def plan_of(standard: Standard, located: Located) -> Plan:
    """What to read from workbooks with these fields, found once for all of them."""
    layout = lay_out(standard)
    cells = {
        name: Slot.of(standard, name, layout.cells[name].field, place)
        for name, place in located.cells.items()
    }
    tables = {table.block.name: _lines(standard, table, located) for table in layout.tables.values()}
    return Plan(cells, tables)


def _lines(standard: Standard, table: Table, located: Located) -> tuple[Line, ...]:
    columns = {
        column: located.areas[f"{table.block.name}_{column.name}"]
        for column in standard.columns(table.block.name)
        if f"{table.block.name}_{column.name}" in located.areas
    }
    if not columns:
        return ()
    first = min(area.first_row for area in columns.values())
    last = max(area.last_row for area in columns.values())
    own = _own_rows(standard, table, located)
    lines = (_line(standard, columns, number, fixed=number in own) for number in range(first, last + 1))
    return tuple(lines)


def _own_rows(standard: Standard, table: Table, located: Located) -> frozenset[int]:
    """The rows of the form's own in a table: a row put between them is none."""
    cells = lay_out(standard).cells
    return frozenset(p.row for name, p in located.cells.items() if cells[name].table == table.block.name)


def _line(standard: Standard, columns: Mapping[Field, Area], number: int, *, fixed: bool) -> Line:
    slots = {
        column.name: Slot.of(standard, column.name, column, Place(area.sheet, number, area.first_column))
        for column, area in columns.items()
    }
    entered = tuple(slot for slot in slots.values() if not slot.field.formula)
    return Line(number, fixed, slots, entered)


class _Reader:
    """Reads slots from a workbook; a formula cell has its recomputed value."""

    def __init__(
        self, workbook: Workbook, computed: Mapping[Place, Value], written: Mapping[Place, Written]
    ) -> None:
        self._written = written
        self._values = {sheet.name: sheet.values for sheet in workbook.sheets}
        self._computed: dict[str, dict[tuple[int, int], Value]] = {name: {} for name in self._values}
        for place, value in computed.items():
            self._computed[place.sheet][place.row, place.column] = value

    def datum(self, slot: Slot) -> Datum:
        """The slot's cell as a datum."""
        raw = self._raw(slot)
        if self._written and slot.blank.place in self._written:
            was = self._written[slot.blank.place]
            value = typed(raw, slot.field, slot.days)
            sound = readable(value, slot.field)
            return Datum(slot.blank.field, value, slot.blank.place, was.raw, sound, was.text)
        if raw is None:
            return slot.blank
        value = typed(raw, slot.field, slot.days)
        return Datum(slot.blank.field, value, slot.blank.place, raw, readable(value, slot.field))

    def _raw(self, slot: Slot) -> Value:
        computed = self._computed[slot.sheet]
        if slot.at in computed:
            return computed[slot.at]
        row, column = slot.at
        values = self._values[slot.sheet]
        cells = values[row - 1] if row <= len(values) else ()
        return cells[column - 1] if column <= len(cells) else None

    def counts(self, line: Line) -> bool:
        """Whether a row belongs to the record."""
        return line.fixed or any(not self.datum(slot).blank for slot in line.entered)


#: For each table the numbers of the rows in which something was entered.
Rows = tuple[tuple[str, tuple[int, ...]], ...]


def outline(workbook: Workbook, plan: Plan) -> tuple[int | None, Rows]:
    """The year, and the rows that count by saved values or may count once their formulas are recomputed."""
    reader = _Reader(workbook, {}, {})
    formulas = {sheet.name: sheet.formulas for sheet in workbook.sheets}

    def may_count(line: Line) -> bool:
        return reader.counts(line) or any(slot.at in formulas[slot.sheet] for slot in line.entered)

    rows = (
        (name, tuple(line.number for line in lines if may_count(line))) for name, lines in plan.tables.items()
    )
    year = plan.cells.get(YEAR_FIELD)
    return None if year is None else _year(reader.datum(year)), tuple(rows)


def rows_of(record: Record) -> Rows:
    """For each table of a record the numbers of its rows."""
    return tuple(
        (name, tuple(next(iter(row.values())).place.row for row in rows))
        for name, rows in record.tables.items()
    )


def build_record(
    workbook: Workbook,
    standard: Standard,
    plan: Plan,
    computed: Mapping[Place, Value],
    written: Mapping[Place, Written],
) -> Record:
    """Read every located field of a workbook as understood.

    ``computed`` holds the recomputed values of formula cells, ``written`` what stood where a value had to be
    understood.
    """
    reader = _Reader(workbook, computed, written)
    data = {name: reader.datum(slot) for name, slot in plan.cells.items()}
    tables = {
        name: tuple(
            {column: reader.datum(slot) for column, slot in line.slots.items()}
            for line in lines
            if reader.counts(line)
        )
        for name, lines in plan.tables.items()
    }
    return Record(
        standard=standard.name,
        source=Source(workbook.path, workbook.sha256),
        code=_text(data, "预算编码"),
        name=_text(data, "单位名称"),
        year=_year(data[YEAR_FIELD]) if YEAR_FIELD in data else None,
        data=data,
        tables=tables,
    )


def _text(data: Mapping[str, Datum], name: str) -> str:
    datum = data.get(name)
    return "" if datum is None or datum.blank else str(datum.value).strip()


def _year(datum: Datum) -> int | None:
    number = datum.number
    return None if number is None or number != int(number) else int(number)
