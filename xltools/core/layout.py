"""Where each field of a standard stands in its blank form, and which formula it holds.

The form is built from this, ``standard fields`` prints it, and a unit's workbook is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from xltools.core.expressions import expand_row
from xltools.core.refs import Area, Place
from xltools.core.standard import Block, Field, Indicator, Standard

#: Columns of an item block (竖表): number, label, unit, then one column a measure, then the note.
FIRST_MEASURE = 4

#: The column a table gets when rules are asked of its rows: √ or the numbers of the failing rules.
CHECK_COLUMN = "校验"


@dataclass(frozen=True, slots=True)
class Cell:
    """One named cell of the form. ``formula`` is over defined names; ``constant`` is given by the standard.

    A cell of a table's row names its ``table`` and the ``stem`` of its row; ``pattern`` is its formula before
    [@列] was bound to the row.
    """

    name: str
    field: Field
    measure: str
    place: Place
    merge_to: int = 0
    formula: str = ""
    constant: str | Decimal | None = None
    table: str = ""
    stem: str = ""
    pattern: str = ""

    @property
    def is_input(self) -> bool:
        """Whether the unit fills it."""
        return not self.formula and self.constant is None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form: its columns with their column numbers, and its rows."""

    block: Block
    header_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    stems: tuple[str, ...]
    check_column: int = 0

    def area(self, column: str) -> Area:
        """All cells of a column."""
        number = self.check_column if column == CHECK_COLUMN else self.columns[column]
        return Area(self.block.sheet, self.first_row, number, self.last_row, number)

    @property
    def total_row(self) -> int:
        """The row of totals under a 明细 table; 0 where there is none."""
        return self.last_row + 1 if self.block.style == "明细" else 0


@dataclass(frozen=True, eq=False)
class Layout:
    """The whole form: every named cell, every table, the rows of every block."""

    cells: Mapping[str, Cell]
    tables: Mapping[str, Table]
    block_rows: Mapping[tuple[str, str], int]
    measures: Mapping[str, tuple[str, ...]]
    last_rows: Mapping[str, int]
    places: Mapping[Place, Cell] = field(default_factory=dict)

    def row_cell(self, table: str, stem: str, column: str) -> Cell:
        """A cell of a table's fixed row; a name another table took first carries its table's name."""
        plain = self.cells.get(f"{stem}_{column}")
        if plain is not None and plain.table == table:
            return plain
        return self.cells[f"{table}_{stem}_{column}"]


@lru_cache(maxsize=16)
def lay_out(standard: Standard) -> Layout:
    """Place every field of the standard. Rows 1-2 of a sheet are its title and unit line."""
    cells: dict[str, Cell] = {}
    tables: dict[str, Table] = {}
    block_rows: dict[tuple[str, str], int] = {}
    last_rows: dict[str, int] = {}
    measures = {sheet: _measures(standard, sheet) for sheet in standard.sheets}
    for sheet in standard.sheets:
        row = 3
        for block in (b for b in standard.blocks if b.sheet == sheet):
            block_rows[sheet, block.name] = row
            row += 1 if block.heading else 0
            if block.style in ("封面", "竖表", "文字"):
                placed, row = _items(standard, block, row, measures[sheet])
                cells.update(placed)
            elif block.style != "校验":
                table = _table(standard, block, row, tables)
                tables[block.name] = table
                for cell in _table_cells(standard, table):
                    name = f"{block.name}_{cell.name}" if cell.name in cells else cell.name
                    cells[name] = replace(cell, name=name)
                row = max(table.last_row, table.total_row) + 2
        last_rows[sheet] = row
    places = {cell.place: cell for cell in cells.values()}
    return Layout(cells, tables, block_rows, measures, last_rows, places)


def _measures(standard: Standard, sheet: str) -> tuple[str, ...]:
    """The measures a sheet's items use, in order of first use."""
    items = (item for item in standard.items if item.sheet == sheet)
    return tuple(dict.fromkeys(measure for item in items for measure in item.measures))


