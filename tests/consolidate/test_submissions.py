"""Who handed in what: no file is dropped in silence and none counts twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import State, Summary, Total
from xltools.core.model import Checked
from xltools.core.standard import Standard

Make = Callable[..., Checked]

#: A failing example is shown with its arguments, and a whole standard is long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

CODES = ("906001", "906002", "906003", "017")


def total_of(summary: Summary, name: str) -> Total:
    """The total of everyone."""
    return summary.nodes[0].totals[name]


def states(summary: Summary) -> dict[str, State]:
    """The state of each file by its path; a unit without a file has the path ""."""
    return {each.path: each.state for each in summary.submissions}


@given(
    taken=st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 2)), max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_doubling_or_dropping_is_always_reported(
    standard: Standard, make: Make, roster: Roster, taken: list[tuple[str, int]], order: random.Random
) -> None:
    """Every file has one state; a unit counts once, or not at all and then it is said why."""
    files = [
        make(
            code,
            name=roster.by_code[code].name,
            path=f"报送/{number}.xlsx",
            财政下达预算数=Decimal(version),
        )
        for number, (code, version) in enumerate(taken)
    ]
    order.shuffle(files)
    summary = consolidate(standard, files, roster)
    assert sorted(each.path for each in summary.submissions if each.file) == sorted(f.path for f in files)
    for code in CODES:
        versions = [version for each, version in taken if each == code]
        own = [each.state for each in summary.submissions if each.code == code]
        counted = own.count("已报")
        assert counted == (len(set(versions)) == 1)
        assert own.count("未报") == (not versions)
        assert own.count("相同副本") == (len(versions) - 1 if counted else 0)
        assert own.count("重复") == (len(versions) if len(set(versions)) > 1 else 0)
        reported = [issue for issue in summary.issues if issue.code == code and issue.finding.rule == "R083"]
        assert len(reported) == own.count("相同副本") + own.count("重复")
    assert summary.expected == 4
    assert summary.received + sum(each.state == "未报" for each in summary.submissions) == 4
    missing = [issue for issue in summary.issues if issue.finding.rule == "R082"]
    assert bool(missing) == (len({code for code, _ in taken}) < 4)


def test_identical_copies_count_once(standard: Standard, make: Make) -> None:
    """The same bytes under two paths are one report: counted once, and the copy is named."""
    files = [make("1", path=path, 财政下达预算数=Decimal(5)) for path in ("a.xlsx", "b.xlsx")]
    summary = consolidate(standard, files, None)
    assert total_of(summary, "财政下达预算数").value == 5
    assert states(summary) == {"a.xlsx": "已报", "b.xlsx": "相同副本"}


def test_different_files_of_one_unit_are_both_left_out(standard: Standard, make: Make) -> None:
    """Which of two different reports is meant nobody knows: neither counts, both are reported."""
    files = [make("1", path=f"{n}.xlsx", 财政下达预算数=Decimal(n)) for n in (1, 2)]
    summary = consolidate(standard, files, None)
    assert not summary.nodes[0].totals
    assert states(summary) == {"1.xlsx": "重复", "2.xlsx": "重复"}


def test_files_that_cannot_count_are_listed(
    standard: Standard, make: Make, roster: Roster, unreadable: Checked
) -> None:
    """Unreadable, of another year, of another form, or of nobody on the roster: each has its state."""
    files = [
        unreadable,
        make("906001", path="旧.xlsx", year=2021),
        make("906002", path="四川.xlsx", form="四川"),
        make("555", path="外.xlsx"),
        make("", name="", path="无名.xlsx"),
    ]
    summary = consolidate(standard, files, roster)
    told = {path: state for path, state in states(summary).items() if path}
    assert told == {
        unreadable.path: "无法读取",
        "旧.xlsx": "年度不符",
        "四川.xlsx": "规范不符",
        "外.xlsx": "名册外",
        "无名.xlsx": "单位不明",
    }
    assert {issue.path for issue in summary.issues if issue.path} == set(told)
    assert summary.received == 0


def test_a_unit_is_found_by_code_then_by_name(standard: Standard, make: Make, roster: Roster) -> None:
    """A wrong code with the roster's name is that unit, and the cover is doubted (核实)."""
    summary = consolidate(standard, [make("9999", name="湛江市某站 ", path="x.xlsx")], roster)
    assert states(summary)["x.xlsx"] == "已报"
    doubts = [issue for issue in summary.issues if issue.path == "x.xlsx"]
    assert [(issue.code, issue.finding.level) for issue in doubts] == [("906003", "核实")]


def test_a_department_file_is_compared_not_added(standard: Standard, make: Make) -> None:
    """A department's file already holds its units' figures: adding it would double them (R081)."""
    tree = build_roster([Unit("906", "部门"), Unit("906001", "甲", "906"), Unit("906002", "乙", "906")])
    files = [
        make("906", name="部门", scope="部门汇总", 财政下达预算数=Decimal("8.00"), 冻结收回额=Decimal(1)),
        make("906001", name="甲", 财政下达预算数=Decimal(3), 冻结收回额=Decimal(1)),
        make("906002", name="乙", 财政下达预算数=Decimal("4.98")),
    ]
    summary = consolidate(standard, files, tree)
    assert total_of(summary, "财政下达预算数").value == Decimal("7.98")
    [issue] = summary.issues
    assert (issue.finding.rule, issue.finding.field) == ("R081", "财政下达预算数")
    assert issue.finding.difference == Decimal("0.02")
    alone = consolidate(standard, files[:1], tree)
    assert total_of(alone, "财政下达预算数").value == 8


def test_a_department_file_without_a_roster_is_doubted(standard: Standard, make: Make) -> None:
    """Without a roster a 部门汇总 file beside others may double them: 核实."""
    files = [make("906", scope="部门汇总"), make("906001")]
    assert [i.finding.level for i in consolidate(standard, files, None).issues] == ["核实"]


def test_units_without_codes_are_known_by_name(standard: Standard, make: Make) -> None:
    """Without roster and code the name is the unit; a file without code joins the one that has it."""
    files = [make("", name="甲", path="1.xlsx"), make("2", name="乙", path="2.xlsx")]
    files.append(make("", name="乙", path="3.xlsx"))
    summary = consolidate(standard, files, None)
    assert states(summary) == {"1.xlsx": "已报", "2.xlsx": "重复", "3.xlsx": "重复"}


def test_a_group_that_hands_in_figures_is_doubted(standard: Standard, make: Make, roster: Roster) -> None:
    """虚拟 only groups others: its own figures count and are doubted; its sum over all below does not."""
    amount = {"财政下达预算数": Decimal(7)}
    below = make("906001", name="湛江市某局(本级)", **amount)

    def doubts(scope: str) -> tuple[Decimal | None, list[str]]:
        files = [below, make("906", name="湛江市某局", scope=scope, **amount)]
        summary = consolidate(standard, files, roster)
        told = [each.finding.level for each in summary.issues if "虚拟单位" in each.finding.message]
        return summary.nodes[0].totals["财政下达预算数"].value, told

    assert doubts("单位本级") == (14, ["核实"])
    assert doubts("部门汇总") == (7, [])
