"""How figures are written; a blank is never 0."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from xltools.core.model import ErrorValue
from xltools.core.narrative.wording import FILTERS, Figure


def money(value: object) -> Figure:
    return Figure("财政下达预算数", value, "金额", "元")


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("元", Decimal("19563574.39"), "19563574.39"),
        ("元", Decimal(58210400), "58210400"),
        ("元", Decimal("5678716.60"), "5678716.60"),
        ("元", Decimal("0.005"), "0.01"),
        ("元", Decimal("-17133.56"), "-17133.56"),
        ("元", Decimal("1E+3"), "1000"),
        ("元", Decimal("-0.001"), "0"),
        ("万元", Decimal("19563574.39"), "1956.36"),
        ("万元", Decimal(58210400), "5821.04"),
        ("百分比", Decimal("33.61"), "33.61%"),
        ("百分比", Decimal(0), "0%"),
        ("百分比", Decimal("100.00"), "100%"),
        ("分", Decimal("4.020"), "4.02"),
        ("整数", 19, "19"),
        ("整数", Decimal("19.5"), "19.5"),
    ],
)
def test_numbers(name: str, value: Decimal, written: str) -> None:
    assert FILTERS[name](money(value)) == written
    assert FILTERS[name](value) == written


@pytest.mark.parametrize("name", ["元", "万元", "百分比", "分", "整数", "日期", "句"])
@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_a_blank_is_marked(name: str, blank: str | None) -> None:
    assert FILTERS[name](money(blank)) == "【待填:财政下达预算数】"
    assert str(money(blank)) == "【待填:财政下达预算数】"


@pytest.mark.parametrize("value", ["约五千万", ErrorValue("#DIV/0!"), True])
def test_what_is_no_number_is_marked(value: object) -> None:
    assert FILTERS["元"](money(value)) == f"【待核实:财政下达预算数 {value}】"


def test_dates() -> None:
    assert FILTERS["日期"](Figure("填报日期", dt.date(2023, 4, 5), "日期")) == "2023年4月5日"
    assert FILTERS["日期"](dt.date(2023, 4, 25)) == "2023年4月25日"
    assert FILTERS["日期"](Figure("填报日期", "4月底", "日期")) == "【待核实:填报日期 4月底】"


def test_default_forms() -> None:
    assert str(money(Decimal("40000.00"))) == "40000"
    assert str(Figure("支出完成率", Decimal("33.61"), "比率", "%")) == "33.61%"
    assert str(Figure("填报日期", dt.date(2023, 4, 25), "日期")) == "2023年4月25日"
    assert str(Figure("实际值", Decimal("42.830"))) == "42.83"
    assert str(Figure("实际值", "达成")) == "达成"


def test_paragraphs_and_clauses() -> None:
    words = Figure("存在问题", "1.进度慢。\n\n  2.指标少；\r\n3.其他。 ")
    assert FILTERS["段落"](words) == ("1.进度慢。", "  2.指标少；", "3.其他。")
    assert FILTERS["段落"](Figure("存在问题", None)) == ()
    assert FILTERS["句"](words) == "1.进度慢；2.指标少；3.其他"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("甲。\n乙。", ("1.甲。", "2.乙。")),
        ("职能如下：\n 甲。\n乙。", ("职能如下：", "1.甲。", "2.乙。")),
        ("2022年完成甲。\n1.5万元用于乙。", ("1.2022年完成甲。", "2.1.5万元用于乙。")),
        ("甲。", ("甲。",)),
        ("职能如下:\n甲。", ("职能如下:", "甲。")),
        ("1.甲。\n乙。", ("1.甲。", "乙。")),
        ("一是甲。\n二是乙。", ("一是甲。", "二是乙。")),
        ("（一）甲\n（二）乙", ("（一）甲", "（二）乙")),
        ("①甲\n②乙", ("①甲", "②乙")),
        (None, ()),
    ],
)
def test_entries_are_numbered_unless_their_writer_did(typed: str | None, written: tuple[str, ...]) -> None:
    assert FILTERS["条目"](Figure("主要职能", typed)) == written


def test_a_clause_of_signs_only_is_a_blank() -> None:
    """“原因：。” would say nothing; lines of signs only leave no trace between the others."""
    assert FILTERS["句"](Figure("原因", "。")) == "【待填:原因】"
    assert FILTERS["句"](Figure("原因", "甲。\n。\n乙；")) == "甲；乙"


def test_unlike_is_a_comparison_too() -> None:
    """A blank is neither like nor unlike anything."""
    assert not money(None) != 0  # noqa: SIM202  # the operator under test
    assert money(Decimal(1)) != 0
    assert not money(Decimal(0)) != 0  # noqa: SIM202  # the operator under test


def test_comparisons_never_take_a_blank_for_zero() -> None:
    blank, zero, some = money(None), money(Decimal(0)), money(Decimal(5))
    assert not blank
    assert zero
    assert zero == 0
    assert some > 0
    assert zero < some
    assert some >= Decimal(5)
    assert some <= 5.0
    assert not any((blank == 0, blank < 1, blank > -1, blank <= some, blank >= zero, some > "4"))
    assert Figure("评价等级", "优") == "优"
    assert Figure("报送日", dt.date(2023, 4, 25)) < Figure("截止日期", dt.date(2023, 4, 30))
    assert len({some, money(None)}) == 2
