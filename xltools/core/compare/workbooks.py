"""Two workbooks: sheet by sheet, field by field where both follow a standard, cell by cell elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xltools.core.compare.aligned import align_grids
from xltools.core.compare.cells import Cells, Side, difference_of
from xltools.core.compare.difference import Difference, Spot, Told
from xltools.core.compare.fields import Fields
from xltools.core.compare.grid import At, Grid, Known
from xltools.core.compare.hidden import hidden
from xltools.core.compare.match import match
from xltools.core.compare.reading import BLANK, Reading, loose, read
from xltools.core.compare.tables import compare_grids
from xltools.core.compare.verdict import judge
from xltools.core.model import Sheet, Workbook
from xltools.core.returned.layout import result_sheets

#: How a sheet says what its money is in, and how far down it is looked for.
_DECLARED = re.compile(r"单位[:：]\s*(?:人民币)?\s*(万元|亿元|元)")
_HEAD = 10


def compare_workbooks(left: Workbook, right: Workbook, fields: tuple[Fields, Fields] | None = None) -> Told:
    """Compare two workbooks; ``fields`` where both follow one standard."""
    checks = fields[0].check_sheets | fields[1].check_sheets if fields else frozenset()
    one, other = (
        _side(book, checks, fields[number] if fields else None) for number, book in enumerate((left, right))
    )
    compared = {*one.sheets, *other.sheets}
    left_out = [sheet.name for sheet in (*left.sheets, *right.sheets) if sheet.name not in compared]
    names = "、".join(f"“{name}”" for name in dict.fromkeys(left_out))
    notes = (f"没有比较 xltools 的工作表{names}：它们是校验结果，不是填报内容",) if names else ()
    told = Told(notes=notes)
    for grid, counterpart in match([*one.grids.values()], [*other.grids.values()]):
        if grid is not None and counterpart is not None:
            told += _sheets(one, other, grid, counterpart)
        elif grid is not None:
            told += _alone(grid, "报送稿", one.fields)
        elif counterpart is not None:
            told += _alone(counterpart, "公开稿", other.fields)
    return told


def _side(workbook: Workbook, checks: frozenset[str], fields: Fields | None) -> Side:
    """A workbook without the sheets that hold results of checks."""
    skipped = {sheet.name for sheet in result_sheets(workbook)} | checks
    sheets = {sheet.name: sheet for sheet in workbook.sheets if sheet.name not in skipped}
    return Side(workbook, sheets, {name: _grid(sheet, workbook) for name, sheet in sheets.items()}, fields)


def _alone(grid: Grid, whose: str, fields: Fields | None) -> Told:
    """A sheet that only one of the workbooks has."""
    if fields and grid.name in fields.given_sheets:
        return Told(notes=(f"工作表“{grid.name}”只在{whose}里：是表样自带的参数，不是填报内容",))
    if all(cell.blank for row in grid.rows for cell in row):
        return Told(notes=(f"空白工作表“{grid.name}”只在{whose}里",))
    note = f"工作表“{grid.name}”只在{whose}里"
    found = Difference("工作表", "不同", Spot(grid.name), None, grid.name, "", note=note)
    if whose == "公开稿":
        found = replace(found, left=None, right=found.left, submitted="", published=grid.name)
    return Told(1, (found,))


def _grid(sheet: Sheet, workbook: Workbook) -> Grid:
    """A sheet's cells as read; formulas without a result stand there too."""
    height = max([len(sheet.values), *(row for row, _ in sheet.formulas)])
    last: dict[int, int] = {}
    for row, column in sheet.formulas:
        last[row] = max(last.get(row, 0), column)
    rows = [_row(sheet, workbook, row, last.get(row, 0)) for row in range(1, height + 1)]
    heads = (cell.words for row in rows[:_HEAD] for cell in row if cell.number is None)
    unit = next((found[1] for found in map(_DECLARED.search, heads) if found), "")
    return Grid(sheet.name, rows, unit)


def _row(sheet: Sheet, workbook: Workbook, row: int, reach: int) -> Sequence[Reading]:
    values = sheet.values[row - 1] if row <= len(sheet.values) else ()
    cells = []
    for column in range(1, max(len(values), reach) + 1):
        value = values[column - 1] if column <= len(values) else None
        formula = (row, column) in sheet.formulas
        if value is None and not formula:
            cells.append(BLANK)
            continue
        code = "General" if isinstance(value, str) else workbook.formats[sheet.style(row, column)].number
        cells.append(read(value, code, formula=formula, date1904=workbook.date1904))
    return cells


def _sheets(left: Side, right: Side, one: Grid, other: Grid) -> Told:
    """One pair of sheets."""
    notes: tuple[str, ...] = ()
    if loose(one.name).casefold() != loose(other.name).casefold():
        notes = (f"报送稿的工作表“{one.name}”与公开稿的“{other.name}”名称不同，按内容对应后比较",)
    known, told = _by_field(left, right, one, other)
    aligned = align_grids(one, other, known)
    told += compare_grids(one, other, Cells(left, right, one, other), known, aligned)
    books, sheets = (left.workbook, right.workbook), (left.sheets[one.name], right.sheets[other.name])
    unseen = tuple(hidden(books, sheets, (one, other), aligned))
    return told + Told(len(unseen), unseen, notes) + _far(*sheets)


def _by_field(left: Side, right: Side, one: Grid, other: Grid) -> tuple[Known, Told]:
    """The fields that stand on both sheets, each compared with itself, wherever it stands."""
    if left.fields is None or right.fields is None:
        return Known(), Told()
    compare = Cells(left, right, one, other)
    pairs: list[tuple[At, At]] = []
    differences = []
    compared = 0
    theirs = right.fields.places
    for name, place in left.fields.places.items():
        there = theirs.get(name)
        if there is None or place.sheet != one.name or there.sheet != other.name:
            continue
        at = (place.row, place.column), (there.row, there.column)
        pairs.append(at)
        if one.cell(*at[0]).blank and other.cell(*at[1]).blank:
            continue
        compared += 1
        found = compare(*at)
        if found is not None:
            differences.append(found)
    return Known(pairs), Told(compared, tuple(differences))


def _far(one: Sheet, other: Sheet) -> Told:
    """The cells too far off for a grid, each with the one at the same place."""
    places = sorted({*one.far, *other.far})
    grids = Grid(one.name, ()), Grid(other.name, ())
    differences = []
    for at in places:
        left, right = read(one.far.get(at)), read(other.far.get(at))
        verdict = judge(left, right)
        if verdict is not None:
            differences.append(difference_of(verdict, grids[0].spot(*at), grids[1].spot(*at), left, right))
    return Told(len(places), tuple(differences))
