"""The defined names a workbook has lost, given back to its formulas: where fields and parameters are.

A name that points to some cell stays as it is, right or wrong: what a formula computes with it is the unit's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from xltools.core.locating.located import Located
from xltools.core.model import DefinedName, Sheet, Value, Workbook
from xltools.core.names import GIVEN_SHEET
from xltools.core.record import to_serial
from xltools.core.refs import Area, column_letters, parse_area, quote_sheet
from xltools.core.standard import Parameter, Standard


def with_names(workbook: Workbook, standard: Standard, located: Located) -> Workbook:
    """The workbook with a name for every field found and every parameter; itself where it has them all.

    Parameters that are gone get the authority's values, on a sheet of their own.
    """
    if located.complete:
        return workbook
    sheets = frozenset(sheet.name for sheet in workbook.sheets)
    names, given = _names(workbook.names, sheets, standard, located)
    if names is workbook.names:
        return workbook
    return replace(workbook, names=names, sheets=(*workbook.sheets, *given))


@lru_cache(maxsize=16)
def _names(
    names: tuple[DefinedName, ...], sheets: frozenset[str], standard: Standard, located: Located
) -> tuple[tuple[DefinedName, ...], tuple[Sheet, ...]]:
    """The names, the same object where none is to be given; and the sheet of parameters, if there is one."""
    there = {name.name for name in names if name.sheet is None and _points(name, sheets)}
    parameters = [each for each in standard.parameters if each.name not in there]
    areas = {name: area for name, area in _areas(located).items() if name not in there}
    given = areas | {each.name: _area_of(each, row) for row, each in enumerate(parameters, 1)}
    if not given:
        return names, ()
    own = (name for name in names if not _replaced(name, given))
    added = (DefinedName(name, _written(area)) for name, area in given.items())
    values = tuple(tuple(_values(each)) for each in parameters)
    return (*own, *added), (Sheet(GIVEN_SHEET, values=values),) if parameters else ()


def _areas(located: Located) -> dict[str, Area]:
    cells = {
        name: Area(place.sheet, place.row, place.column, place.row, place.column)
        for name, place in located.cells.items()
    }
    return {**cells, **located.areas}


def _area_of(parameter: Parameter, row: int) -> Area:
    """Where a parameter stands on the sheet of those given."""
    return Area(GIVEN_SHEET, row, 1, row, len(parameter.values))


def _values(parameter: Parameter) -> Iterator[Value]:
    for value in parameter.cell_values:
        yield to_serial(value) if isinstance(value, dt.date) else value


def _points(name: DefinedName, sheets: Iterable[str]) -> bool:
    """Whether a name points to cells that exist."""
    area = parse_area(name.text)
    return area is not None and area.sheet in sheets


def _replaced(name: DefinedName, given: Mapping[str, Area]) -> bool:
    """Whether a name is in the way of one given: the broken one, or a copied sheet's for the same cell."""
    if name.name not in given:
        return False
    area = parse_area(name.text)
    return name.sheet is None or (area is not None and area.first == given[name.name].first)


def _written(area: Area) -> str:
    """An area as a defined name writes it."""
    first = f"${column_letters(area.first_column)}${area.first_row}"
    last = f"${column_letters(area.last_column)}${area.last_row}"
    return f"{quote_sheet(area.sheet)}!{first}" + ("" if area.single else f":{last}")
