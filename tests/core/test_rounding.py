"""Rounded parts: a sum may be out by half a unit in the last place for each of them, and by no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.form.books import check, disagreements, fill
from tests.samples.planted import clean, planted
from xltools.core.instances import instances
from xltools.core.layout import lay_out
from xltools.core.rounding import parts_of
from xltools.core.standard import Standard

from .altered import standard
from .forms import FIELDS, tiny

UNIT: Mapping[str, Any] = {"工作表": "封面", "块": "封面", "字段名": "金额单位", "类型": "文本"}
WITH_UNIT = (*FIELDS, UNIT)
SUM = {"左式": "=丙", "右式": "=SUM(甲,乙)", "绝对容差": 0.01, "缺失值策略": "全缺未判", "标注单元格": "丙"}


def parts(rule: Mapping[str, Any]) -> dict[str, Decimal]:
    """The parts of a rule in the small standard."""
    form = tiny({"舍入": "是", **rule}, fields=WITH_UNIT)
    (instance,) = instances(form.rules[0])
    return {part: half for way in parts_of(form, instance) for part, half in way.items()}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("=丙", "=SUM(甲,乙)", "丙 甲 乙"),
        ("=丙", "=合计", "丙 甲 乙"),
        ("=合计", "=SUM(甲,乙)", ""),
        ("=合计", "=SUM(甲,丙)", "乙 丙"),
        ("=SUM(明细表_数)", "=丙", "明细表_数 丙"),
        ("=评价年度", "=丙", "丙"),
        ("=SUM(评分表_分值)", "=丙", "丙"),
    ],
)
def test_parts_are_the_amounts_that_were_typed(left: str, right: str, expected: str) -> None:
    """A computed total counts by its parts, one on both sides not at all, other kinds of number never."""
    assert parts({"左式": left, "右式": right}) == dict.fromkeys(expected.split(), Decimal("0.005"))


def test_a_rows_parts_are_its_own_columns() -> None:
    """In a rule asked of rows a part is a column of the row."""
    assert parts({"循环范围": "明细表", "左式": "=[@数]", "右式": "=丙"}) == {
        "[@数]": Decimal("0.005"),
        "丙": Decimal("0.005"),
    }


def test_half_a_unit_follows_the_fields_own_places() -> None:
    """A field without decimals was rounded to whole units."""
    fields = tuple({**f, "小数位": 0} if f["字段名"] == "甲" else f for f in FIELDS)
    form = tiny({**SUM, "舍入": "是"}, fields=fields)
    (instance,) = instances(form.rules[0])
    assert parts_of(form, instance) == (
        {"丙": Decimal("0.005"), "甲": Decimal("0.5"), "乙": Decimal("0.005")},
    )


ROUNDED = {
    (rounding, declared): tiny({**SUM, "舍入": rounding}, fields=WITH_UNIT)
    for rounding, declared in product(("", "是", "万元"), ("", "元", "万元"))
}


@pytest.mark.parametrize(("rounding", "declared"), ROUNDED)
@pytest.mark.parametrize("off", [0, 1, 2, 3, -2, -3, 100])
def test_the_tolerance_is_the_rules_and_half_a_unit_a_part(rounding: str, declared: str, off: int) -> None:
    """Three parts: 0.015 more than the rule's own 0.01, where parts are rounded; exactly at it passes."""
    values = {"甲": 100, "乙": 200, "丙": 300 + off / 100, **({"金额单位": declared} if declared else {})}
    form = ROUNDED[rounding, declared]
    applies = rounding == "是" or (rounding == "万元" and declared == "万元")
    tolerance = Decimal("0.025") if applies else Decimal("0.01")
    book = fill(form, values)
    checked = check(book, form)
    assert bool(checked.findings) is (abs(Decimal(off) / 100) > tolerance)
    assert [finding.tolerance for finding in checked.findings] == [tolerance] * len(checked.findings)
    assert disagreements(book, checked) == []


def test_blank_parts_were_not_rounded() -> None:
    """Only numbers count: with one of the parts blank the tolerance is half a unit smaller."""
    form = ROUNDED["是", ""]
    (finding,) = check(fill(form, {"甲": 100, "丙": 101}), form).findings
    assert finding.tolerance == Decimal("0.02")


def test_a_nought_was_not_rounded() -> None:
    """0 is typed where there is nothing: it adds no allowance, in the check nor on the 校验 sheet."""
    form = ROUNDED["是", ""]
    for off, held in (("0.02", True), ("0.03", False)):
        book = fill(form, {"甲": 100, "乙": 0, "丙": 100 + float(off)})
        checked = check(book, form)
        assert (checked.findings == ()) is held
        assert disagreements(book, checked) == []


@pytest.mark.parametrize(("second", "held"), [(None, True), (200, False)])
def test_of_two_figures_a_side_may_be_one_counts(second: int | None, held: bool) -> None:  # noqa: FBT001
    """IF takes 乙 or the sum of many: their allowances are never added up."""
    side = "=IF(COUNT(支出_预算)=1,支出_预算,SUM(甲,乙))"
    form = tiny({**SUM, "舍入": "是", "右式": side})
    (instance,) = instances(form.rules[0])
    assert [sorted(way) for way in parts_of(form, instance)] == [["丙", "支出_预算"], ["丙", "乙", "甲"]]
    values: dict[str, Any] = {"甲": 100, "乙": 100, "丙": 200.02, "支出_预算": second and 199.98}
    book = fill(form, {name: value for name, value in values.items() if value is not None})
    checked = check(book, form)
    assert (checked.findings == ()) is held
    assert disagreements(book, checked) == []


