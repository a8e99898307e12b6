"""Totals: exact, conserved whatever the order, rates recomputed, blanks blank, units of money converted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Summary, Total
from xltools.core.model import Checked, ErrorValue
from xltools.core.record import to_serial
from xltools.core.standard import Aggregate, Standard

Make = Callable[..., Checked]

#: A failing example is shown with its arguments, and a whole standard is long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

cents = st.integers(-(10**13), 10**13).map(lambda number: Decimal(number) / 100)


def total_of(summary: Summary, name: str) -> Total:
    """The total of everyone."""
    return summary.nodes[0].totals[name]


@given(data=st.data())
def test_a_total_is_the_sum_of_the_units(standard: Standard, make: Make, data: st.DataObject) -> None:
    """For every 求和 cell, whatever the values and the order of the files: total = Σ units, exactly."""
    names = [name for name, (field, _) in standard.by_cell_name.items() if field.aggregate == "求和"]
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    values = st.fixed_dictionaries({}, optional=dict.fromkeys(chosen, cents))
    units = data.draw(st.lists(values, min_size=1, max_size=6))
    files = [make(f"{number:03}", **unit) for number, unit in enumerate(units)]
    summary = consolidate(standard, files, None)
    for name in chosen:
        filled = [unit[name] for unit in units if name in unit]
        total = summary.nodes[0].totals.get(name)
        assert (total.value if total else None) == (sum(filled) if filled else None)
        assert (total.units if total else 0) == len(filled)
    assert consolidate(standard, data.draw(st.permutations(files)), None) == summary


@given(values=st.lists(cents, min_size=3, max_size=3))
def test_a_department_is_the_sum_of_its_own_and_below(
    standard: Standard, make: Make, roster: Roster, values: list[Decimal]
) -> None:
    """A department's total is its own office and its subordinates, and nobody from beside it."""
    codes = ("906001", "906002", "017")
    files = [make(code, 财政下达预算数=value) for code, value in zip(codes, values, strict=True)]
    everyone, department = consolidate(standard, files, roster).nodes
    assert department.unit is not None
    assert department.unit.code == "906"
    assert department.totals["财政下达预算数"].value == values[0] + values[1]
    assert everyone.totals["财政下达预算数"].value == sum(values)


def test_one_cent_is_not_lost(standard: Standard, make: Make) -> None:
    """A cent beside hundreds of billions, which doubles would lose in a long sum, is in the total."""
    files = [make(f"{number:03}", 财政下达预算数=Decimal("0.01")) for number in range(100)]
    files.append(make("999", 财政下达预算数=Decimal("987654321987.65")))
    assert total_of(consolidate(standard, files, None), "财政下达预算数").value == Decimal("987654321988.65")


def test_wan_yuan_and_yuan_are_added_in_yuan(standard: Standard, make: Make) -> None:
    """Amounts of a workbook in 万元 count ten thousand times; people are not multiplied."""
    files = [
        make("1", currency="万元", 财政下达预算数=Decimal("12.345678"), 行政编制数=Decimal(3)),
        make("2", 财政下达预算数=Decimal("0.22"), 行政编制数=Decimal(4)),
    ]
    summary = consolidate(standard, files, None)
    assert total_of(summary, "财政下达预算数").value == Decimal("123457.00")
    assert total_of(summary, "行政编制数").value == 7


def test_an_undeclared_currency_keeps_the_amounts_out(standard: Standard, make: Make) -> None:
    """Without 金额单位 nobody knows what an amount is: it is left out, and R046 says so."""
    files = [make("1", currency=None, 财政下达预算数=Decimal(5)), make("2", 财政下达预算数=Decimal(7))]
    summary = consolidate(standard, files, None)
    assert total_of(summary, "财政下达预算数").value == 7
    assert [(issue.code, issue.finding.rule) for issue in summary.issues] == [("1", "R046")]


def test_blanks_stay_blank(standard: Standard, make: Make) -> None:
    """A total of blanks is no total, not 0; a blank beside a number is not counted as a unit."""
    files = [make("1", 财政下达预算数=None, 冻结收回额=""), make("2", 财政下达预算数=Decimal(0))]
    totals = consolidate(standard, files, None).nodes[0].totals
    assert "冻结收回额" not in totals
    assert (totals["财政下达预算数"].value, totals["财政下达预算数"].units) == (0, 1)


