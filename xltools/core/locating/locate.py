"""Where a unit's workbook holds each field: by defined name, as long as the form's words stand beside it.

Where names and words disagree, ``heal`` chooses; every choice is told, and what cannot be told apart
is lost: the field then counts as missing, never as some other cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from xltools.core.errors import InputError
from xltools.core.layout import CHECK_COLUMN, Cell, Layout, Table, lay_out
from xltools.core.locating.columns import Columns, Finder
from xltools.core.locating.frame import frame_of
from xltools.core.locating.headings import texts_of
from xltools.core.locating.heal import Choice, choose
from xltools.core.locating.located import Located
from xltools.core.locating.seek import seek
from xltools.core.locating.witness import stand, witnesses
from xltools.core.model import DefinedName, Workbook
from xltools.core.refs import Area, parse_area
from xltools.core.standard import Standard

__all__ = ["Located", "locate"]

#: A workbook in which less than this part of a form's named cells is found is no filled form of it.
FEWEST = 0.2


def locate(workbook: Workbook, standard: Standard, layout: Layout) -> Located:
    """Find the fields; InputError when hardly any of them is there.

    Workbooks with the same names share one Located, as long as the form's words stand beside all fields.
    """
    named = _by_names(standard, workbook.names, frozenset(sheet.name for sheet in workbook.sheets))
    looked_at = witnesses(standard, named)
    if looked_at is not None and stand(workbook, looked_at):
        return named
    found = _by_words(workbook, standard, layout, named)
    if len(found.cells) < FEWEST * len(layout.cells):
        raise _foreign(workbook, standard)
    return found


@lru_cache(maxsize=16)
def _by_names(standard: Standard, names: tuple[DefinedName, ...], sheets: frozenset[str]) -> Located:
    """What the defined names alone tell: the first cell of a field, the area of a column."""
    layout = lay_out(standard)
    own, copied = _named_areas(names, sheets)
    named = {**copied, **own}
    columns = _columns(layout)
    marks = [f"{table.block.name}_{CHECK_COLUMN}" for table in layout.tables.values()]
    wide = {
        name: named[name] for name, cell in layout.cells.items() if name in named and _wide(cell, named[name])
    }
    lost = (name for name in (*layout.cells, *columns) if name not in named or name in wide)
    return Located(
        {name: named[name].first for name in layout.cells if name in named and name not in wide},
        {name: named[name] for name in (*columns, *marks) if name in named},
        lost=tuple(lost),
        local=frozenset(named.keys() - own.keys()) & {*layout.cells, *columns},
        wide=wide,
        complete=own.keys() >= {*layout.cells, *columns, *standard.parameter},
    )


def _wide(cell: Cell, area: Area) -> bool:
    """Whether the name of one cell covers several: only that of a merged cell may, and in one row."""
    return not area.single and not (cell.merge_to and area.first_row == area.last_row)


def _by_words(workbook: Workbook, standard: Standard, layout: Layout, named: Located) -> Located:
    """What names and words tell together."""
    frame, texts = frame_of(standard), texts_of(workbook)
    seen = seek(frame, texts, named.cells)
    choice = choose(layout, frame, texts, named, seen)
    finder = Finder(workbook, frame, texts, seen, named.areas, choice.cells)
    columns = finder.find({name: standard.columns(name) for name in layout.tables})
    return _joined(choice, columns, named)


def _joined(choice: Choice, columns: Columns, named: Located) -> Located:
    """Cells and columns together; the 校验 columns stay where their names are."""
    marks = {name: area for name, area in named.areas.items() if name.endswith(f"_{CHECK_COLUMN}")}
    return Located(
        choice.cells,
        {**columns.areas, **{name: area for name, area in marks.items() if name not in columns.areas}},
        lost=(*choice.lost, *columns.lost),
        moves=(*choice.moves, *columns.moves),
        strange=(*choice.strange, *columns.strange),
        outside=tuple(columns.outside),
        doubts=choice.doubts,
        local=named.local & (choice.cells.keys() | columns.areas.keys()),
        wide=named.wide,
    )


def _columns(layout: Layout) -> list[str]:
    """The names of all columns of tables."""
    return [name for table in layout.tables.values() for name in _column_names(table)]


def _column_names(table: Table) -> list[str]:
    return [f"{table.block.name}_{column}" for column in table.columns]


def _foreign(workbook: Workbook, standard: Standard) -> InputError:
    sheets = "、".join(dict.fromkeys(block.sheet for block in standard.blocks if block.style != "校验"))
    return InputError(
        f"“{Path(workbook.path).name}”不是规范“{standard.name}”的表样：它的工作表、表头和项目绝大部分找不到",
        fix=f"应有工作表：{sheets}；请用下发的空白表填写，不要删除工作表",
        code="missing-sheet",
    )


def _named_areas(
    names: tuple[DefinedName, ...], sheets: frozenset[str]
) -> tuple[Mapping[str, Area], Mapping[str, Area]]:
    """The defined names that are one area on a sheet that exists: the workbook's own, and a copied sheet's.

    A sheet copied in Excel brings names of its own: they count only where there is but one of each.
    """
    areas: dict[str, Area] = {}
    local: dict[str, list[Area]] = {}
    for name in names:
        area = parse_area(name.text)
        if area is None or area.sheet not in sheets:
            continue
        if name.sheet is None:
            areas[name.name] = area
        else:
            local.setdefault(name.name, []).append(area)
    return areas, {name: found[0] for name, found in local.items() if len(found) == 1}
