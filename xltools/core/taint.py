"""A figure computed from a cell that cannot be read is not readable either: it left something out.

SUM passes over a text; the total it gives is then of the other parts only, not to be judged or added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from xltools.core.expressions import columns_in, names_in
from xltools.core.layout import lay_out
from xltools.core.model import Datum, Record, Row
from xltools.core.refs import Place
from xltools.core.standard import Standard


def tainted(record: Record, standard: Standard) -> Record:
    """The record with every formula's figure marked that rests, directly or not, on an unreadable cell."""
    bad = resting(record, standard, {datum.place for datum in _data(record) if not datum.readable})
    if not bad:
        return record
    return replace(
        record,
        data={name: _marked(datum, bad) for name, datum in record.data.items()},
        tables={name: tuple(_marked_row(row, bad) for row in table) for name, table in record.tables.items()},
    )


def resting(record: Record, standard: Standard, places: Collection[Place]) -> frozenset[Place]:
    """The places, and those of all figures that the form computes from them, directly or not."""
    found = set(places)
    count = 0
    while len(found) > count:
        count = len(found)
        found |= _in_rows(record, standard, found)
        _spread(record, standard, found)
    return frozenset(found)


def rewritten(record: Record) -> frozenset[Place]:
    """The cells whose content had to be understood."""
    return frozenset(datum.place for datum in _data(record) if datum.written)


def _data(record: Record) -> Iterator[Datum]:
    yield from record.data.values()
    for rows in record.tables.values():
        for row in rows:
            yield from row.values()


def _in_rows(record: Record, standard: Standard, bad: Collection[Place]) -> set[Place]:
    """Formula cells of 明细 rows that rest on an unreadable cell of their row."""
    found = set()
    for name in record.tables:
        formulas = [column for column in standard.columns(name) if column.formula]
        for row in record.tables[name]:
            for column in formulas:
                needs = [row[need].place for need in columns_in(column.formula) if need in row]
                if column.name in row and any(place in bad for place in needs):
                    found.add(row[column.name].place)
    return found


def _spread(record: Record, standard: Standard, bad: set[Place]) -> None:
    """Add the formula cells that rest on ``bad`` cells, until there are no more."""
    needs = needs_of(standard)
    columns = {
        f"{table}_{column}": {row[column].place for row in rows if column in row}
        for table, rows in record.tables.items()
        for column in (rows[0] if rows else ())
    }
    places = {name: {datum.place} for name, datum in record.data.items()} | columns
    growing = True
    while growing:
        growing = False
        for name, names in needs.items():
            datum = record.data.get(name)
            if datum is None or datum.place in bad:
                continue
            if any(places.get(need, set()) & bad for need in names):
                bad.add(datum.place)
                growing = True


@lru_cache(maxsize=16)
def needs_of(standard: Standard) -> Mapping[str, tuple[str, ...]]:
    """Formula cell of the form -> the names it is computed from."""
    layout = lay_out(standard)
    needs = {}
    for name, cell in layout.cells.items():
        if not cell.formula:
            continue
        in_row = (layout.row_cell(cell.table, cell.stem, column).name for column in columns_in(cell.pattern))
        needs[name] = (*names_in(cell.formula), *in_row)
    return needs


def _marked(datum: Datum, bad: Collection[Place]) -> Datum:
    return replace(datum, readable=False) if datum.readable and datum.place in bad else datum


def _marked_row(row: Row, bad: Collection[Place]) -> Row:
    return {column: _marked(datum, bad) for column, datum in row.items()}
