"""The second witness of the defined names: do the form's words stand where they should, beside each field.

What to look at follows from the names alone and is shared by workbooks with the same names; looking is cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from xltools.core.layout import Layout, lay_out
from xltools.core.locating.frame import Frame, Grid, Line, frame_of
from xltools.core.locating.headings import TOTAL, words
from xltools.core.locating.located import Located
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Standard

_T = TypeVar("_T")

#: A text of the form: row, column, the words.
_Text = tuple[int, int, str]


class _IrregularError(Exception):
    """The names do not stand as the form has its fields: rows or columns of a block are apart."""


@dataclass(frozen=True, slots=True)
class Around:
    """What should be blank around a 明细 table: the rows under it up to the next block (0: the sheet's end).

    ``alone`` says that above its headings, too, there are but titles.
    """

    area: Area
    before: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What must stand in a workbook for its names to be believed, by sheet."""

    texts: Mapping[str, tuple[_Text, ...]]
    around: tuple[Around, ...]


@lru_cache(maxsize=16)
def witnesses(standard: Standard, named: Located) -> Witnesses | None:
    """The texts that stand beside fields at these places; None where the names alone are already doubtful."""
    layout, frame = lay_out(standard), frame_of(standard)
    if named.lost or named.local:
        return None
    texts: dict[str, list[_Text]] = {}
    homes: dict[str, str] = {}
    try:
        for own, (sheet, found) in _told(frame, named):
            if homes.setdefault(own, sheet) != sheet:
                return None
            texts.setdefault(sheet, []).extend(found)
    except _IrregularError:
        return None
    around = (_around(standard, layout, grid, named) for grid in frame.grids if not grid.table.stems)
    return Witnesses({sheet: tuple(found) for sheet, found in texts.items()}, tuple(around))


def stand(workbook: Workbook, looked_at: Witnesses) -> bool:
    """Whether every text is there, and nothing was typed beside a table."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    return all(_texts_stand(sheets[name].values, texts) for name, texts in looked_at.texts.items()) and all(
        _blank(sheets[around.area.sheet], around) for around in looked_at.around
    )


def _texts_stand(values: Sequence[Sequence[Value]], texts: tuple[_Text, ...]) -> bool:
    try:
        for row, column, text in texts:
            value = values[row - 1][column - 1]
            if value != text and words(value) != text:
                return False
    except IndexError:
        return False
    return True


def _blank(sheet: Sheet, around: Around) -> bool:
    area, values = around.area, sheet.values
    last = min(around.before - 1, len(values)) if around.before else len(values)
    for row in range(area.last_row + 1, last + 1):
        cells = values[row - 1][area.first_column - 1 : area.last_column]
        total = row == area.last_row + 1 and cells and words(cells[0]) == TOTAL
        if not total and any(value is not None for value in cells):
            return False
    above = values[: area.first_row - 2] if around.alone else ()
    return all(sum(value is not None for value in cells) <= 1 for cells in above)


def _told(frame: Frame, named: Located) -> Iterator[tuple[str, tuple[str, list[_Text]]]]:
    """For each block its sheet in the form, and the texts beside it with the sheet they stand on."""
    blocks: dict[tuple[str, str], list[Line]] = {}
    for line in frame.lines:
        blocks.setdefault(line.block, []).append(line)
    for (sheet, _), lines in blocks.items():
        yield sheet, _of_lines(lines, named)
    for grid in frame.grids:
        yield grid.table.block.sheet, _of_grid(grid, named)


def _of_lines(lines: list[Line], named: Located) -> tuple[str, list[_Text]]:
    """The labels of an item block and the headings above its columns."""
    places = {cell.name: named.cells[cell.name] for line in lines for cell, _ in line.cells}
    sheet = _same({place.sheet for place in places.values()})
    columns: dict[int, int] = {}
    headings: dict[int, str] = {}
    texts: list[_Text] = []
    for line in lines:
        row = _same({places[cell.name].row for cell, _ in line.cells})
        for cell, heading in line.cells:
            column = places[cell.name].column
            if columns.setdefault(cell.place.column, column) != column:
                raise _IrregularError
            headings[column] = heading
        first, _ = line.cells[0]
        left = places[first.name].column - (first.place.column - 2)
        texts.append(_text(row, left, line.label))
    top = texts[0][0] - 1
    texts += [_text(top, column, heading) for column, heading in headings.items() if heading]
    return sheet, texts


def _of_grid(grid: Grid, named: Located) -> tuple[str, list[_Text]]:
    """The headings of a table and the keys of its fixed rows."""
    table = grid.table
    areas = {column: named.areas[f"{table.block.name}_{column}"] for column in grid.headings}
    sheet = _same({area.sheet for area in areas.values()})
    first, last = _same({(area.first_row, area.last_row) for area in areas.values()})
    if any(area.first_column != area.last_column for area in areas.values()):
        raise _IrregularError
    texts = [_text(first - 1, areas[column].first_column, text) for column, text in grid.headings.items()]
    rows = {stem: _row_of(grid, stem, areas, named) for stem in table.stems}
    if rows and (min(rows.values()), max(rows.values())) != (first, last):
        raise _IrregularError
    for text, stems in grid.stems.items():
        texts += [_text(rows[stem], areas[grid.key].first_column, text) for stem in stems]
    return sheet, texts


def _row_of(grid: Grid, stem: str, areas: Mapping[str, Area], named: Located) -> int:
    """The one row of a stem's cells, each in its column."""
    places = {column: named.cells[grid.cells[stem, column]] for column in grid.headings}
    for column, place in places.items():
        if (place.sheet, place.column) != (areas[column].sheet, areas[column].first_column):
            raise _IrregularError
    return _same({place.row for place in places.values()})


def _same(values: set[_T]) -> _T:
    """The only value there is."""
    if len(values) != 1:
        raise _IrregularError
    return next(iter(values))


def _text(row: int, column: int, text: str) -> _Text:
    if row < 1 or column < 1:
        raise _IrregularError
    return row, column, text


def _around(standard: Standard, layout: Layout, grid: Grid, named: Located) -> Around:
    """The rows under a 明细 table: to the first row of the next block, its heading included."""
    block = grid.table.block
    areas = [named.areas[f"{block.name}_{column}"] for column in grid.headings]
    columns = [area.first_column for area in areas]
    top, last = areas[0].first_row, areas[0].last_row
    area = Area(areas[0].sheet, top, min(columns), last, max(columns))
    here = [each for each in standard.blocks if each.sheet == block.sheet]
    for following in here[here.index(block) + 1 :]:
        start = layout.block_rows[following.sheet, following.name]
        first = _first_cell(layout, following.sheet, following.name, named)
        if first is not None:
            place, row = first
            return Around(area, place.row - (row - start), grid.first)
    notes = any(each.note for each in here)
    end = last + (layout.last_rows[block.sheet] - grid.table.last_row) if notes else 0
    return Around(area, end, grid.first)


def _first_cell(layout: Layout, sheet: str, block: str, named: Located) -> tuple[Place, int] | None:
    """Where the first field of a block stands, and its row in the form."""
    if block in layout.tables:
        table = layout.tables[block]
        column = next(iter(table.columns))
        return named.areas[f"{block}_{column}"].first, table.first_row
    for name, cell in layout.cells.items():
        if not cell.table and (cell.field.sheet, cell.field.block) == (sheet, block):
            return named.cells[name], cell.place.row
    return None
