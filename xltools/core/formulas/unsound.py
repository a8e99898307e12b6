"""Cells nobody here can compute: those that read another file or run in circles, and all that rests on them.

They are taken out before an engine is asked, so that it judges the rest; what rests on them is not judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from xltools.core.formulas.dependence import Dependence, dependence
from xltools.core.model import Datum, ErrorValue, Record, Row, Sheet, Value, Workbook
from xltools.core.refs import Area, Place

#: What an engine is given in place of what cannot be computed: an error, never a number.
_UNKNOWN = ErrorValue("#N/A")


@dataclass(frozen=True, slots=True)
class Unsound:
    """The formula cells that read other files, those in circles, and every one that rests on them."""

    found: Dependence
    external: frozenset[Place] = frozenset()
    circular: tuple[frozenset[Place], ...] = ()
    resting: frozenset[Place] = frozenset()


def unsound(found: Dependence) -> Unsound:
    """What cannot be computed by these formulas."""
    external = frozenset(place for place, needs in found.needs.items() if needs.external)
    if not external and not found.loops:
        return Unsound(found)
    return Unsound(found, external, found.loops, found.resting_on(external.union(*found.loops)))


def computable(workbook: Workbook, cells: Unsound) -> Workbook:
    """The workbook with an error in place of each formula that cannot be computed."""
    return _without_all(workbook, cells.external.union(*cells.circular))


def bare(workbook: Workbook, fields: Iterable[Area]) -> Workbook:
    """The workbook with only the formulas in these areas and those they rest on; itself if it has no more."""
    found = dependence(workbook)
    by_sheet: dict[str, list[Area]] = {}
    for area in fields:
        by_sheet.setdefault(area.sheet, []).append(area)
    own = (p for p in found.needs if any(p in area for area in by_sheet.get(p.sheet, ())))
    return _without_all(workbook, found.needs.keys() - found.sources(own))


def _without_all(workbook: Workbook, origins: Collection[Place]) -> Workbook:
    if not origins:
        return workbook
    places: dict[str, list[Place]] = {}
    for place in origins:
        places.setdefault(place.sheet, []).append(place)
    sheets = tuple(_without(sheet, places.get(sheet.name, [])) for sheet in workbook.sheets)
    return replace(workbook, sheets=sheets)


def _without(sheet: Sheet, places: list[Place]) -> Sheet:
    if not places:
        return sheet
    gone = {(place.row, place.column) for place in places}
    rows = [list(row) for row in sheet.values]
    for row, column in gone:
        rows += [[] for _ in range(row - len(rows))]
        line = rows[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = _UNKNOWN
    return replace(
        sheet,
        values=tuple(map(tuple, rows)),
        formulas={at: text for at, text in sheet.formulas.items() if at not in gone},
        arrays={at: area for at, area in sheet.arrays.items() if at not in gone},
    )


def known(computed: Mapping[Place, Value], cells: Unsound) -> Mapping[Place, Value]:
    """The recomputed values without those that rest on what could not be computed."""
    if not cells.resting:
        return computed
    return {place: value for place, value in computed.items() if place not in cells.resting}


def doubted(record: Record, cells: Unsound) -> Record:
    """The record in which no figure that rests on such a cell is readable."""
    if not cells.resting:
        return record
    return replace(
        record,
        data={name: _doubted(datum, cells) for name, datum in record.data.items()},
        tables={name: tuple(_row(row, cells) for row in rows) for name, rows in record.tables.items()},
    )


def _row(row: Row, cells: Unsound) -> Row:
    return {column: _doubted(datum, cells) for column, datum in row.items()}


def _doubted(datum: Datum, cells: Unsound) -> Datum:
    return replace(datum, readable=False) if datum.place in cells.resting else datum
