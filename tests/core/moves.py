"""What people do to a workbook in Excel, done to the model: names follow as in Excel, or do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xltools.core.model import DefinedName, Sheet, Value, Workbook
from xltools.core.refs import Area, column_letters, parse_area, quote_sheet

#: An index before -> after; None when it was deleted.
Shift = Callable[[int], int | None]

Grid = list[list[Value]]


def area_text(area: Area) -> str:
    """An area as a defined name writes it."""
    first = f"${column_letters(area.first_column)}${area.first_row}"
    last = f"${column_letters(area.last_column)}${area.last_row}"
    return f"{quote_sheet(area.sheet)}!{first}" + ("" if area.single else f":{last}")


def grid_of(sheet: Sheet) -> Grid:
    """The values of a sheet as a full rectangle that can be changed."""
    width = max((len(row) for row in sheet.values), default=0)
    return [[*row, *[None] * (width - len(row))] for row in sheet.values]


def with_grid(book: Workbook, name: str, grid: Sequence[Sequence[Value]]) -> Workbook:
    """The workbook with the values of one sheet."""
    values = tuple(tuple(row) for row in grid)
    sheets = (replace(each, values=values) if each.name == name else each for each in book.sheets)
    return replace(book, sheets=tuple(sheets))


def _renamed(book: Workbook, change: Callable[[Area], Area | None]) -> tuple[DefinedName, ...]:
    """The names after a change of the areas they point to; a deleted one is #REF!."""
    found = []
    for name in book.names:
        area = parse_area(name.text)
        after = area and change(area)
        found.append(name if area is None else replace(name, text=area_text(after) if after else "#REF!"))
    return tuple(found)


def _span(first: int, last: int, shift: Shift) -> tuple[int, int] | None:
    left = [after for number in range(first, last + 1) if (after := shift(number)) is not None]
    return (min(left), max(left)) if left else None


def _shifted(book: Workbook, sheet: str, rows: Shift, columns: Shift) -> tuple[DefinedName, ...]:
    def change(area: Area) -> Area | None:
        if area.sheet != sheet:
            return area
        down = _span(area.first_row, area.last_row, rows)
        right = _span(area.first_column, area.last_column, columns)
        return Area(sheet, down[0], right[0], down[1], right[1]) if down and right else None

    return _renamed(book, change)


def _stay(number: int) -> int:
    return number


def _grown(at: int, count: int) -> Shift:
    return lambda number: number + count if number >= at else number


def _cut(at: int, count: int) -> Shift:
    def shift(number: int) -> int | None:
        if number < at:
            return number
        return None if number < at + count else number - count

    return shift


def insert_rows(book: Workbook, sheet: str, at: int, count: int = 1, text: str | None = None) -> Workbook:
    """Blank rows above row ``at``, the first with a text in column A where one is given."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    blank: Grid = [[None] * (len(grid[0]) if grid else 1) for _ in range(count)]
    if text:
        blank[0][0] = text
    names = _shifted(book, sheet, _grown(at, count), _stay)
    return replace(with_grid(book, sheet, [*grid[: at - 1], *blank, *grid[at - 1 :]]), names=names)


def delete_rows(book: Workbook, sheet: str, at: int, count: int = 1) -> Workbook:
    """Rows gone; what pointed there is #REF!."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    names = _shifted(book, sheet, _cut(at, count), _stay)
    return replace(with_grid(book, sheet, [*grid[: at - 1], *grid[at - 1 + count :]]), names=names)


def insert_columns(book: Workbook, sheet: str, at: int, count: int = 1) -> Workbook:
    """Blank columns left of column ``at``."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    rows = [[*row[: at - 1], *[None] * count, *row[at - 1 :]] for row in grid]
    return replace(with_grid(book, sheet, rows), names=_shifted(book, sheet, _stay, _grown(at, count)))


def delete_columns(book: Workbook, sheet: str, at: int, count: int = 1) -> Workbook:
    """Columns gone."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    rows = [[*row[: at - 1], *row[at - 1 + count :]] for row in grid]
    return replace(with_grid(book, sheet, rows), names=_shifted(book, sheet, _stay, _cut(at, count)))


def rename_sheet(book: Workbook, old: str, new: str) -> Workbook:
    """A sheet of another name, its names along with it."""
    sheets = tuple(replace(each, name=new) if each.name == old else each for each in book.sheets)
    names = _renamed(book, lambda area: replace(area, sheet=new) if area.sheet == old else area)
    local = (replace(name, sheet=new) if name.sheet == old else name for name in names)
    return replace(book, sheets=sheets, names=tuple(local))


def copy_sheet(book: Workbook, old: str, new: str, change: Callable[[Value], Value]) -> Workbook:
    """A copy behind the sheet, with names of its own; ``change`` is what was typed over in the copy."""
    sheet = next(each for each in book.sheets if each.name == old)
    values = tuple(tuple(change(value) for value in row) for row in sheet.values)
    at = book.sheets.index(sheet) + 1
    sheets = (*book.sheets[:at], replace(sheet, name=new, values=values), *book.sheets[at:])
    own = []
    for name in book.names:
        area = parse_area(name.text)
        if area and area.sheet == old and name.sheet is None:
            own.append(replace(name, text=area_text(replace(area, sheet=new)), sheet=new))
    return replace(book, sheets=sheets, names=(*book.names, *own))


def delete_sheet(book: Workbook, old: str) -> Workbook:
    """A sheet gone, with its own names; the workbook's names that pointed there are #REF!."""
    sheets = tuple(each for each in book.sheets if each.name != old)
    names = _renamed(book, lambda area: None if area.sheet == old else area)
    return replace(book, sheets=sheets, names=tuple(name for name in names if name.sheet != old))


def drop_names(book: Workbook, gone: Iterable[str]) -> Workbook:
    """Names deleted in the name manager."""
    lost = set(gone)
    return replace(book, names=tuple(name for name in book.names if name.name not in lost))


def point(book: Workbook, name: str, area: Area) -> Workbook:
    """One name edited to point elsewhere."""
    names = (
        replace(each, text=area_text(area)) if each.name == name and each.sheet is None else each
        for each in book.names
    )
    return replace(book, names=tuple(names))


def reorder_rows(book: Workbook, sheet: str, rows: Sequence[int], order: Sequence[int]) -> Workbook:
    """Rows sorted: what stood in ``order[i]`` now stands in ``rows[i]``; names stay where they are."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    changed = [list(row) for row in grid]
    for row, source in zip(rows, order, strict=True):
        changed[row - 1] = list(grid[source - 1])
    return with_grid(book, sheet, changed)


def paste_lower(book: Workbook, sheet: str, at: int, count: int) -> Workbook:
    """Everything from row ``at`` pasted ``count`` rows lower as values: names stay behind."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    blank: Grid = [[None] * (len(grid[0]) if grid else 1) for _ in range(count)]
    return with_grid(book, sheet, [*grid[: at - 1], *blank, *grid[at - 1 :]])


def put(book: Workbook, sheet: str, row: int, column: int, value: Value) -> Workbook:
    """One cell typed over."""
    grid = grid_of(next(each for each in book.sheets if each.name == sheet))
    while len(grid) < row:
        grid.append([None] * (len(grid[0]) if grid else 1))
    for cells in grid:
        cells.extend([None] * (column - len(cells)))
    grid[row - 1][column - 1] = value
    return with_grid(book, sheet, grid)
