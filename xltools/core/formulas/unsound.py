"""Cells nobody here can compute, and all that rests on them.

They read another file, run in circles, give something else each time, or an engine refused them.

They are taken out before an engine is asked, so that it judges the rest; what rests on them is not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xltools.core.formulas.dependence import CHANCE, Dependence
from xltools.core.model import Datum, ErrorValue, Record, Row, Sheet, Value, Workbook
from xltools.core.refs import Place

#: What an engine is given in place of what cannot be computed: an error, never a number.
_UNKNOWN = ErrorValue("#N/A")


@dataclass(frozen=True, slots=True)
class Cut:
    """Why a cell is not computed, in words; ``wrong`` where no program could: it is no fault of ours."""

    why: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Unsound:
    """The cells that read other files, those in circles, those given by chance, those an engine refused.

    ``resting`` are all of them and every formula cell that rests on one.
    """

    found: Dependence
    external: frozenset[Place] = frozenset()
    circular: tuple[frozenset[Place], ...] = ()
    chance: frozenset[Place] = frozenset()
    cut: Mapping[Place, Cut] = field(default_factory=dict)
    resting: frozenset[Place] = frozenset()

    @property
    def origins(self) -> frozenset[Place]:
        """The cells that cannot be computed by themselves."""
        return self.external.union(self.chance, self.cut, *self.circular)


_NONE: Mapping[Place, Cut] = {}


def unsound(found: Dependence, cut: Mapping[Place, Cut] = _NONE) -> Unsound:
    """What cannot be computed by these formulas, with the cells an engine refused."""
    external = frozenset(place for place, needs in found.needs.items() if needs.external)
    chance = frozenset(place for place, needs in found.needs.items() if not CHANCE.isdisjoint(needs.volatile))
    cells = Unsound(found, external, found.loops, chance, cut)
    origins = cells.origins
    if not origins:
        return cells
    return replace(cells, resting=found.resting_on(origins))


def computable(workbook: Workbook, cells: Unsound) -> Workbook:
    """The workbook with an error in place of each formula that cannot be computed."""
    return with_inputs(workbook, dict.fromkeys(cells.origins, _UNKNOWN)) if cells.origins else workbook


def with_inputs(workbook: Workbook, given: Mapping[Place, Value]) -> Workbook:
    """The workbook with these values in place of the formulas, or whatever stands there."""
    places: dict[str, dict[tuple[int, int], Value]] = {}
    for place, value in given.items():
        places.setdefault(place.sheet, {})[place.row, place.column] = value
    sheets = tuple(_with_inputs(sheet, places.get(sheet.name, {})) for sheet in workbook.sheets)
    return replace(workbook, sheets=sheets)


def _with_inputs(sheet: Sheet, given: Mapping[tuple[int, int], Value]) -> Sheet:
    if not given:
        return sheet
    rows = [list(row) for row in sheet.values]
    for (row, column), value in given.items():
        rows += [[] for _ in range(row - len(rows))]
        line = rows[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = value
    return replace(
        sheet,
        values=tuple(map(tuple, rows)),
        formulas={at: text for at, text in sheet.formulas.items() if at not in given},
        arrays={at: area for at, area in sheet.arrays.items() if at not in given},
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
