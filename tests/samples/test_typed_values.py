"""Figures typed in people's own ways into the clean sample, as a real file, through the whole check."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.consolidate.extracted import consolidate
from tests.core.altered import standard
from tests.form.books import check, disagreements
from xltools.checking import check_workbook
from xltools.core.layout import lay_out
from xltools.core.model import Finding, Value, Workbook
from xltools.core.narrative.context import context
from xltools.core.refs import Place
from xltools.engines import choose
from xltools.readers.xlsx import read_bytes

from . import test_project_rules as project_rules
from .planted import clean, planted, rebuilt
from .test_rule_table import place

#: Amounts and counts that a unit types, on three sheets.
FIELDS = (
    *(
        "基本支出_决算",
        "人员经费_决算",
        "会议费_决算",
        "财政下达预算数",
        "实际采购金额",
        "年末在职人数",
        "问卷有效份数",
    ),
    *("财务合规性_自评得分", "项目监管_自评得分", "评价年度"),
)


def values() -> dict[str, object]:
    """What the clean sample reports, field by field."""
    return {name: datum.value for name, datum in clean().record.data.items()}


def rows(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Rule, outcome and cell of each finding."""
    return [(finding.rule, finding.outcome, str(finding.places[0])) for finding in findings]


@st.composite
def in_words(draw: st.DrawFn, name: str) -> str:
    """The sample's figure, written so that Excel keeps it as a text."""
    number = clean().record.number(name)
    unit = lay_out(standard()).cells[name].field.unit
    assert number is not None
    text = draw(st.sampled_from([f"{number:,f}", f"{number:f}"]))
    if unit == "元":
        ways = [f"{text}元", f"￥{text}", f"{number / 10_000:f}万元", f"{number / 10_000:f} 万", f"'{text}"]
    else:
        ways = [f"{number:f}{unit}", f"{number:f} {unit}", f"'{number:f}"]
    text = draw(st.sampled_from([*ways, f"　{text}", f"\u200b{text}\u00a0"]))
    wide = [
        chr(ord(char) + 0xFEE0) if char in "0123456789.," and draw(st.booleans()) else char for char in text
    ]
    return "".join(wide)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_totals_are_those_of_plain_numbers(data: st.DataObject) -> None:
    """Any figures in any way: all values and totals are the plain ones; only R045 speaks, at the cells."""
    names = data.draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4, unique=True))
    edits = {name: data.draw(in_words(name)) for name in names}
    checked = check(planted(edits), standard())
    assert {name: datum.value for name, datum in checked.record.data.items()} == values()
    expected = sorted(("R045", "不通过", str(place(name))) for name in names)
    assert sorted(rows(checked.findings)) == expected


@pytest.mark.parametrize(
    ("name", "written", "rule"),
    [
        ("会议费_决算", "6,500元", "R045"),
        ("会议费_决算", "０．６５万元", "R045"),
        ("项目表.0.全年执行数", "1,960,000.00", "R045"),
        ("财务合规性_自评得分", "3分", "R045"),
        ("填报日期", "2023.4.26", "R094"),
        ("填报日期", "2023年4月26日", "R094"),
        ("填报日期", 20230426, "R094"),
        ("单位性质", "公益一类事业单位 ", "R094"),
        ("金额单位", "元　", "R094"),
        ("冻结收回额", "—", "R094"),
        ("公车购置费_上年决算", "/", "R094"),
        ("填报口径", "单位 本级", "R094"),
    ],
)
def test_one_value_one_finding(name: str, written: Any, rule: str) -> None:
    """At the exact cell; no other rule says anything, and the record holds the plain value (or nothing)."""
    checked = check(planted({name: written}), standard())
    if name in checked.record.data and written not in ("—", "/"):
        assert checked.record.data[name].value == values()[name]
    assert rows(checked.findings) == [(rule, "不通过", str(place(name)))], checked.findings


def test_nothing_in_a_required_cell_is_not_filled() -> None:
    """A stroke in a required cell: R087 at the cell, no note beside it."""
    checked = check(planted({"填报日期": "/"}), standard())
    assert ("R087", "不通过", str(place("填报日期"))) in rows(checked.findings)
    assert not checked.of("R094")
    assert not checked.of("R045")


