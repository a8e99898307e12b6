"""The checks over all fields: filled, of their type, formulas and given values untouched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from xltools.core.check import conclude, prepare
from xltools.core.layout import lay_out
from xltools.core.model import ErrorValue, Finding, Value, Workbook
from xltools.core.refs import Place

from .forms import COLUMN, COVER, FIELDS, MONEY, tiny, workbook

NO_SIDES = {"左式": None, "右式": None}
KINDS = ("必填", "类型", "公式", "重算", "版式")
WORDS = {
    "必填": "{名}未填",
    "类型": "{名}:{左}",
    "公式": "{名}:{左}|{右}",
    "重算": "{名}:{左}|{右}",
    "版式": "{左}",
}
RULES = [{**NO_SIDES, "名称": kind, "比较": kind, "提示语": WORDS[kind]} for kind in KINDS]
MORE = (
    {**COVER, "字段名": "性质", "类型": "选项", "取值范围": "行政、事业"},
    {**COVER, "字段名": "下属", "类型": "是否"},
    {**MONEY, "字段名": "年度", "类型": "整数", "取值范围": "2000~2100"},
    {**MONEY, "字段名": "上限", "取值范围": "<=100"},
    {**MONEY, "字段名": "必要", "列口径": "预算、决算", "必填": "决算"},
    {**COLUMN, "字段名": "次数", "类型": "整数", "取值范围": ">=0"},
)
STANDARD = tiny(*RULES, fields=(*FIELDS, *MORE))
GOOD: Mapping[str, Value] = {"必要_决算": 1, "执行_自评得分": 60, "效益_自评得分": 40}


def cell(name: str) -> Place:
    """Where a field stands."""
    return lay_out(STANDARD).cells[name].place


def found(
    kind: str,
    values: Mapping[str, Value],
    *rows: Mapping[str, Value],
    computed: Mapping[Place, Value] | None = None,
) -> list[Finding]:
    """The findings of one kind about the good form with these changes."""
    return of(kind, workbook(STANDARD, {**GOOD, **values}, *rows), computed)


def of(kind: str, book: Workbook, computed: Mapping[Place, Value] | None = None) -> list[Finding]:
    """The findings of one kind."""
    findings = conclude(prepare(book, STANDARD), computed or {}, [])[1]
    return [finding for finding in findings if STANDARD.rule[finding.rule].name == kind]


def formulas(book: Workbook, sheet: str, **changes: Any) -> Workbook:
    """The workbook with formulas of a sheet changed: address -> text, None for none."""
    from xltools.core.refs import parse_cell

    places = {parse_cell(address): text for address, text in changes.items()}

    def change(old: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        merged = {**old, **places}
        return {place: text for place, text in merged.items() if place and text}

    sheets = (replace(s, formulas=change(s.formulas)) if s.name == sheet else s for s in book.sheets)
    return replace(book, sheets=tuple(sheets))


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_required_cell_left_blank(blank: Value) -> None:
    """A cell that must be filled is named and pointed at; its other 列口径 need not be."""
    (finding,) = found("必填", {"必要_决算": blank})
    assert (finding.message, finding.places) == ("必要(决算)未填", (cell("必要_决算"),))
    (finding,) = found("必填", {"效益_自评得分": blank})
    assert finding.message == "“效益”自评得分未填"
    assert found("必填", {"必要_决算": 0}) == []


def test_a_required_cell_of_a_row() -> None:
    """In a 明细 table only rows in which something stands need their required cells."""
    (finding,) = found("必填", {}, {"名称": "一"}, {"数": 5})
    assert finding.places == (Place("明细", 5, 1),)
    assert "第5行" in finding.message


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("甲", "2000万", "甲:“2000万”不是数字，认不出"),
        ("甲", "１２", "甲:“１２”是文字，不是数字；按12理解"),
        ("甲", 1.234, "甲:1.234超过2位小数"),
        ("甲", ErrorValue("#DIV/0!"), "甲:出现错误值 #DIV/0!（填的是错误值，不是数）"),
        ("年度", 2022.5, "年度:2,022.5不是整数"),
        ("年度", 1999, "年度:1,999超出范围(2000~2100)"),
        ("年度", 2101, "年度:2,101超出范围(2000~2100)"),
        ("上限", 100.01, "上限:100.01超出范围(<=100)"),
        ("填报日期", "4月25日", "填报日期:“4月25日”不是日期，认不出"),
        ("填报日期", 20231325, "填报日期:“20231325”不是日期，认不出"),
        ("性质", "企业", "性质:“企业”不在选项内(行政、事业)"),
        ("下属", "有", "下属:“有”不在选项内(是、否)"),
    ],
)
def test_a_value_that_is_not_of_its_type(field: str, value: Value, words: str) -> None:
    """What stands there, what is wrong with it, at its cell."""
    (finding,) = found("类型", {field: value})
    assert (finding.message, finding.places, finding.field) == (words, (cell(field),), field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("甲", value) for value in (1.23, 0, -5, 0.1 + 0.2, None)),
        *(("年度", 2000), ("年度", 2100), ("上限", 100), ("填报日期", 45041)),
        *(("性质", "事业"), ("性质", None), ("下属", "否"), ("单位名称", 12)),
    ],
)
def test_a_value_of_its_type(field: str, value: Value) -> None:
    """Bounds belong to the range; a blank is of every type; float noise is no third decimal."""
    assert found("类型", {field: value}) == []


def test_types_in_rows() -> None:
    """Cells of a 明细 row are checked and called by their row."""
    (finding,) = found("类型", {}, {"名称": "修路", "次数": -1})
    assert finding.message == "“第4行”次数:-1超出范围(>=0)"
    assert finding.places == (Place("明细", 4, lay_out(STANDARD).tables["明细表"].columns["次数"]),)


@pytest.mark.parametrize(
    ("present", "shown"),
    [(None, "数值 7"), ("=甲+乙", "=甲+乙"), ('=IF(COUNT(甲,乙)=0,"",SUM(甲,乙)*1)', None)],
)
def test_a_formula_typed_over(present: str | None, shown: str | None) -> None:
    """A value or another formula where the form has its own: what stands there, and what should."""
    book = formulas(workbook(STANDARD, {**GOOD, "合计": 7}), "表", **{cell("合计").cell: present})
    (finding,) = of("公式", book)
    assert finding.places == (cell("合计"),)
    assert finding.left == (shown or present)
    assert finding.right == '=IF(COUNT(甲,乙)=0,"",SUM(甲,乙))'


def test_a_formula_written_otherwise_is_the_same() -> None:
    """Spaces, case and dollar signs, as other programs write them, are no change."""
    book = formulas(
        workbook(STANDARD, GOOD), "表", **{cell("合计").cell: '= if( count(甲,乙)=0 ,"", sum(甲, 乙))'}
    )
    assert of("公式", book) == []


def test_a_formula_of_a_row_typed_over() -> None:
    """In a 明细 row a value over the formula is found; a row inserted without one is not."""
    rows = ({"名称": "一", "数": 5}, {"名称": "二", "数": 6, "倍数": 99}, {"名称": "三", "数": 7})
    book = formulas(workbook(STANDARD, GOOD, *rows), "明细", C4='=IF(COUNT(B4)=0,"",B4*2)')
    (finding,) = of("公式", book)
    assert (finding.places, finding.left) == ((Place("明细", 5, 3),), "数值 99")
    assert finding.right == '=IF(COUNT(B5)=0,"",B5*2)'
    other = formulas(book, "明细", C5='=IF(COUNT(B4)=0,"",B4*2)')
    (finding,) = of("公式", other)
    assert finding.places == (Place("明细", 5, 3),)


@pytest.mark.parametrize(
    ("saved", "right", "is_stale"),
    [
        (12, 12, False),
        (12, 12.005, False),
        (12, 12.006, True),
        (12, "", True),
        (None, 12, False),
        ("", None, False),
        ("优", "良", True),
        (12, ErrorValue("#DIV/0!"), True),
    ],
)
def test_a_saved_value_that_is_not_the_recomputed_one(saved: Value, right: Value, is_stale: bool) -> None:  # noqa: FBT001
    """Both values are shown; nothing saved at all is no fault (the program did not compute)."""
    got = found("重算", {"合计": saved}, computed={cell("合计"): right})
    assert bool(got) is is_stale
    if got:
        assert got[0].places == (cell("合计"),)


def test_the_recomputed_value_is_the_one_reported() -> None:
    """What a unit saved does not count where the formula gives another value."""
    book = workbook(STANDARD, {**GOOD, "合计": 12})
    record, _ = conclude(prepare(book, STANDARD), {cell("合计"): 13}, [])
    assert record.number("合计") == 13


def test_given_values_that_rules_judge_by_are_the_standards() -> None:
    """A unit that changes 分值 changes the yardstick: found where any rule or formula uses the column."""
    rule = {"循环范围": "评分表", "左式": "=[@自评得分]", "比较": "<=", "右式": "=[@分值]"}
    standard = tiny(rule, RULES[-1], fields=(*FIELDS, *MORE))
    book = workbook(standard, {**GOOD, "执行_分值": 70})
    answers = [60, 70, 40, 40]
    (finding,) = conclude(prepare(book, standard), {}, answers)[1]
    assert (finding.rule, finding.places) == ("R002", (lay_out(standard).cells["执行_分值"].place,))
    assert finding.message == "“执行”分值应为“60”,现为“70”"
    assert conclude(prepare(workbook(standard, GOOD), standard), {}, answers)[1] == ()
    assert found("版式", {"执行_分值": 70}) == [], "没有规则用到分值时不比较"
