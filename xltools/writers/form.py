"""The blank form (自评工作簿.xlsx) built from a standard: what units fill in Excel or WPS.

Every field has a defined name; input cells are yellow and unlocked, the rest is protected without a password.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName

from xltools.core.errors import OutputError
from xltools.core.layout import CHECK_COLUMN, FIRST_MEASURE, Layout, lay_out
from xltools.core.locating.fingerprint import fingerprint
from xltools.core.names import FORM_NAME, STANDARD_NAME
from xltools.core.refs import Area, Place
from xltools.core.standard import Block, Standard
from xltools.whole import put
from xltools.writers import form_style as style
from xltools.writers.form_blocks import NOTE_WIDTH, write_items, write_table
from xltools.writers.form_checks import write_check_sheet
from xltools.writers.form_inputs import protect, set_up_page
from xltools.writers.package import settled
from xltools.writers.vba.book import with_macros
from xltools.writers.vba.source import Button

PARAMETER_SHEET = "参数"

#: Width of a column of figures; narrow where a sheet has more than a few of them.
_MEASURE_WIDTH, _NARROW, _FEW = 16.5, 13, 4
_WIDTHS = {"封面": (7, 26, 46), "文字": (7, 24, 84), "竖表": (7, 35, 7)}


def build_form(
    standard: Standard,
    out: Path,
    *,
    unit: str = "",
    code: str = "",
    year: int | None = None,
    buttons: Sequence[Button] = (),
) -> None:
    """Write the blank form of ``standard`` to ``out``, optionally with the unit's name, code and year.

    With ``buttons`` it has macros: ``out`` is then an .xlsm.
    """
    given = {"单位名称": unit, "预算编码": code, "评价年度": year}
    content = form_bytes(standard, {name: value for name, value in given.items() if value})
    put(with_macros(content, out.name, buttons) if buttons else content, out)


def form_bytes(
    standard: Standard,
    values: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> bytes:
    """The form as bytes, filled: ``values`` by cell name, ``rows`` of the 明细 tables by column name."""
    layout = lay_out(standard)
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for sheet in standard.sheets:
        book.create_sheet(sheet)
    book.create_sheet(PARAMETER_SHEET)
    _write_parameters(book, standard)
    for sheet in standard.sheets:
        _write_sheet(book, standard, layout, sheet)
    for name, value in values.items():
        cell = layout.cells[name]
        _fill(book[cell.place.sheet], cell.place, value, cell.merge_to)
    for name, lines in (rows or {}).items():
        table = layout.tables[name]
        for row, line in enumerate(lines, table.first_row):
            for column, value in line.items():
                place = Place(table.block.sheet, row, table.columns[column])
                _fill(book[table.block.sheet], place, value)
    _name_cells(book, standard, layout)
    book.calculation.fullCalcOnLoad = True
    book.active = 0
    buffer = io.BytesIO()
    book.properties.creator = "xltools"
    try:
        book.save(buffer)
    except etree.SerialisationError as error:
        # Each sheet is written to a file of its own first.
        told = f"不能写入工作簿：系统的临时文件夹（{gettempdir()}）写不下"
        raise OutputError(told, fix="腾出磁盘空间后再运行") from error
    return settled(buffer.getvalue())


def _fill(ws: Any, place: Place, value: Any, merge_to: int = 0) -> None:
    """Type a value into an input cell: a text stays text, though it may begin like a formula.

    A long text gets a row high enough to read it (Excel allows 409).
    """
    cell = ws.cell(place.row, place.column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        columns = range(place.column, max(place.column, merge_to) + 1)
        width = sum(ws.column_dimensions[get_column_letter(column)].width for column in columns)
        needed = 13.5 * style.lines_of(value, width - 2) + 4
        if needed > (ws.row_dimensions[place.row].height or 18):
            ws.row_dimensions[place.row].height = min(409, needed)


def _write_sheet(book: Workbook, standard: Standard, layout: Layout, sheet: str) -> None:
    """One sheet of the form: title, unit line, then its blocks."""
    ws = book[sheet]
    blocks = [block for block in standard.blocks if block.sheet == sheet]
    last_column = _last_column(standard, layout, sheet)
    _write_title(ws, blocks[0], last_column, linked=blocks[0].style != "封面")
    for block in blocks:
        row = layout.block_rows[sheet, block.name]
        if block.heading:
            style.write(ws.cell(row, 1), block.heading, style.HEADING)
            ws.row_dimensions[row].height = 22
        if block.style in _WIDTHS:
            write_items(ws, standard, layout, block)
        elif block.style == "校验":
            write_check_sheet(ws, standard, layout, row)
        else:
            write_table(ws, standard, layout.tables[block.name], layout)
    _write_foot(ws, blocks, layout.last_rows[sheet], last_column)
    if blocks[0].style in _WIDTHS:
        _set_item_widths(ws, standard, blocks, layout.measures[sheet])
    set_up_page(ws, landscape=any(block.landscape for block in blocks), freeze=_freeze(layout, blocks[0]))
    protect(ws, may_insert=any(block.style == "明细" for block in blocks))


def _last_column(standard: Standard, layout: Layout, sheet: str) -> int:
    """The last column a sheet's blocks use."""
    last = 3
    for block in standard.blocks:
        if block.sheet != sheet:
            continue
        if block.style == "竖表":
            last = max(last, FIRST_MEASURE + max(len(layout.measures[sheet]), 1))
        elif block.name in layout.tables:
            table = layout.tables[block.name]
            last = max(last, *table.columns.values(), table.check_column)
        elif block.style == "校验":
            last = max(last, 8)
    return last


