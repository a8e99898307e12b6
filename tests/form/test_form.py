"""The blank form as Excel sees it: names, locks, checks of what is typed, pages; read with openpyxl."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.core.altered import NAMES, ROOT, standard
from xltools.core.layout import FIRST_MEASURE, Layout, lay_out
from xltools.core.refs import parse_area
from xltools.readers.xlsx import read_bytes
from xltools.writers.form import build_form, form_bytes

both = pytest.mark.parametrize("name", NAMES)
#: The standards with a score sheet of given indicators.
scored = pytest.mark.parametrize("name", [name for name in NAMES if standard(name).indicators])


@lru_cache(maxsize=4)
def blank(name: str) -> openpyxl.Workbook:
    """The blank form of a standard."""
    return openpyxl.load_workbook(io.BytesIO(form_bytes(standard(name), {})))


def layout_of(name: str) -> Layout:
    """Where its fields stand."""
    return lay_out(standard(name))


def test_the_sheets_of_zhanjiang() -> None:
    """The form has the sheets staff are told of, in their order, all visible."""
    sheets = blank("湛江2022").worksheets
    wanted = ["封面", "自评表", "评分表", "项目表", "佐证材料", "文字材料", "校验"]
    assert [ws.title for ws in sheets[:7]] == wanted
    assert {ws.sheet_state for ws in sheets} == {"visible"}


@both
def test_every_field_has_its_name_and_its_label(name: str) -> None:
    """Each field's defined name points to one cell, and what stands beside and above it says which it is."""
    book, layout = blank(name), layout_of(name)
    for cell in layout.cells.values():
        area = parse_area(book.defined_names[cell.name].attr_text)
        assert area is not None
        assert area.single, cell.name
        ws = book[area.sheet]
        if cell.table:
            table = layout.tables[cell.table]
            assert ws.cell(table.header_row, area.first_column).value == cell.field.label, cell.name
            key = "三级指标" if "三级指标" in table.columns else "一级指标"
            row_key = ws.cell(area.first_row, table.columns[key]).value
            assert row_key in {i.third for i in standard(name).indicators if i.name == cell.stem} | {
                i.first for i in standard(name).indicators
            }, cell.name
        else:
            assert ws.cell(area.first_row, 2).value.lstrip("*") == cell.field.label, cell.name
            if cell.measure:
                heads = [ws.cell(row, area.first_column).value for row in range(1, area.first_row)]
                measures = layout.measures[area.sheet]
                above = [head for head in heads if head in (*measures, "填报数")]
                assert above[-1] == cell.measure, cell.name


@both
def test_no_two_fields_share_a_cell(name: str) -> None:
    """Every name has a cell of its own."""
    places = [cell.place for cell in layout_of(name).cells.values()]
    assert len(set(places)) == len(places)


@both
def test_whole_columns_and_parameters_are_named(name: str) -> None:
    """A column's name covers the table's rows and only them; a parameter's holds the authority's values."""
    book, layout = blank(name), layout_of(name)
    for table in layout.tables.values():
        for column in table.columns:
            area = parse_area(book.defined_names[f"{table.block.name}_{column}"].attr_text)
            assert area is not None
            rows = len(table.stems) or table.block.blank_rows
            assert (area.first_row, area.last_row - area.first_row + 1) == (table.header_row + 1, rows)
    for parameter in standard(name).parameters:
        area = parse_area(book.defined_names[parameter.name].attr_text)
        assert area is not None
        ws = book[area.sheet]
        held = [
            ws.cell(area.first_row, column).value for column in range(area.first_column, area.last_column + 1)
        ]
        dates = [v.date() if hasattr(v, "date") else v for v in held]
        assert dates == list(parameter.cell_values), parameter.name


def inputs(name: str) -> set[tuple[str, int, int]]:
    """Every cell a unit is to fill."""
    layout = layout_of(name)
    cells = {
        (cell.place.sheet, cell.place.row, cell.place.column)
        for cell in layout.cells.values()
        if cell.is_input
    }
    for table in layout.tables.values():
        if not table.stems:
            for column in standard(name).columns(table.block.name):
                if not column.formula:
                    rows = range(table.first_row, table.last_row + 1)
                    cells |= {(table.block.sheet, row, table.columns[column.name]) for row in rows}
    return cells


