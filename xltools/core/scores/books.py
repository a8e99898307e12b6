"""The workbook that reference scores are asked of: the standard's formulas in place, exemptions blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import exact
from xltools.core.expressions import squeezed
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.record import to_serial
from xltools.core.refs import Place, parse_area
from xltools.core.scores.plan import Given, ScorePlan
from xltools.core.standard import Parameter

#: What to put into a cell: a formula, or None for a blank.
Changes = dict[Place, str | None]


def repairs(workbook: Workbook, plan: ScorePlan) -> Changes:
    """The cells under the reference scores that a unit changed, with what the standard has there.

    A formula that looks up a threshold whose copy in the workbook was changed is put right as well.
    """
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    altered = {p.name for p in plan.parameters if not _holds(workbook, sheets, p)}
    altered |= {
        name for name, (place, value) in plan.constants.items() if _plain(workbook.value(place)) != value
    }
    return {
        given.place: given.question
        for given in plan.given
        if not given.looks_up.isdisjoint(altered) or not _stands(sheets[given.place.sheet], given)
    }


def blanks(workbook: Workbook, places: Iterable[Place]) -> Changes:
    """The cells as blanks; one that holds a formula gets one that gives an empty text."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    return {
        place: '=""' if (place.row, place.column) in sheets[place.sheet].formulas else None
        for place in places
    }


def changed(workbook: Workbook, changes: Changes) -> Workbook:
    """A copy of the workbook with these cells; the workbook itself where there are none."""
    if not changes:
        return workbook
    return replace(workbook, sheets=tuple(_sheet(sheet, changes) for sheet in workbook.sheets))


def _sheet(sheet: Sheet, changes: Changes) -> Sheet:
    own = {(place.row, place.column): text for place, text in changes.items() if place.sheet == sheet.name}
    if not own:
        return sheet
    values = [list(row) for row in sheet.values]
    for row, column in own:
        if row <= len(values) and column <= len(values[row - 1]):
            values[row - 1][column - 1] = None
    formulas = {at: text for at, text in sheet.formulas.items() if at not in own}
    formulas.update((at, text) for at, text in own.items() if text is not None)
    arrays = {at: area for at, area in sheet.arrays.items() if at not in own}
    return replace(sheet, values=tuple(map(tuple, values)), formulas=formulas, arrays=arrays)


def _stands(sheet: Sheet, given: Given) -> bool:
    """Whether a cell holds the formula the form gives it."""
    present = sheet.formulas.get((given.place.row, given.place.column))
    return present is not None and (present == given.form or squeezed(present) == given.form)


def _holds(workbook: Workbook, sheets: Mapping[str, Sheet], parameter: Parameter) -> bool:
    """Whether the workbook's copy of a parameter is the authority's."""
    text = next((n.text for n in workbook.names if n.name == parameter.name and n.sheet is None), "")
    area = parse_area(text)
    sheet = sheets.get(area.sheet) if area else None
    if area is None or sheet is None:
        return False
    columns = range(area.first_column, area.last_column + 1)
    present = tuple(_plain(sheet.value(area.first_row, column)) for column in columns)
    dates = parameter.kind == "日期"
    expected = parameter.cell_values if dates else parameter.values
    return present == tuple(Decimal(to_serial(value)) if dates else value for value in expected)  # type: ignore[arg-type]


def _plain(value: Value) -> Value | Decimal:
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
