"""What of a workbook an engine must compute: the cells questions are about, and all that those rest on.

The live 校验 formulas, and whatever a unit reckons beside the form, are more than half of a workbook's
formulas; no rule and no field needs them, and a doubtful one is no reason to distrust the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from xltools.core.formulas.dependence import REACHING, Dependence
from xltools.core.formulas.totals import Total, totals
from xltools.core.layout import CHECK_COLUMN
from xltools.core.locating.located import Located
from xltools.core.model import ErrorValue, Sheet, Value, Workbook
from xltools.core.refs import Area, parse_area
from xltools.core.standard import Standard

#: A sheet's rows.
Values = tuple[tuple[Value, ...], ...]


def relevant(workbook: Workbook, found: Dependence, standard: Standard, located: Located) -> Workbook:
    """The workbook without the formulas nothing asked rests on; their saved values stay, but for errors.

    ``found`` is what its formulas rest on. A workbook is handed back as it is where it has array formulas,
    where one that is needed reaches cells by INDIRECT or OFFSET, and where the standard asks by address.
    """
    parameters = (parse_area(name.text) for name in workbook.names if name.name in standard.parameter)
    sums = totals({sheet.name: sheet for sheet in workbook.sheets}, standard, located)
    asked = (*(area for area in parameters if area is not None), *map(_cell, sums))
    needed = _needed(found, standard, located, asked)
    if needed is None or any(sheet.arrays for sheet in workbook.sheets):
        return workbook
    return replace(workbook, sheets=tuple(_only(sheet, needed[sheet.name]) for sheet in workbook.sheets))


def _cell(total: Total) -> Area:
    place = total.place
    return Area(place.sheet, place.row, place.column, place.row, place.column)


def _only(sheet: Sheet, needed: AbstractSet[tuple[int, int]]) -> Sheet:
    formulas = {at: text for at, text in sheet.formulas.items() if at in needed}
    left_out = sheet.formulas.keys() - formulas.keys()
    errors = [at for at in left_out if isinstance(sheet.value(*at), ErrorValue)]
    return replace(sheet, formulas=formulas, values=_blanked(sheet.values, errors))


def _blanked(values: Values, places: Iterable[tuple[int, int]]) -> Values:
    """The rows without some cells: an engine may not know every error that Excel saves."""
    rows = list(values)
    for row, column in places:
        cells = rows[row - 1]
        rows[row - 1] = (*cells[: column - 1], None, *cells[column:])
    return tuple(rows)


@lru_cache(maxsize=16)
def _needed(
    found: Dependence, standard: Standard, located: Located, others: tuple[Area, ...]
) -> Mapping[str, AbstractSet[tuple[int, int]]] | None:
    """The formula cells that are needed, by sheet; None where it cannot be told."""
    cells, areas = set(located.cells.values()), [*_columns(standard, located), *others]
    asked = (p for p in found.needs if p in cells or any(p in area for area in areas))
    needed = found.sources(asked)
    if _asks_by_address(standard) or any(REACHING & set(found.needs[place].volatile) for place in needed):
        return None
    by_sheet: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for place in needed:
        by_sheet[place.sheet].add((place.row, place.column))
    return by_sheet


def _columns(standard: Standard, located: Located) -> Iterator[Area]:
    """Every column a question may name; a 校验 column asks, and is not asked."""
    marks = _marks(standard)
    yield from (area for name, area in located.areas.items() if name not in marks)


def _marks(standard: Standard) -> frozenset[str]:
    """The names of the 校验 columns."""
    return frozenset(f"{table}_{CHECK_COLUMN}" for table in standard.tables)


@lru_cache(maxsize=16)
def _asks_by_address(standard: Standard) -> bool:
    """Whether some formula of the standard names a cell that is no field, or a 校验 column."""
    rules = (text for rule in standard.rules for text in (rule.left, rule.right, rule.precondition))
    scores = (
        text
        for indicator in standard.indicators
        for text in (indicator.actual_formula, indicator.reference_formula, indicator.floor_formula)
    )
    columns = (column.formula for table in standard.tables for column in standard.columns(table))
    formulas = (*rules, *scores, *columns, *(item.formula for item in standard.items))
    return any(sign in text for sign in ("!", *_marks(standard)) for text in formulas)
