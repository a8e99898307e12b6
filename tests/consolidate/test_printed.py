"""The summary on paper: as few pages as its figures need, and a list of problems that reads in rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.model import Checked, Finding
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.formualizer import Formualizer
from xltools.summarise import summarise
from xltools.writers.summary.plan import DEPARTMENTS, UNIT_HEADINGS, Plan

Make = Callable[..., Checked]

A3 = 8


@pytest.fixture
def write(standard: Standard, tmp_path: Path) -> Callable[..., openpyxl.Workbook]:
    """Consolidate files and open what is written."""

    def written(files: list[Checked], roster: Roster | None = None) -> openpyxl.Workbook:
        path = tmp_path / "汇总.xlsx"
        summarise(consolidate(standard, files, roster), path, Formualizer())
        return openpyxl.load_workbook(path)

    return written


def width(sheet: Worksheet, column: int) -> float:
    """The width of a column, which neighbours of one width share an entry for."""
    for each in sheet.column_dimensions.values():
        if each.min <= column <= each.max:
            return float(each.width)
    raise LookupError(column)


def test_a_column_is_as_wide_as_its_figures(
    standard: Standard, make: Make, write: Callable[..., openpyxl.Workbook]
) -> None:
    """Long figures are shown whole, also where a total is small; blank columns take little paper."""
    files = [
        make("1", 财政下达预算数=Decimal("123456789012.34"), 冻结收回额=Decimal("-99999999.99")),
        make("2", 冻结收回额=Decimal("99999999.99")),
    ]
    sheet, plan = write(files)["单位对照表"], Plan(consolidate(standard, files, None))
    for name, figure in (("财政下达预算数", "123,456,789,012.34"), ("冻结收回额", "-99,999,999.99")):
        assert len(figure) < width(sheet, plan.column_of(name, UNIT_HEADINGS)) < len(figure) + 5
    assert width(sheet, plan.column_of("支出合计_决算", UNIT_HEADINGS)) < 12
    assert int(sheet.page_setup.paperSize) == A3
    assert sheet.print_title_cols == "$A:$B"


def test_one_department_that_is_everyone_has_no_sheet(
    make: Make, write: Callable[..., openpyxl.Workbook]
) -> None:
    """Its totals stand on 汇总表; with a unit beside it, they are not the same."""
    below = [Unit("9", "部门", kind="虚拟", expected=False), Unit("91", "甲", "9"), Unit("92", "乙", "9")]
    files = [make("91", name="甲", 财政下达预算数=Decimal(1)), make("92", name="乙")]
    assert DEPARTMENTS not in write(files, build_roster(below)).sheetnames
    beside = build_roster([*below, Unit("8", "另一家")])
    assert DEPARTMENTS in write(files, beside).sheetnames


def test_a_consequence_names_its_cause_in_a_column(
    make: Make, write: Callable[..., openpyxl.Workbook]
) -> None:
    """The message is the rule's own; what it follows from stands beside it; no value is no word."""
    finding = Finding(
        "R011", "提示", "不通过", "得分5（由 R086 评分表!F5 引起，改正后再看）", (Place("评分表", 5, 6),),
        left="2023-05-04", right=Decimal(5), cause="R086 评分表!F5",
    )  # fmt: skip
    sheet = write([make("1", findings=(finding,))])["问题清单"]
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    cells = {name: sheet.cell(4, column) for name, column in heads.items()}
    assert cells["提示"].value == "得分5"
    assert cells["随之"].value == "R086 评分表!F5"
    for name in ("左值", "右值"):
        assert (cells[name].alignment.vertical, cells[name].alignment.horizontal) == ("center", "right")
    assert cells["差额"].value is None


def test_a_value_that_nobody_can_read_is_no_none(make: Make, write: Callable[..., openpyxl.Workbook]) -> None:
    """A text is shown as it stands; of a cell that has no value only the place is told."""
    text, nothing = make("1", 财政下达预算数="约五万"), make("2", 财政下达预算数=None)
    assert nothing.record is not None
    data = dict(nothing.record.data)
    data["财政下达预算数"] = replace(data["财政下达预算数"], readable=False)
    nothing = replace(nothing, record=replace(nothing.record, data=data))
    sheet = write([text, nothing])["问题清单"]
    texts = {str(cell.value) for row in sheet.iter_rows(min_row=4) for cell in row if cell.value is not None}
    assert "约五万" in texts
    assert any("不能识别" in each for each in texts)
    assert not any("None" in each for each in texts)
