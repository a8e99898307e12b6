"""Where a unit's workbook holds each field: by defined name, else where the blank form has it.

A name that is gone is only replaced by the form's place when the label beside it still says so; anything else
is a finding and the field counts as missing, never as some other cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.core.errors import InputError
from xltools.core.layout import CHECK_COLUMN, Cell, Layout, Table
from xltools.core.model import Workbook
from xltools.core.refs import Area, Place, parse_area
from xltools.core.standard import Standard


@dataclass(frozen=True)
class Located:
    """The place of every field found, the area of every table column, and what had to be guessed or is lost."""

    cells: Mapping[str, Place]
    areas: Mapping[str, Area]
    healed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def locate(workbook: Workbook, standard: Standard, layout: Layout) -> Located:
    """Find the fields; InputError when a sheet that holds fields is missing."""
    _need_sheets(workbook, layout)
    named = _named_areas(workbook)
    cells: dict[str, Place] = {}
    healed: list[str] = []
    lost: list[str] = []
    for name, cell in layout.cells.items():
        area = named.get(name)
        if area is not None:
            cells[name] = area.first
        elif _label_stands(workbook, standard, layout, cell):
            cells[name] = cell.place
            healed.append(name)
        else:
            lost.append(name)
    areas = {}
    for table in layout.tables.values():
        found = _table_areas(workbook, standard, table, named)
        areas.update(found)
        lost.extend(f"{table.block.name}_{c}" for c in table.columns if f"{table.block.name}_{c}" not in found)
    return Located(cells, areas, tuple(healed), tuple(lost))


def _need_sheets(workbook: Workbook, layout: Layout) -> None:
    """Every sheet with fields must be there."""
    needed = dict.fromkeys(cell.place.sheet for cell in layout.cells.values())
    needed.update(dict.fromkeys(table.block.sheet for table in layout.tables.values()))
    have = {sheet.name for sheet in workbook.sheets}
    missing = [name for name in needed if name not in have]
    if missing:
        raise InputError(
            f"缺少工作表“{'”、“'.join(missing)}”,不是完整的自评工作簿",
            fix=f"应有工作表:{'、'.join(needed)};请用下发的空白表填写,不要删除或改名",
            code="missing-sheet",
        )


def _named_areas(workbook: Workbook) -> dict[str, Area]:
    """The global defined names that are one area on a sheet that exists."""
    sheets = {sheet.name for sheet in workbook.sheets}
    areas = {}
    for name in workbook.names:
        if name.sheet is None:
            area = parse_area(name.text)
            if area is not None and area.sheet in sheets:
                areas[name.name] = area
    return areas


def _label_stands(workbook: Workbook, standard: Standard, layout: Layout, cell: Cell) -> bool:
    """Whether the label beside a field's place in the form is still there."""
    place = cell.place
    if cell.table:
        table = layout.tables[cell.table]
        heading = workbook.value(Place(place.sheet, table.header_row, place.column))
        keys = [key for key in ("三级指标", "一级指标") if key in table.columns]
        key = layout.cells.get(f"{cell.stem}_{keys[0]}") if keys else None
        row = key is not None and workbook.value(Place(place.sheet, place.row, key.place.column)) == key.constant
        return heading == cell.field.label and row
    label = workbook.value(Place(place.sheet, place.row, 2))
    return isinstance(label, str) and label.lstrip("*").strip() == cell.field.label


def _table_areas(
    workbook: Workbook, standard: Standard, table: Table, named: Mapping[str, Area]
) -> dict[str, Area]:
    """The area of each column of a table, by its name or by its heading at the form's place."""
    areas = {}
    for column in standard.columns(table.block.name):
        name = f"{table.block.name}_{column.name}"
        area = named.get(name)
        if area is None:
            place = Place(table.block.sheet, table.header_row, table.columns[column.name])
            area = table.area(column.name) if workbook.value(place) == column.label else None
        if area is not None:
            areas[name] = area
    check = named.get(f"{table.block.name}_{CHECK_COLUMN}")
    if check is not None:
        areas[f"{table.block.name}_{CHECK_COLUMN}"] = check
    return areas