def test_what_cannot_be_understood_is_not_judged() -> None:
    """R045 at the cell; every rule that needs the figure or a total of it is 未判, none passes."""
    checked = check(planted({"基本支出_决算": "约479万"}), standard())
    failed = [row for row in rows(checked.findings) if row[1] == "不通过"]
    assert failed == [("R045", "不通过", str(place("基本支出_决算")))]
    unjudged = {finding.rule for finding in checked.findings if finding.outcome == "未判"}
    assert unjudged >= {"R031", "R032", "R034", "R035"}
    assert checked.record.number("基本支出_决算") is None
    assert not checked.record.data["支出合计_决算"].readable


def test_a_workbook_in_ten_thousands() -> None:
    """In a workbook in 万元, 6500元 is 0.65."""
    checked = check(planted({"金额单位": "万元", "会议费_决算": "6500元"}), standard())
    assert checked.record.number("会议费_决算") == Decimal("0.65")
    assert checked.of("R045")[0].message.endswith("按0.65万元理解")


def test_the_1904_date_system() -> None:
    """The same figures in a workbook that counts from 1904: the same record, and one note."""
    book = openpyxl.load_workbook(io.BytesIO(rebuilt()))
    book.epoch = CALENDAR_MAC_1904
    content = io.BytesIO()
    book.save(content)
    workbook = read_bytes(content.getvalue(), "1904.xlsx")
    assert workbook.date1904
    checked = check(workbook, standard())
    assert {name: datum.value for name, datum in checked.record.data.items()} == values()
    (finding,) = checked.findings
    assert (finding.rule, finding.level) == ("R094", "提示")
    assert disagreements(workbook, checked) == []


def test_a_text_leaves_the_saved_total_alone() -> None:
    """A saved total that leaves the text out is R045's matter, not that of a file nobody computed."""
    book = planted({"基本支出_决算": "4,790,000元"})
    total = place("支出合计_决算")
    assert book.value(total) is None, "openpyxl saves no results"
    checked = check(stale(book, total, 1), standard())
    assert not checked.of("R088")
    plain = check(stale(planted({}), total, 1), standard())
    assert rows(plain.of("R088")) == [("R088", "不通过", str(total))]


def stale(book: Workbook, at: Place, value: Value) -> Workbook:
    """The workbook with another saved result in one formula cell."""
    sheet = book.sheet(at.sheet)
    assert sheet is not None
    rows = list(sheet.values)
    old = (*rows[at.row - 1], *(None,) * at.column)
    rows[at.row - 1] = (*old[: at.column - 1], value, *old[at.column :])
    changed = replace(sheet, values=tuple(rows))
    return replace(book, sheets=tuple(changed if each is sheet else each for each in book.sheets))


def test_an_understood_figure_is_added_up() -> None:
    """In a summary 0.65万元 counts as 6500 元; what nobody understands adds nothing."""

    def total(text: object) -> Decimal:
        checked = check_workbook(planted({"会议费_决算": text}), standard(), choose())
        found = consolidate(standard(), [checked], None).nodes[0].totals.get("会议费_决算")
        return Decimal(-1) if found is None else found.value

    assert total("０.６５万元") == total(6500) == 6500
    assert total("约6500") == total(None) == -1