def test_a_figure_computed_from_itself_has_no_parts() -> None:
    """A standard with a circle can still be read, so that it can be told."""
    circle = ({**FIELDS[4], "字段名": "总", "公式": "=额"}, {**FIELDS[4], "字段名": "额", "公式": "=总"})
    form = tiny({**SUM, "舍入": "是", "左式": "=总"}, fields=(*FIELDS, *circle))
    (instance,) = instances(form.rules[0])
    assert parts_of(form, instance) == ({"甲": Decimal("0.005"), "乙": Decimal("0.005")},)


cents = st.integers(0, 10**11)


def shares(amounts: Sequence[int]) -> list[float]:
    """Amounts in 分 as a workbook in 万元 has them, each rounded by itself to two places."""
    step = Decimal("0.01")
    return [float((Decimal(a) / 1_000_000).quantize(step, ROUND_HALF_UP)) for a in amounts]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(cents, cents))
@example((5000, 5000))
@example((4999, 4999))
def test_a_true_sum_is_never_called_wrong_for_its_rounding(amounts: tuple[int, int]) -> None:
    """Whatever the parts: what is a sum in 分 holds with each figure rounded to 0.01 万元."""
    one, other, total = shares([*amounts, sum(amounts)])
    form = ROUNDED["万元", "万元"]
    book = fill(form, {"甲": one, "乙": other, "丙": total, "金额单位": "万元"})
    assert check(book, form).findings == ()


#: Small incomes that each lose nearly half a unit in 万元, and the carry-over that balances them.
SMALL = ("上级补助收入_决算", "事业收入_决算", "经营收入_决算", "附属单位上缴收入_决算", "其他收入_决算")
CARRIED = "年末结转和结余_决算"
UNEVEN = {**dict.fromkeys(SMALL, 49.99), CARRIED: 50000 + 5 * 49.99}


def in_ten_thousands() -> dict[str, Any]:
    """The clean sample with the uneven amounts, in 万元, each rounded by itself to two places."""
    record, layout = clean().record, lay_out(standard())

    def rounded(number: Decimal) -> float:
        return float((number / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP))

    edits: dict[str, Any] = {"金额单位": "万元"}
    for name, datum in record.data.items():
        if (
            layout.cells[name].is_input
            and layout.cells[name].field.kind == "金额"
            and datum.number is not None
        ):
            edits[name] = rounded(datum.number)
    for table, rows in record.tables.items():
        for column in standard().columns(table):
            if column.kind == "金额" and not column.formula:
                for number, row in enumerate(rows):
                    if row[column.name].number is not None:
                        edits[f"{table}.{number}.{column.name}"] = rounded(
                            row[column.name].number or Decimal(0)
                        )
    return edits | {name: rounded(Decimal(str(amount))) for name, amount in UNEVEN.items()}


def test_a_workbook_in_ten_thousands_is_as_clean() -> None:
    """Right in 元, and out by more than 0.01 in 万元 for its rounding alone: let pass in both."""
    assert check(planted(UNEVEN), standard()).findings == ()
    book = planted(in_ten_thousands())
    checked = check(book, standard())
    assert abs(
        (checked.record.number("收入总计_决算") or 0) - (checked.record.number("支出总计_决算") or 0)
    ) > Decimal("0.01")
    assert checked.findings == ()
    assert disagreements(book, checked) == []


@pytest.mark.parametrize("off", [1, -1])
@pytest.mark.parametrize("name", ["年末结转和结余_决算", "人员经费_决算", "预算调整数", "货物采购金额"])
def test_a_real_difference_is_found_in_ten_thousands(name: str, off: int) -> None:
    """One 万元 is no rounding."""
    edits = in_ten_thousands()
    checked = check(planted({**edits, name: edits[name] + off}), standard())
    (difference,) = (f.difference for f in checked.findings if f.level == "错误")
    assert abs(abs(difference or 0) - 1) <= Decimal("0.02")


def test_to_the_fen_in_yuan() -> None:
    """Declared in 元 nothing is rounded: two fen are two fen."""
    (finding,) = check(planted({"人员经费_决算": 4280000.32}), standard()).findings
    assert (finding.rule, finding.tolerance) == ("R032", Decimal("0.01"))


def rules(form: Standard) -> set[str]:
    """The rules whose parts are rounded where 万元 is declared."""
    return {rule.number for rule in form.rules if rule.rounding == "万元"}


def test_sums_of_amounts_are_the_rules_with_rounding() -> None:
    """A rule on which rounding is let pass compares amounts and has a tolerance of its own."""
    for form in (standard(), standard("四川")):
        assert rules(form)
        for number in rules(form):
            rule = form.rule[number]
            assert (rule.compare in ("=", "<="), rule.tolerance) == (True, Decimal("0.01"))