def _write_title(ws: Any, first: Block, last_column: int, *, linked: bool) -> None:
    """Row 1 the title; row 2 the unit and the currency unit, linked to the cover."""
    style.write(ws.cell(1, 1), first.title, style.TITLE)
    ws.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last_column)
    ws.row_dimensions[1].height = 36
    if linked:
        line = '="填报单位:"&单位名称&"    评价年度:"&评价年度&"    金额单位:"&金额单位'
        style.write(ws.cell(2, 1), line, style.UNIT_LINE)
        ws.row_dimensions[2].height = 18


def _write_foot(ws: Any, blocks: list[Block], row: int, last_column: int) -> None:
    """The notes of the sheet's blocks, under the last block."""
    notes = "\n".join(block.note for block in blocks if block.note)
    if not notes or blocks[0].style == "校验":
        return
    style.write(ws.cell(row, 1), notes, style.FOOT)
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last_column)
    ws.row_dimensions[row].height = 15 * style.lines_of(notes, 90)


def _set_item_widths(ws: Any, standard: Standard, blocks: list[Block], measures: tuple[str, ...]) -> None:
    """Column widths of a sheet that begins with an item block; beside a table no wider than it needs."""
    first = blocks[0]
    widths: list[float] = list(_WIDTHS[first.style])
    if first.style == "竖表":
        widths += [_MEASURE_WIDTH if len(measures) <= _FEW else _NARROW] * max(len(measures), 1)
        if any(block.name in standard.tables for block in blocks):
            labels = (item.label for item in standard.items if item.sheet == first.sheet)
            widths[1] = min(widths[1], 4 + max(map(style.width_of, labels)))
    widths.append(NOTE_WIDTH)
    for column, width in enumerate(widths, 1):
        letter = get_column_letter(column)
        table = ws.column_dimensions[letter].width if letter in ws.column_dimensions else 0
        ws.column_dimensions[letter].width = max(width, table)


def _freeze(layout: Layout, first: Block) -> str:
    """Where the panes freeze: under the headings, right of the labels."""
    if first.name in layout.tables:
        return f"E{layout.tables[first.name].first_row}"
    return "C3" if first.style in ("竖表", "文字") else "A3"


def _write_parameters(book: Workbook, standard: Standard) -> None:
    """The parameters the formulas use, each under its defined name."""
    ws = book[PARAMETER_SHEET]
    style.write(ws.cell(1, 1), "参数（由规范给定，请勿改动）", style.HEADING)
    for column, label in enumerate(("名称", "说明", "依据", "值"), 1):
        style.write(ws.cell(2, column), label, style.HEADER)
    for row, parameter in enumerate(standard.parameters, 3):
        for column, text in enumerate((parameter.name, parameter.note, parameter.basis), 1):
            style.write(ws.cell(row, column), text, style.LABEL)
        lines = max(style.lines_of(parameter.note, 44), style.lines_of(parameter.basis, 36))
        ws.row_dimensions[row].height = 4 + 13.5 * lines
        number = "yyyy-mm-dd" if parameter.kind == "日期" else "General"
        for column, value in enumerate(parameter.cell_values, 4):
            style.write(ws.cell(row, column), value, style.CENTRED, number)
        last = 3 + len(parameter.values)
        area = Area(PARAMETER_SHEET, row, 4, row, last)
        _add_name(book, parameter.name, area)
    for column, width in enumerate((20, 48, 40), 1):
        ws.column_dimensions[get_column_letter(column)].width = width
    for column in range(4, 4 + max((len(p.values) for p in standard.parameters), default=1)):
        ws.column_dimensions[get_column_letter(column)].width = 11
    set_up_page(ws, landscape=True, freeze="A3")
    protect(ws, may_insert=False)


def _name_cells(book: Workbook, standard: Standard, layout: Layout) -> None:
    """A defined name for every field, every table column, and the standard itself."""
    for cell in layout.cells.values():
        place = cell.place
        _add_name(book, cell.name, Area(place.sheet, place.row, place.column, place.row, place.column))
    for table in layout.tables.values():
        names = [*table.columns, *([CHECK_COLUMN] if table.check_column else [])]
        for column in names:
            _add_name(book, f"{table.block.name}_{column}", table.area(column))
    book.defined_names[STANDARD_NAME] = DefinedName(STANDARD_NAME, attr_text=f'"{standard.name}"')
    digest = f'"{fingerprint(standard)}"'
    book.defined_names[FORM_NAME] = DefinedName(FORM_NAME, attr_text=digest, hidden=True)


def _add_name(book: Workbook, name: str, area: Area) -> None:
    """One defined name with absolute addresses."""
    first = f"${get_column_letter(area.first_column)}${area.first_row}"
    last = f"${get_column_letter(area.last_column)}${area.last_row}"
    ref = first if area.single else f"{first}:{last}"
    book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(area.sheet)}!{ref}")
