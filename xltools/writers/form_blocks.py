"""The blocks of the blank form's sheets: lines of items, and tables."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from xltools.core.entry.window import days_of
from xltools.core.formulas.totals import total_formula
from xltools.core.layout import FIRST_MEASURE, Cell, Layout, Table, row_formula
from xltools.core.locating.headings import ITEM, NOTE, NUMBER, PLAIN, TOTAL, UNIT
from xltools.core.refs import Area
from xltools.core.standard import SEVERAL_LINES, Block, Field, Standard
from xltools.writers import form_style as style
from xltools.writers.form_checks import add_check_column
from xltools.writers.form_inputs import validate

NOTE_WIDTH = 24

#: Height of a row for a text of several lines, in points.
TALL = 44


def write_items(ws: Any, standard: Standard, layout: Layout, block: Block) -> None:
    """An item block: number, label, (unit,) value cells, note."""
    measures = layout.measures[block.sheet]
    note_column = FIRST_MEASURE + max(len(measures), 1) if block.style == "竖表" else 4
    items = [i for i in standard.items if (i.sheet, i.block) == (block.sheet, block.name)]
    if block.style == "竖表":
        _write_item_header(ws, layout, block, items, note_column)
    begun = 0
    for item in items:
        cells = [layout.cells[name] for name, _ in item.cell_names()]
        row = cells[0].place.row
        if row != begun:
            _begin_line(ws, block, item, row, note_column)
            begun = row
        for cell in cells:
            _write_cell(ws, standard, cell)


def _begin_line(ws: Any, block: Block, item: Field, row: int, note_column: int) -> None:
    """What stands on a line besides its value cells; items that share it take the first one's."""
    style.write(ws.cell(row, 1), item.number, style.CENTRED)
    style.write(ws.cell(row, 2), _marked(item), style.LABEL)
    style.write(ws.cell(row, note_column), item.note or None, style.NOTE)
    if block.style == "竖表":
        style.write(ws.cell(row, 3), item.unit or None, style.CENTRED)
        for column in range(FIRST_MEASURE, note_column):
            style.UNUSED.apply(ws.cell(row, column))
    if item.kind == "文本" and item.allowed == SEVERAL_LINES:
        ws.row_dimensions[row].height = TALL
    if block.style == "封面":
        ws.row_dimensions[row].height = 7 + 14 * style.lines_of(item.note, NOTE_WIDTH - 2)


def _write_item_header(ws: Any, layout: Layout, block: Block, items: list[Field], note_column: int) -> None:
    """The column headings of a 竖表 block."""
    row = layout.block_rows[block.sheet, block.name] + (1 if block.heading else 0)
    measures = layout.measures[block.sheet]
    measured = any(item.measures for item in items)
    for column, label in enumerate((NUMBER, ITEM, UNIT), 1):
        style.write(ws.cell(row, column), label, style.HEADER)
    for column in range(FIRST_MEASURE, note_column):
        label = measures[column - FIRST_MEASURE] if measured and measures else PLAIN
        style.write(ws.cell(row, column), label, style.HEADER)
    if not measured and note_column - 1 > FIRST_MEASURE:
        ws.merge_cells(start_row=row, start_column=FIRST_MEASURE, end_row=row, end_column=note_column - 1)
    style.write(ws.cell(row, note_column), NOTE, style.HEADER)


def _marked(item: Field) -> str:
    """An item's label; a star before what must be filled."""
    return f"*{item.label}" if item.required and not item.formula else item.label


def _write_cell(ws: Any, standard: Standard, cell: Cell) -> None:
    """One value cell with its look, number format and validation."""
    place = cell.place
    target = ws.cell(place.row, place.column)
    look = style.look_of(cell.field, is_input=cell.is_input, constant=cell.constant is not None)
    value: Any = cell.formula or cell.constant
    if value == "":
        value = None
    style.write(target, value, look, style.number_format(cell.field))
    if cell.merge_to:
        for column in range(place.column, cell.merge_to + 1):
            look.apply(ws.cell(place.row, column), style.number_format(cell.field))
        ws.merge_cells(
            start_row=place.row, start_column=place.column, end_row=place.row, end_column=cell.merge_to
        )
    if cell.is_input:
        area = Area(place.sheet, place.row, place.column, place.row, place.column)
        validate(ws, cell.field, area, days_of(standard, cell.field))