def said(edits: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and cell of what fails by itself."""
    found = check(planted(edits), standard()).findings
    return [(f.rule, str(f.places[0])) for f in found if f.outcome == "不通过" and not f.cause]


@pytest.mark.parametrize(
    ("edits", "rule", "where"),
    [
        ({"财务合规性_自评得分": 2, "财务合规性_扣分理由": "无"}, "R004", "财务合规性_扣分理由"),
        ({"项目表.0.项目名称": "无"}, "R087", "项目表.0.项目名称"),
        ({"预算编码": "“无”"}, "R087", "预算编码"),
        ({"单位名称": "—"}, "R087", "单位名称"),
    ],
)
def test_a_word_for_nothing_is_no_text(edits: dict[str, Any], rule: str, where: str) -> None:
    """A reason, a name, a code that says 无 is none: the rule that asks for it speaks at the cell."""
    assert (rule, str(place(where))) in said(edits)


@pytest.mark.parametrize("words", ["无", "—", "不适用"])
def test_a_word_for_nothing_where_nothing_is_due_is_lawful(words: str) -> None:
    """No reason for full marks, no document for no amount, no more problems: nothing is said."""
    edits = {"财务合规性_扣分理由": words, "冻结收回额": 0, "冻结收回文号": words, "公开网址": words}
    before = said({})
    assert said(edits) == before


def test_words_for_nothing_are_printed() -> None:
    """存在问题：无 is an answer, and the report has it."""
    record = check(planted({"存在问题": "无", "冻结收回文号": "—"}), standard()).record
    figures = context(record, standard())
    assert str(figures["存在问题"]) == "无"
    assert record.data["存在问题"].blank


@pytest.mark.parametrize("held", [2023.515, 2023.43, 230426, 202304, 220914])
def test_a_number_in_a_date_cell_is_no_day_of_1905(held: float) -> None:
    """R045 at the cell, and what rests on the date is not judged."""
    checked = check(planted({"决算公开日": held}), standard())
    failed = [row for row in rows(checked.findings) if row[1] == "不通过"]
    assert failed == [("R045", "不通过", str(place("决算公开日")))]
    assert any(f.outcome == "未判" for f in checked.findings)


@pytest.mark.parametrize("held", ["（5122000.5）", -5122000.5])
def test_an_amount_below_its_range_is_one_fault(held: object) -> None:
    """In brackets as a text or as a number: one 错误, and all that follows is laid to it."""
    found = check(planted({"项目支出_决算": held}), standard()).findings
    errors = [f for f in found if f.outcome == "不通过" and f.level == "错误" and not f.cause]
    assert [(f.rule, f.places[0]) for f in errors] == [("R045", place("项目支出_决算"))]


def test_a_formula_that_gives_a_text() -> None:
    """It is said that the formula does, not that somebody typed it."""
    (finding,) = check(planted({"会议费_决算": '="6500"'}), standard()).of("R045")
    assert "公式给出的是文字“6500”，不是数字" in finding.message


def test_a_column_shown_in_ten_thousands_is_one_fault() -> None:
    """Every amount whose format says 万元 in a workbook in 元: one R045 with all the cells."""
    book = openpyxl.load_workbook(io.BytesIO(rebuilt()))
    cells = [place("会议费_决算"), place("培训费_决算")]
    for each in cells:
        book[each.sheet][each.cell].number_format = '0.00"万元"'
    content = io.BytesIO()
    book.save(content)
    checked = check(read_bytes(content.getvalue(), "万元.xlsx"), standard())
    (finding,) = checked.of("R045")
    assert set(finding.places) == set(cells)
    assert "显示为“万元”" in finding.message
    assert checked.record.number("会议费_决算") == values()["会议费_决算"]


@pytest.mark.parametrize(("written", "number"), [("１１８０", 1180), ("1,180", 1180), (" 48 ", 48)])
def test_a_number_in_a_cell_of_numbers_or_words(written: str, number: int) -> None:
    """指标值 and 完成值 hold numbers in some rows and words in others: a number as a text is understood."""
    chosen = standard(project_rules.NAME)
    checked = check(project_rules.planted({"0.指标值": written, "0.完成值": written}), chosen)
    row = checked.record.tables[project_rules.TABLE][0]
    assert (row["指标值"].value, row["完成值"].value) == (number, number)
    notes = [f for f in checked.findings if f.rule == "R094"]
    assert [f.places[0] for f in notes] == [project_rules.place(f"0.{n}") for n in ("指标值", "完成值")]
    assert not {"R911", "R912"} & {f.rule for f in checked.findings}


def test_words_in_a_cell_of_numbers_or_words_are_words() -> None:
    """达成 stays what it is, and a number with a unit is R911's matter."""
    checked = check(project_rules.planted({"0.完成值": "93%"}), standard(project_rules.NAME))
    assert checked.of("R911")
    assert not checked.of("R094")
