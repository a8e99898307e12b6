"""A department's own file against the sum of its units: at every level, in any unit, with units missing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked, Finding
from xltools.core.standard import Standard

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

MONEY = "财政下达预算数"

#: 省厅 over 市局 over 县局 over units: four levels, with files of departments at three of them.
UNITS = [
    Unit("1", "省厅", ""),
    Unit("11", "甲市局", "1"),
    Unit("111", "甲县局", "11"),
    Unit("1111", "甲县局本级", "111", "本级"),
    Unit("1112", "甲县站", "111"),
    Unit("112", "乙县局", "11"),
    Unit("1121", "乙县局本级", "112", "本级"),
    Unit("12", "乙市局", "1"),
    Unit("121", "乙市局本级", "12", "本级"),
]
LEAVES = {"1111": "100.01", "1112": "40", "1121": "7.5", "121": "5"}
WHOLE = {"1": "152.51", "11": "147.51", "111": "140.01", "112": "7.5", "12": "5"}

NAMES = {unit.code: unit.name for unit in UNITS}


def files_of(make: Make, leaves: dict[str, str], whole: dict[str, str], **more: Any) -> list[Checked]:
    """A file of each unit, and of each department over all of its own."""
    return [
        make(code, name=NAMES[code], scope=scope, **{MONEY: Decimal(value)}, **more)
        for scope, values in (("单位本级", leaves), ("部门汇总", whole))
        for code, value in values.items()
    ]


@pytest.fixture
def roster() -> Roster:
    """The four levels."""
    return build_roster(UNITS)


def differences(summary: Summary) -> dict[str, Finding]:
    """What was found wrong in the sums of departments, by the department."""
    told = (issue for issue in summary.issues if issue.finding.rule == "R081")
    return {issue.code: issue.finding for issue in told if issue.finding.difference is not None}


def test_departments_over_departments_are_each_compared(
    standard: Standard, make: Make, roster: Roster
) -> None:
    """All three levels of departments agree with the units; none of them is added to the total."""
    summary = consolidate(standard, files_of(make, LEAVES, WHOLE), roster)
    assert not summary.issues
    assert summary.nodes[0].totals[MONEY].value == Decimal("152.51")
    states = {each.code: each.state for each in summary.submissions}
    assert {code for code, state in states.items() if state == "部门汇总"} == set(WHOLE)
    assert {code for code, state in states.items() if state == "已报"} == set(LEAVES)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    wrong=st.dictionaries(
        st.sampled_from(sorted(WHOLE)), st.integers(-500, 500).filter(lambda n: abs(n) > 1)
    ),
    order=st.randoms(use_true_random=False),
)
def test_exactly_the_wrong_departments_are_named(
    standard: Standard, make: Make, roster: Roster, wrong: dict[str, int], order: Any
) -> None:
    """A cent more or less is rounding; more than that is named at its department, and nowhere above it."""
    told = {code: str(Decimal(value) + Decimal(wrong.get(code, 0)) / 100) for code, value in WHOLE.items()}
    files = files_of(make, LEAVES, told)
    summary = consolidate(standard, order.sample(files, len(files)), roster)
    found = {code: finding.difference for code, finding in differences(summary).items()}
    assert found == {code: Decimal(cents) / 100 for code, cents in wrong.items()}
    assert summary.nodes[0].totals[MONEY].value == Decimal("152.51")


def test_missing_units_are_named_as_what_may_explain_it(
    standard: Standard, make: Make, roster: Roster
) -> None:
    """Where a unit did not hand in, every department above it says so; departments beside it agree."""
    leaves = {code: value for code, value in LEAVES.items() if code != "1112"}
    found = differences(consolidate(standard, files_of(make, leaves, WHOLE), roster))
    assert set(found) == {"1", "11", "111"}
    assert all("（下属 1 家没有计入：甲县站）" in finding.message for finding in found.values())
    assert {finding.difference for finding in found.values()} == {Decimal(40)}


def test_a_department_without_any_unit_stands_for_them(
    standard: Standard, make: Make, roster: Roster
) -> None:
    """Nothing handed in below 甲县局: its own file is all there is and counts, and 乙县局 is not doubled."""
    leaves = {code: value for code, value in LEAVES.items() if not code.startswith("111")}
    summary = consolidate(standard, files_of(make, leaves, WHOLE), roster)
    assert summary.nodes[0].totals[MONEY].value == Decimal("152.51")
    assert not differences(summary)
    assert [each.state for each in summary.submissions if each.code == "111"] == ["已报"]


def test_eliminations_count_in_every_level_above(standard: Standard, make: Make) -> None:
    """What is taken out at 甲县局 is not in its sum nor in those above it, and the difference says so."""
    line = Elimination("111", "1111", "1112", MONEY, Decimal(40))
    roster = build_roster(UNITS, eliminations=[line])
    less = {
        code: str(Decimal(value) - 40) if code in ("1", "11", "111") else value
        for code, value in WHOLE.items()
    }
    assert not differences(consolidate(standard, files_of(make, LEAVES, less), roster))
    found = differences(consolidate(standard, files_of(make, LEAVES, WHOLE), roster))
    assert set(found) == {"1", "11", "111"}
    assert all("已减去抵销的 40" in finding.message for finding in found.values())


@pytest.mark.parametrize(
    ("leaf", "whole", "agrees"),
    [
        ("12.35", "123456.78", True),
        ("12.35", "123549.99", True),
        ("12.35", "123551", False),
        ("12.345678", "123456.78", True),
        ("12.345678", "123457", False),
        ("12", "120040", True),
        ("12", "120100", False),
        ("0", "40", False),
    ],
)
def test_units_in_wan_are_compared_as_far_as_they_were_written(
    standard: Standard, make: Make, leaf: str, whole: str, *, agrees: bool
) -> None:
    """A unit that wrote 12.35 万元 may mean 50 元 more or less; one that wrote every cent, none; 0 is 0."""
    tree = build_roster([Unit("9", "部门"), Unit("91", "甲", "9")])
    files = [
        make("9", name="部门", scope="部门汇总", **{MONEY: Decimal(whole)}),
        make("91", name="甲", currency="万元", **{MONEY: Decimal(leaf)}),
    ]
    assert (not differences(consolidate(standard, files, tree))) == agrees


def test_many_rounded_units_may_be_out_by_half_a_unit_each(standard: Standard, make: Make) -> None:
    """Ten units that rounded to 0.01 万元 may be 500 元 out together, and not more."""
    tree = build_roster([Unit("9", "部门"), *(Unit(f"9{n}", f"单位9{n}", "9") for n in range(10))])
    leaves = [make(f"9{n}", currency="万元", **{MONEY: Decimal("1.23")}) for n in range(10)]

    def named(whole: str) -> bool:
        file = make("9", name="部门", scope="部门汇总", **{MONEY: Decimal(whole)})
        return bool(differences(consolidate(standard, [*leaves, file], tree)))

    assert [named(whole) for whole in ("123000", "123499.99", "122500.01", "123501", "122499")] == [
        *(False, False, False),
        *(True, True),
    ]