def _items(
    standard: Standard, block: Block, row: int, measures: tuple[str, ...]
) -> tuple[dict[str, Cell], int]:
    """Place the items of a block, one a row; an item without measures spans the measure columns.

    An item with the label of the one above it, and other measures, stands on its row.
    """
    cells = {}
    above = ""
    if block.style == "竖表":
        row += 1  # column headings
    wide = FIRST_MEASURE + max(len(measures), 1) - 1
    for item in standard.items:
        if (item.sheet, item.block) != (block.sheet, block.name):
            continue
        row += 1 if above and item.label != above else 0
        above = item.label
        for name, measure in item.cell_names():
            column = FIRST_MEASURE + measures.index(measure) if measure else FIRST_MEASURE
            if block.style != "竖表":
                column = 3
            merge = wide if block.style == "竖表" and not measure and wide > column else 0
            formula = measured(standard, item.formula, measure)
            cells[name] = Cell(name, item, measure, Place(block.sheet, row, column), merge, formula)
    return cells, row + (2 if above else 1)


def measured(standard: Standard, formula: str, measure: str) -> str:
    """An item's formula for one measure: bare names of items with that measure take its suffix."""
    if not formula or not measure:
        return formula
    from xltools.core.expressions import rename

    suffixed = {item.name for item in standard.items if measure in item.measures}
    return rename(formula, lambda name: f"{name}_{measure}" if name in suffixed else name)


def _table(standard: Standard, block: Block, row: int, above: Mapping[str, Table]) -> Table:
    """Place a table; a column that a table above it on the sheet also has stands under it."""
    shared: dict[str, int] = {}
    for table in above.values():
        if table.block.sheet == block.sheet and block.style != "明细":
            shared.update(table.columns)
    columns: dict[str, int] = {}
    first = next(b for b in standard.blocks if b.sheet == block.sheet)
    following = 1 if first.name in standard.tables else 2  # under the labels of an item block
    for column in standard.columns(block.name):
        number = shared.get(column.name, following)
        columns[column.name] = number
        following = number + 1
    stems = standard.row_stems(block)
    last = row + (len(stems) or block.blank_rows)
    asked = any(rule.enabled and rule.loop.split("×")[0] == block.name for rule in standard.rules)
    check = max(columns.values()) + 1 if asked else 0
    return Table(block, row, row + 1, last, columns, stems, check)


def _table_cells(standard: Standard, table: Table) -> Iterator[Cell]:
    """The named cells of a table with fixed rows; a 明细 table has only column names."""
    rows = {indicator.name: indicator for indicator in standard.indicators}
    for offset, stem in enumerate(table.stems):
        row = table.first_row + offset
        for column in standard.columns(table.block.name):
            name = f"{stem}_{column.name}"
            place = Place(table.block.sheet, row, table.columns[column.name])
            formula, constant = _given(standard, column, rows.get(stem), offset)
            bound = row_formula(formula, table, row)
            yield Cell(name, column, "", place, 0, bound, constant, table.block.name, stem, formula)


def row_formula(formula: str, table: Table, row: int) -> str:
    """A table formula for one row: [@得分] becomes that row's cell."""
    if not formula:
        return ""
    return expand_row(formula, lambda column: Place(table.block.sheet, row, table.columns[column]).cell)


def _given(
    standard: Standard, column: Field, indicator: Indicator | None, offset: int
) -> tuple[str, str | Decimal | None]:
    """What the standard puts into a row's cell: (formula, constant)."""
    if indicator is None:
        return _given_group(standard, column, offset)
    match column.name:
        case "序号":
            return "", Decimal(offset + 1)
        case "一级指标":
            return "", indicator.first
        case "二级指标":
            return "", indicator.second
        case "三级指标":
            return "", indicator.third
        case "指标类型":
            return "", indicator.kind
        case "实际值":
            return indicator.actual_formula, None
        case "参考得分":
            return indicator.reference_formula, None if indicator.reference_formula else ""
    if column.formula:
        return column.formula, None
    return "", indicator.texts.get(column.name)


def _given_group(standard: Standard, column: Field, offset: int) -> tuple[str, str | Decimal | None]:
    """The same for a row of a first-level group: its name and its points as the standard sets them."""
    firsts = tuple(dict.fromkeys(indicator.first for indicator in standard.indicators))
    if column.name == "一级指标":
        return "", firsts[offset]
    if column.name == "分值":
        points = (i.points for i in standard.indicators if i.first == firsts[offset])
        return "", sum(points, Decimal(0))
    return column.formula, None
