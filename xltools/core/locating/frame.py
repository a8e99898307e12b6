"""What stands beside each field in the form: the label of its row, the heading of its column.

People find a field by these words, and so does :mod:`xltools.core.locating.seek` where defined names fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.layout import Cell, Table, lay_out
from xltools.core.locating.headings import ITEM, NOTE, NUMBER, PLAIN, UNIT, words
from xltools.core.standard import Block, Field, Standard

#: The first row of a sheet under its title and unit line.
TOP_ROW = 3

#: Columns that tell a table's fixed rows apart, the first that the table has.
ROW_KEYS = ("三级指标", "一级指标")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the form: its label, its note, and its cells with the heading each stands under.

    The cell of a cover or text block (封面, 文字) has no heading: it stands beside its label.
    """

    field: Field
    label: str
    note: str
    cells: tuple[tuple[Cell, str], ...]

    @property
    def block(self) -> tuple[str, str]:
        """The block it stands in: sheet and name."""
        return self.field.sheet, self.field.block

    @property
    def beside(self) -> bool:
        """Whether its cell has no heading."""
        return not self.cells[0][1]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of the form: the heading of each column; of fixed rows the key text of each stem."""

    table: Table
    headings: Mapping[str, str]
    key: str
    stems: Mapping[str, tuple[str, ...]]
    """Key text -> the stems of the rows that carry it; empty for a 明细 table."""
    cells: Mapping[tuple[str, str], str]
    """(stem, column) -> name of the cell."""

    @property
    def titles(self) -> frozenset[str]:
        """The block's own title and heading."""
        return frozenset({words(self.table.block.title), words(self.table.block.heading)})

    @property
    def first(self) -> bool:
        """Whether nothing but the sheet's title and unit line stands above it in the form."""
        return self.table.header_row == TOP_ROW + bool(self.table.block.heading)


@dataclass(frozen=True, eq=False)
class Frame:
    """The words of a whole form."""

    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    headings: frozenset[str]
    """Everything that stands in the heading row of an item block."""
    titles: frozenset[str]
    """Headings and notes of blocks: texts that belong to no row."""
    words: Mapping[str, tuple[str, str]]
    """Name of a cell -> the label of its row, the heading of its column."""


@lru_cache(maxsize=16)
def frame_of(standard: Standard) -> Frame:
    """The words of a standard's form."""
    layout = lay_out(standard)
    measures = {measure for found in layout.measures.values() for measure in found}
    titles = {words(text) for block in standard.blocks for text in (block.heading, block.title)}
    titles |= {words("\n".join(_notes(standard, sheet))) for sheet in standard.sheets}
    lines = tuple(_lines(standard))
    grids = tuple(_grid(standard, table) for table in layout.tables.values())
    said = {cell.name: (line.label, heading) for line in lines for cell, heading in line.cells}
    for grid in grids:
        keys = {stem: text for text, stems in grid.stems.items() for stem in stems}
        for (stem, column), name in grid.cells.items():
            said[name] = keys.get(stem, ""), grid.headings[column]
    headings = frozenset({NUMBER, ITEM, UNIT, PLAIN, NOTE, *measures})
    return Frame(lines, grids, headings, frozenset(titles - {""}), said)


def _notes(standard: Standard, sheet: str) -> Iterator[str]:
    return (block.note for block in standard.blocks if block.sheet == sheet and block.note)


def _lines(standard: Standard) -> Iterator[Line]:
    layout = lay_out(standard)
    blocks = {(block.sheet, block.name): block for block in standard.blocks}
    for item in standard.items:
        block = blocks[item.sheet, item.block]
        under = _plain_heading(standard, block)
        cells = tuple((layout.cells[name], measure or under) for name, measure in item.cell_names())
        yield Line(item, words(item.label), words(item.note), cells)


def _plain_heading(standard: Standard, block: Block) -> str:
    """What an item without 列口径 stands under: the first measure of its block, or 填报数."""
    if block.style != "竖表":
        return ""
    items = (item for item in standard.items if (item.sheet, item.block) == (block.sheet, block.name))
    measured = any(item.measures for item in items)
    return lay_out(standard).measures[block.sheet][0] if measured else PLAIN


def _grid(standard: Standard, table: Table) -> Grid:
    layout, name = lay_out(standard), table.block.name
    columns = standard.columns(name)
    key = next((key for key in ROW_KEYS if key in table.columns), "") if table.stems else ""
    texts = [words(layout.row_cell(name, stem, key).constant) if key else "" for stem in table.stems]  # type: ignore[arg-type]
    pairs = tuple(zip(texts, table.stems, strict=True))
    stems = {text: tuple(stem for other, stem in pairs if other == text) for text in texts if text}
    cells = {
        (stem, column.name): layout.row_cell(name, stem, column.name).name
        for stem in table.stems
        for column in columns
    }
    return Grid(table, {column.name: words(column.label) for column in columns}, key, stems, cells)


@lru_cache(maxsize=16)
def labels_of(standard: Standard) -> Mapping[str, frozenset[str]]:
    """The words of each sheet of the form: labels of items, headings and keys of tables."""
    frame = frame_of(standard)
    labels: dict[str, set[str]] = {}
    for line in frame.lines:
        labels.setdefault(line.field.sheet, set()).add(line.label)
    for grid in frame.grids:
        labels.setdefault(grid.table.block.sheet, set()).update(grid.headings.values(), grid.stems)
    return {sheet: frozenset(found) for sheet, found in labels.items()}
