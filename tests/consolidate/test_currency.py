"""元 and 万元: the same money is the same total, and an amount whose unit nobody told is in none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.consolidation.values import values
from xltools.core.model import Checked
from xltools.core.standard import Standard

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)

MONEY, SPENT = "财政下达预算数", "支出合计_决算"
WAN = Decimal(10_000)

cents = st.integers(-(10**13), 10**13).map(lambda number: Decimal(number) / 100)


def in_wan(standard: Standard) -> Standard:
    """The same standard whose amounts are all in 万元."""
    fields = (replace(each, unit="万元") if each.kind == "金额" else each for each in standard.fields)
    return replace(standard, fields=tuple(fields))


def never_asking(standard: Standard) -> Standard:
    """The same standard whose form has no 金额单位."""
    return replace(standard, fields=tuple(each for each in standard.fields if each.name != "金额单位"))


def total(summary: Summary, name: str = MONEY) -> Decimal | None:
    """The total of everyone; None where there is none."""
    found = summary.nodes[0].totals.get(name)
    return found.value if found else None


@calm
@given(amounts=st.lists(st.tuples(cents, st.booleans()), min_size=1, max_size=8))
def test_the_same_money_is_the_same_total(
    standard: Standard, make: Make, amounts: list[tuple[Decimal, bool]]
) -> None:
    """Whoever writes in 元 and whoever in 万元: the sum is the money, exact to 0.01 元."""
    for known, unit in ((standard, Decimal(1)), (in_wan(standard), WAN)):
        files = [
            make(str(n), currency="万元" if wan else "元", **{MONEY: amount / WAN if wan else amount})
            for n, (amount, wan) in enumerate(amounts)
        ]
        assert total(consolidate(known, files, None)) == sum(amount for amount, _ in amounts) / unit


def test_a_field_in_wan_takes_what_is_written_in_yuan(standard: Standard, make: Make) -> None:
    """The unit declared is the workbook's, that of the total the field's; people are counted as they are."""
    known = in_wan(standard)
    files = [
        make("1", currency="元", 财政下达预算数=Decimal("123456.78"), 行政编制数=Decimal(3)),
        make("2", currency="万元", 财政下达预算数=Decimal("12.5"), 行政编制数=Decimal(4)),
    ]
    summary = consolidate(known, files, None)
    assert total(summary) == Decimal("24.845678")
    assert total(summary, "行政编制数") == 7
    rows = [row for row in values(summary) if row.field == MONEY]
    assert [(row.value, row.unit) for row in rows] == [
        (Decimal("12.345678"), "万元"),
        (Decimal("12.5"), "万元"),
    ]


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_a_form_that_never_asks_is_in_its_fields_units(standard: Standard, make: Make, unit: str) -> None:
    """Without 金额单位 on the form an amount is what its field says, 万元 too; nothing is multiplied."""
    known = never_asking(standard if unit == "元" else in_wan(standard))
    summary = consolidate(
        known, [make("1", **{MONEY: Decimal("12.5")}), make("2", **{MONEY: Decimal(1)})], None
    )
    assert total(summary) == Decimal("13.5")
    assert not summary.issues


@pytest.mark.parametrize("told", [None, "", "美元", "千元", "元、万元"])
def test_what_is_not_declared_is_not_counted(standard: Standard, make: Make, told: str | None) -> None:
    """No unit, or one that nobody knows: the amounts are in no total, and it is said at once."""
    files = [make("1", currency=told, 财政下达预算数=Decimal(5), 行政编制数=Decimal(3)), make("2")]
    summary = consolidate(standard, files, None)
    assert total(summary) is None
    assert total(summary, "行政编制数") == 3
    assert [(issue.code, issue.finding.rule, issue.finding.level) for issue in summary.issues] == [
        ("1", "R046", "错误")
    ]


@pytest.fixture
def two_departments() -> Roster:
    """A rich department and a poor one, five units each, and a unit beside them."""
    groups = [Unit(code, f"部门{code}", "", "虚拟", expected=False) for code in "89"]
    units = [Unit(f"{code}{n}", f"单位{code}{n}", code) for code in "89" for n in range(5)]
    return build_roster([*groups, *units, Unit("7", "单位7")])


def doubted(summary: Summary) -> list[str]:
    """The units whose magnitude is doubted."""
    return [issue.code for issue in summary.issues if issue.finding.rule == "R113"]


def test_a_magnitude_is_measured_among_sisters(
    standard: Standard, make: Make, two_departments: Roster
) -> None:
    """万元 taken for 元 makes a poor unit as rich as the other department: its sisters give it away."""
    spent = {f"8{n}": Decimal(50_000_000 + n) for n in range(5)} | {
        f"9{n}": Decimal(200_000 + n) for n in range(4)
    }
    wrong = Decimal(2_000_000_000)
    files = [make(code, **{SPENT: value}) for code, value in (spent | {"94": wrong}).items()]
    summary = consolidate(standard, files, two_departments)
    assert doubted(summary) == ["94"]
    (issue,) = (each for each in summary.issues if each.finding.rule == "R113")
    assert issue.finding.right == 200_002
    assert issue.finding.message.endswith("（与同一上级的单位比）")


def test_a_whole_department_that_is_wrong_stands_out_of_all(
    standard: Standard, make: Make, two_departments: Roster
) -> None:
    """Sisters that all made the same mistake agree with each other, not with the others."""
    few = {"90": Decimal(5), "91": Decimal(6), "92": Decimal(7)}
    many = {f"8{n}": Decimal(50_000 + n) for n in range(5)}
    files = [make(code, **{SPENT: value}) for code, value in (many | few).items()]
    assert doubted(consolidate(standard, files, two_departments)) == ["90", "91", "92"]
    assert doubted(consolidate(standard, files[:-1], two_departments)) == ["90", "91"]