def test_what_is_no_number_is_reported_and_not_counted(standard: Standard, make: Make) -> None:
    """A text, an error or a yes in a number cell adds nothing and is reported at its cell."""
    bad = {"财政下达预算数": "约5万", "冻结收回额": ErrorValue("#DIV/0!"), "行政编制数": True}
    summary = consolidate(standard, [make("1", **bad)], None)
    assert not summary.nodes[0].totals
    found = {issue.finding.field: issue.finding for issue in summary.issues}
    assert set(found) == set(bad)
    assert all(finding.level == "错误" and finding.places for finding in found.values())
    assert found["财政下达预算数"].left == "约5万"


def test_rates_are_never_added_up(standard: Standard, make: Make) -> None:
    """重算 cells have no total; their formula over the summed cells is handed to the writer (R084)."""
    summary = consolidate(
        standard, [make("1", 支出完成率=Decimal(90)), make("2", 支出完成率=Decimal(80))], None
    )
    rates = {name for name, (field, _) in standard.by_cell_name.items() if field.aggregate == "重算"}
    assert rates
    assert not rates & set(summary.nodes[0].totals)
    assert set(summary.recomputed) == rates


def test_every_figure_knows_its_cell(standard: Standard, make: Make) -> None:
    """A total names file, sha256, sheet and cell of each number in it."""
    files = [make("1", 财政下达预算数=Decimal(1)), make("2", currency="万元", 财政下达预算数=Decimal(2))]
    summary = consolidate(standard, files, None)
    figures = [member.figures["财政下达预算数"] for member in summary.members]
    assert [figure.value for figure in figures] == [1, 20000]
    assert [figure.source for figure in figures] == [file.record.source for file in files if file.record]
    assert {figure.place.sheet for figure in figures} == {"自评表"}


def test_scores_are_taken_from_the_score_sheet(standard: Standard, make: Make) -> None:
    """A unit's total is the sum of its indicators' scores; a unit without any has none."""
    names = [indicator.name for indicator in standard.indicators[:2]]
    files = [
        make("1", scores={names[0]: Decimal("4.5"), names[1]: Decimal(3)}),
        make("2", 自评日=dt.date.min),
    ]
    first, second = consolidate(standard, files, None).members
    assert first.score is not None
    assert second.score is not None
    assert first.score.total == Decimal("7.5")
    assert second.score.total is None


def with_aggregate(standard: Standard, name: str, aggregate: Aggregate) -> Standard:
    """The standard with another 汇总方式 of one field."""
    fields = (replace(each, aggregate=aggregate) if each.name == name else each for each in standard.fields)
    return replace(standard, fields=tuple(fields))


@given(values=st.lists(st.none() | cents, min_size=1, max_size=6), data=st.data())
def test_the_greatest_and_the_count(
    standard: Standard, make: Make, values: list[Decimal | None], data: st.DataObject
) -> None:
    """最大 is the greatest figure of all units, 计数 how many filled the cell; blanks are in neither."""
    name = "财政下达预算数"
    files = [make(str(number), **{name: value}) for number, value in enumerate(values)]
    filled = [value for value in values if value is not None]
    for aggregate, wanted in (("最大", max(filled, default=None)), ("计数", len(filled) or None)):
        changed = with_aggregate(standard, name, aggregate)
        totals = consolidate(changed, data.draw(st.permutations(files)), None).nodes[0].totals
        assert (totals[name].value if name in totals else None) == wanted


def test_a_count_is_no_amount(standard: Standard, make: Make) -> None:
    """Counted, an amount in 万元 is one, not ten thousand, and one of no currency is counted too."""
    name = "财政下达预算数"
    files = [make("1", currency="万元", **{name: Decimal(7)}), make("2", currency=None, **{name: Decimal(5)})]
    assert total_of(consolidate(with_aggregate(standard, name, "计数"), files, None), name).value == 2
    greatest = [files[0], make("3", **{name: Decimal(69_999)})]
    assert total_of(consolidate(with_aggregate(standard, name, "最大"), greatest, None), name).value == 70_000


def test_the_latest_date(standard: Standard, make: Make) -> None:
    """最大 of dates is the latest one, as a serial number; 计数 of texts how many units wrote one."""
    latest = with_aggregate(standard, "填报日期", "最大")
    files = [make(str(day), 填报日期=dt.date(2023, 4, day), 联系电话="0759") for day in (25, 27, 26)]
    total = total_of(consolidate(latest, files, None), "填报日期")
    assert (total.value, total.units) == (to_serial(dt.date(2023, 4, 27)), 3)
    counted = with_aggregate(standard, "联系电话", "计数")
    assert total_of(consolidate(counted, [*files, make("9")], None), "联系电话").value == 3