@both
def test_only_inputs_are_unlocked(name: str) -> None:
    """Input cells can be typed into, nothing else can: formulas, given texts, headings and blank margins."""
    wanted = inputs(name)
    merged_over = {
        (ws.title, row, column)
        for ws in blank(name)
        for area in ws.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col + 1, area.max_col + 1)
    }
    unlocked = {
        (ws.title, cell.row, cell.column)
        for ws in blank(name)
        for row in ws.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert unlocked - merged_over == wanted
    formulas = {
        (ws.title, cell.row, cell.column)
        for ws in blank(name)
        for row in ws.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas
    assert not formulas & unlocked


@both
def test_sheets_are_protected_without_a_password(name: str) -> None:
    """Staff cannot overwrite a formula by accident; whoever must can lift the protection."""
    for ws in blank(name):
        assert ws.protection.sheet, ws.title
        assert ws.protection.password is None, ws.title
        assert ws.protection.hashValue is None, ws.title
        assert ws.protection.formatCells is False, "校验要能在受保护的表上填色"
    for sheet in standard(name).sheets:
        listing = any(block.style == "明细" for block in standard(name).blocks if block.sheet == sheet)
        assert blank(name)[sheet].protection.insertRows is not listing, "明细表应能插入行"


def covering(ws: Any) -> dict[tuple[int, int], Any]:
    """(row, column) -> the data validation on it."""
    covered: dict[tuple[int, int], Any] = {}
    for validation in ws.data_validations.dataValidation:
        for area in validation.sqref.ranges:
            left, top, right, bottom = range_boundaries(str(area))
            cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            assert not cells & covered.keys()
            covered.update(dict.fromkeys(cells, validation))
    return covered


@both
def test_what_is_typed_is_checked_with_chinese_words(name: str) -> None:
    """Each number, date and choice is validated by its kind; a Chinese error says what to type."""
    kinds = {"金额": "decimal", "数值": "decimal", "比率": "decimal", "整数": "whole", "日期": "date"}
    layout = layout_of(name)
    covered = {ws.title: covering(ws) for ws in blank(name)}
    seen = 0
    for cell in layout.cells.values():
        validation = covered[cell.place.sheet].get((cell.place.row, cell.place.column))
        wanted = kinds.get(cell.field.kind) or ("list" if cell.field.choices else None)
        if not cell.is_input or wanted is None:
            assert validation is None, cell.name
            continue
        seen += 1
        assert validation.type == wanted, cell.name
        assert validation.showErrorMessage, cell.name
        assert validation.errorTitle == f"{cell.field.label}填写有误"
        assert any("\u4e00" <= letter <= "\u9fff" for letter in validation.error)
        if wanted == "list":
            assert validation.formula1.strip('"').split(",") == list(cell.field.choices), cell.name
    assert seen > 10


@both
def test_excels_limits_on_messages_are_kept(name: str) -> None:
    """A longer title or text and Excel calls the file damaged: 32 and 255 characters, lists 255."""
    for ws in blank(name):
        for validation in ws.data_validations.dataValidation:
            assert len(validation.errorTitle) <= 32, validation.errorTitle
            assert len(validation.promptTitle) <= 32, validation.promptTitle
            assert len(validation.error) <= 255
            assert len(validation.prompt) <= 255
            assert len(str(validation.formula1)) <= 257
        for row in ws.iter_rows():
            for cell in row:
                assert len(str(cell.value or "")) <= 8192, cell.coordinate


@both
def test_pages_are_a4_and_fit_their_width(name: str) -> None:
    """Each sheet prints on A4, one page wide, headings repeated, and scrolls under frozen headings."""
    for ws in blank(name):
        assert int(ws.page_setup.paperSize) == 9, ws.title
        assert ws.sheet_properties.pageSetUpPr.fitToPage, ws.title
        assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0), ws.title
        assert ws.freeze_panes, ws.title
        assert ws.print_title_rows, ws.title
        landscape = any(block.landscape for block in standard(name).blocks if block.sheet == ws.title)
        if ws.title in standard(name).sheets:
            assert ws.page_setup.orientation == ("landscape" if landscape else "portrait"), ws.title


@both
def test_tables_freeze_under_their_headings(name: str) -> None:
    """A sheet that begins with a table keeps its column headings in sight."""
    for table in layout_of(name).tables.values():
        first = next(block for block in standard(name).blocks if block.sheet == table.block.sheet)
        if first.name == table.block.name:
            pane = blank(name)[table.block.sheet].freeze_panes
            assert int("".join(filter(str.isdigit, pane))) == table.first_row


@scored
def test_subtotals_stand_under_their_columns(name: str) -> None:
    """分值 and 自评得分 of 分类汇总 stand in the columns of 评分表, so that the eye goes straight down."""
    tables = layout_of(name).tables
    for column in ("一级指标", "分值", "自评得分"):
        assert tables["评分汇总"].columns[column] == tables["评分表"].columns[column]
    assert tables["评分汇总"].first_row > tables["评分表"].last_row


@both
def test_items_stand_under_their_measures(name: str) -> None:
    """The columns of a 竖表 begin where the layout says: number, label, unit, then the values."""
    layout = layout_of(name)
    for cell in layout.cells.values():
        if cell.measure:
            measures = layout.measures[cell.place.sheet]
            assert cell.place.column == FIRST_MEASURE + measures.index(cell.measure)


@both
def test_the_same_standard_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Another process with another hash seed builds the same file to the byte."""
    here = form_bytes(standard(name), {})
    out = tmp_path / "另一个.xlsx"
    code = (
        "import sys; from pathlib import Path; from xltools.readers.standard import read_standard; "
        "from xltools.writers.form import build_form; "
        "build_form(read_standard(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    folder = ROOT / "templates" / name
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT), "TZ": "Asia/Shanghai"}
    subprocess.run([sys.executable, "-c", code, str(folder), str(out)], env=environment, check=True)  # noqa: S603
    assert out.read_bytes() == here


def test_a_form_for_a_unit_has_its_name_code_and_year(tmp_path: Path) -> None:
    """They stand on the cover as typed: leading zeros kept, a text like a formula stays text."""
    out = tmp_path / "新.xlsx"
    build_form(standard("湛江2022"), out, unit="=1+1", code="003", year=2022)
    book = read_bytes(out.read_bytes(), str(out))
    held = {
        name: book.value(layout_of("湛江2022").cells[name].place)
        for name in ("单位名称", "预算编码", "评价年度")
    }
    assert held == {"单位名称": "=1+1", "预算编码": "003", "评价年度": 2022}
    cover = book.sheet("封面")
    assert cover is not None
    assert not cover.formulas


@both
def test_the_form_says_its_standard(name: str) -> None:
    """A filled form says by a defined name which standard it is judged by."""
    assert blank(name).defined_names["xltools_规范"].attr_text == f'"{name}"'
