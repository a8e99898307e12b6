"""A workbook with the form's own content put back in some cells: what would be, had nobody touched them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import exact
from xltools.core.builtin.seen import Seen
from xltools.core.model import Finding, Sheet, Value, Workbook
from xltools.core.record import to_serial
from xltools.core.refs import Place
from xltools.core.standard import Parameter

#: Cells with what the form has there: a text that starts with "=" is a formula.
Mends = Mapping[Place, Value]


def mends_of(finding: Finding, seen: Seen) -> Mends:
    """What the form itself has where a finding says that something else stands; {} where it has nothing.

    Formulas, a value given by the standard, a parameter.
    """
    if not finding.places or finding.places[0].sheet not in seen.sheets:
        return {}
    if changed := {place: seen.changed[place].expected for place in finding.places if place in seen.changed}:
        return changed
    place, name = finding.places[0], finding.field or ""
    cell = seen.layout.cells.get(name)
    if cell is not None and seen.located.cells.get(name) == place:
        given = cell.constant
        return _differing({} if given is None else {place: _value(given)}, seen)
    parameter = seen.standard.parameter.get(name)
    return _differing(_parameter(parameter, place) if parameter else {}, seen)


def _parameter(parameter: Parameter, first: Place) -> Mends:
    """A parameter's values, side by side."""
    values = (_value(v) if isinstance(v, float | str) else to_serial(v) for v in parameter.cell_values)
    return {Place(first.sheet, first.row, first.column + n): value for n, value in enumerate(values)}


def _value(given: Decimal | float | str) -> Value:
    return given if isinstance(given, str) else float(given)


def _differing(mends: Mends, seen: Seen) -> Mends:
    """The cells that hold something else: another value, or a formula that gives one."""

    def stands(place: Place, value: Value) -> bool:
        sheet = seen.sheets[place.sheet]
        if (place.row, place.column) in sheet.formulas:
            return False
        now = sheet.value(place.row, place.column)
        numbers = isinstance(now, int | float) and isinstance(value, int | float)
        return exact(now) == exact(value) if numbers else now == value  # type: ignore[arg-type]

    return {place: value for place, value in mends.items() if not stands(place, value)}


def restored(workbook: Workbook, mends: Mends) -> Workbook:
    """The workbook with these cells as the form has them; a formula has no saved value."""
    sheets = {place.sheet for place in mends}
    return replace(
        workbook,
        sheets=tuple(_mended(s, mends) if s.name in sheets else s for s in workbook.sheets),
    )


def _mended(sheet: Sheet, mends: Mends) -> Sheet:
    formulas, arrays = dict(sheet.formulas), dict(sheet.arrays)
    rows = [list(row) for row in sheet.values]
    for place, content in mends.items():
        if place.sheet != sheet.name:
            continue
        at = place.row, place.column
        formulas.pop(at, None)
        arrays.pop(at, None)
        formula = content if isinstance(content, str) and content.startswith("=") else ""
        if formula:
            formulas[at] = formula
        rows += [[] for _ in range(place.row - len(rows))]
        row = rows[place.row - 1]
        row += [None] * (place.column - len(row))
        row[place.column - 1] = None if formula else content
    return replace(sheet, values=tuple(map(tuple, rows)), formulas=formulas, arrays=arrays)