def write_table(ws: Any, standard: Standard, table: Table, layout: Layout) -> None:
    """A table: headings, its rows (given or blank), a row of totals under a 明细 table, its 校验 column."""
    columns = standard.columns(table.block.name)
    for column in columns:
        number = table.columns[column.name]
        style.write(ws.cell(table.header_row, number), column.label, style.HEADER)
        if table.block.style == "明细":
            _write_blank_column(ws, standard, table, column)
        letter = get_column_letter(number)
        width = _column_width(table, column, layout)
        if letter not in ws.column_dimensions or ws.column_dimensions[letter].width < width:
            ws.column_dimensions[letter].width = width
    _fit_headings(ws, table, columns)
    for stem in table.stems:
        for column in columns:
            _write_cell(ws, standard, layout.row_cell(table.block.name, stem, column.name))
    if table.stems:
        _fit_rows(ws, table, layout, columns)
    if table.total_row:
        _write_totals(ws, table, columns)
    if table.check_column:
        add_check_column(ws, standard, table)


def _fit_headings(ws: Any, table: Table, columns: tuple[Field, ...]) -> None:
    """A row of headings high enough for the longest."""
    widths = (ws.column_dimensions[get_column_letter(table.columns[column.name])].width for column in columns)
    lines = max(style.lines_of(c.label, width - 1) for c, width in zip(columns, widths, strict=True))
    if lines > 1:
        ws.row_dimensions[table.header_row].height = 13.5 * lines + 4


def _write_blank_column(ws: Any, standard: Standard, table: Table, column: Field) -> None:
    """The blank cells of a 明细 column."""
    look = style.look_of(column, is_input=not column.formula, constant=False)
    for row in range(table.first_row, table.last_row + 1):
        value = row_formula(column.formula, table, row) or None
        style.write(ws.cell(row, table.columns[column.name]), value, look, style.number_format(column))
    if not column.formula:
        validate(ws, column, table.area(column.name), days_of(standard, column))


def _write_totals(ws: Any, table: Table, columns: tuple[Field, ...]) -> None:
    """合计 of the columns that are summed, blank while nothing is filled."""
    for column in columns:
        number = table.columns[column.name]
        cell = ws.cell(table.total_row, number)
        if column.aggregate == "求和":
            ref = table.area(column.name).ref
            style.write(cell, total_formula(ref), style.FORMULA, style.number_format(column))
        else:
            style.write(cell, TOTAL if number == min(table.columns.values()) else None, style.FORMULA_CENTRED)


def _column_width(table: Table, column: Field, layout: Layout) -> float:
    """A width that fits the heading, the given texts up to a limit, or what people type."""
    heading = min(style.width_of(column.label), 12) + 2
    if table.block.style == "明细":
        typed = {"金额": 15, "文本": 16}.get(column.kind, 9)
        choices = max(map(style.width_of, column.choices), default=0) + 2
        return max(heading, typed, min(choices, 16))
    cells = [layout.row_cell(table.block.name, stem, column.name) for stem in table.stems]
    given = max((style.width_of(str(cell.constant or "")) for cell in cells), default=0)
    if any(cell.is_input for cell in cells) and column.kind == "文本":
        return 15
    if given <= 10:
        return max(min(heading, 9), given + 2)
    return 13 if given <= 34 else 24


def _fit_rows(ws: Any, table: Table, layout: Layout, columns: tuple[Field, ...]) -> None:
    """Rows high enough for the given texts: spreadsheets do not refit a protected sheet by themselves."""
    for offset, stem in enumerate(table.stems):
        lines = 1
        for column in columns:
            text = str(layout.row_cell(table.block.name, stem, column.name).constant or "")
            width = ws.column_dimensions[get_column_letter(table.columns[column.name])].width - 1
            lines = max(lines, style.lines_of(text, width))
        if lines > 1:
            ws.row_dimensions[table.first_row + offset].height = 13.5 * lines + 4
