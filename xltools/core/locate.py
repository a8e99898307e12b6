"""Where a unit's workbook holds each field: by defined name, else where the blank form has it.

A name that is gone is only replaced by the form's place when the label beside it still says so; anything else
is a finding and the field counts as missing, never as some other cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.errors import InputError
from xltools.core.headings import heading_above, words
from xltools.core.layout import CHECK_COLUMN, Cell, Layout, Table, lay_out
from xltools.core.model import DefinedName, Workbook
from xltools.core.refs import Area, Place, parse_area
from xltools.core.standard import Standard


@dataclass(frozen=True, eq=False)
class Located:
    """The place of every field found, the area of every table column; what was guessed, what is lost."""

    cells: Mapping[str, Place]
    areas: Mapping[str, Area]
    healed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def locate(workbook: Workbook, standard: Standard, layout: Layout) -> Located:
    """Find the fields; InputError when a sheet that holds fields is missing.

    Workbooks with the same names share one Located, unless a field's name is gone.
    """
    _need_sheets(workbook, standard, layout)
    named = _by_names(standard, workbook.names, frozenset(sheet.name for sheet in workbook.sheets))
    return _heal(workbook, standard, layout, named) if named.lost else named


@lru_cache(maxsize=16)
def _by_names(standard: Standard, names: tuple[DefinedName, ...], sheets: frozenset[str]) -> Located:
    """What the defined names alone tell: the first cell of a field, the area of a column."""
    layout = lay_out(standard)
    named = _named_areas(names, sheets)
    columns = [name for table in layout.tables.values() for name in _column_names(table)]
    marks = [f"{table.block.name}_{CHECK_COLUMN}" for table in layout.tables.values()]
    lost = (name for name in (*layout.cells, *columns) if name not in named)
    return Located(
        {name: named[name].first for name in layout.cells if name in named},
        {name: named[name] for name in (*columns, *marks) if name in named},
        lost=tuple(lost),
    )


def _heal(workbook: Workbook, standard: Standard, layout: Layout, named: Located) -> Located:
    """Take the form's place for what has lost its name, where the label still stands beside it."""
    cells: dict[str, Place] = {}
    healed: list[str] = []
    for name, cell in layout.cells.items():
        if name in named.cells:
            cells[name] = named.cells[name]
        elif _label_stands(workbook, layout, cell):
            cells[name] = cell.place
            healed.append(name)
    areas = dict(named.areas)
    for table in layout.tables.values():
        found = _headed(workbook, standard, table, named)
        areas.update(found)
        healed.extend(found)
    lost = tuple(name for name in named.lost if name not in cells and name not in areas)
    return Located(cells, areas, tuple(healed), lost)


def _column_names(table: Table) -> list[str]:
    return [f"{table.block.name}_{column}" for column in table.columns]


def _need_sheets(workbook: Workbook, standard: Standard, layout: Layout) -> None:
    """Every sheet with fields must be there."""
    held = {cell.place.sheet for cell in layout.cells.values()}
    held |= {table.block.sheet for table in layout.tables.values()}
    needed = [sheet for sheet in standard.sheets if sheet in held]
    have = {sheet.name for sheet in workbook.sheets}
    missing = [name for name in needed if name not in have]
    if missing:
        raise InputError(
            f"缺少工作表“{'”、“'.join(missing)}”,不是完整的自评工作簿",
            fix=f"应有工作表:{'、'.join(needed)};请用下发的空白表填写,不要删除或改名",
            code="missing-sheet",
        )


def _named_areas(names: tuple[DefinedName, ...], sheets: frozenset[str]) -> dict[str, Area]:
    """The global defined names that are one area on a sheet that exists."""
    areas = {}
    for name in names:
        if name.sheet is None:
            area = parse_area(name.text)
            if area is not None and area.sheet in sheets:
                areas[name.name] = area
    return areas


def _label_stands(workbook: Workbook, layout: Layout, cell: Cell) -> bool:
    """Whether the label beside a field's place in the form is still there."""
    place = cell.place
    if cell.table:
        table = layout.tables[cell.table]
        heading = workbook.value(Place(place.sheet, table.header_row, place.column))
        keys = [key for key in ("三级指标", "一级指标") if key in table.columns]
        key = layout.cells.get(f"{cell.stem}_{keys[0]}") if keys else None
        row = (
            key is not None
            and workbook.value(Place(place.sheet, place.row, key.place.column)) == key.constant
        )
        return heading == cell.field.label and row
    sheet = workbook.sheet(place.sheet)
    if sheet is None or words(sheet.value(place.row, 2)) != words(cell.field.label):
        return False
    measures = layout.measures[place.sheet]
    return not cell.measure or heading_above(sheet, place.row, place.column, measures) == cell.measure


def _headed(workbook: Workbook, standard: Standard, table: Table, named: Located) -> dict[str, Area]:
    """The columns of a table without a name whose heading stands at the form's place."""
    areas = {}
    for column in standard.columns(table.block.name):
        name = f"{table.block.name}_{column.name}"
        place = Place(table.block.sheet, table.header_row, table.columns[column.name])
        if name not in named.areas and workbook.value(place) == column.label:
            areas[name] = table.area(column.name)
    return areas
