"""A summary divided into parts is the whole again: nothing is lost, nothing stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.division import Division, divide
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.roster import Unit, build_roster
from xltools.core.consolidation.summary import Node, Summary, Total
from xltools.core.model import Checked
from xltools.core.standard import Standard
from xltools.writers.summary import Plan

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
cents = st.integers(-100, 10**13).map(lambda number: Decimal(number) / 100)

#: A sum, a largest, and the two parts of a rate.
NAMES = ("财政下达预算数", "采购计划金额", "实际采购金额", "固定资产原值")


@st.composite
def trees(draw: st.DrawFn) -> list[Unit]:
    """Units of any depth, some of which only group others."""
    units: list[Unit] = []
    for number in range(1, draw(st.integers(2, 16)) + 1):
        parent = draw(st.sampled_from(["", *(unit.code for unit in units)]))
        grouping = draw(st.integers(0, 3)) == 0
        kind = "虚拟" if grouping else "下属"
        units.append(Unit(str(number), f"单位{number}", parent, kind, expected=not grouping))
    return units


def summaries(data: st.DataObject, standard: Standard, make: Make) -> Summary:
    """Some files of some units, some of them twice or of nobody, with eliminations right and wrong."""
    units = data.draw(trees())
    wanted = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, cents))
    files = [
        make(unit.code, name=unit.name, path=f"{unit.code}-{copy}.xlsx", **data.draw(wanted))
        for unit in units
        if unit.expected
        for copy in range(data.draw(st.sampled_from([0, 1, 1, 1, 2])))
    ]
    files += [make("X", name="外单位", path="外.xlsx")] if data.draw(st.booleans()) else []
    lines = data.draw(st.lists(eliminations(units), max_size=6))
    return consolidate(standard, files, build_roster(units, eliminations=lines))


@st.composite
def eliminations(draw: st.DrawFn, units: list[Unit]) -> Elimination:
    """A line between two units of one department, at any level above both."""
    parents = {unit.code: unit.parent for unit in units}

    def above(code: str) -> list[str]:
        return [code, *above(parents[code])] if code else [""]

    codes = st.sampled_from(list(parents))
    one, other = draw(codes), draw(codes)
    both = [code for code in above(one) if code in above(other)]
    amount = Decimal(draw(st.integers(1, 10**4))) / 100
    return Elimination(draw(st.sampled_from(both)), one, other, draw(st.sampled_from(NAMES)), amount)


def added(kind: str, totals: list[Total]) -> Decimal | None:
    """Totals of parts as one."""
    values = [total.value for total in totals if total.value is not None]
    if not values:
        return None
    return max(values) if kind == "最大" else sum(values, Decimal(0))


def below(summary: Summary, node: Node) -> list[Unit]:
    """The units of a department."""
    return [member.unit for member in summary.members[node.first : node.last + 1]]


@calm
@given(data=st.data())
def test_the_parts_are_the_whole(standard: Standard, make: Make, data: st.DataObject) -> None:
    """Units, totals, departments, rates' inputs, 抵销, files and findings: the parts add up to all."""
    whole = summaries(data, standard, make)
    limit = data.draw(st.integers(1, 8))
    parts = divide(whole, limit)
    assert bool(parts) == (len(whole.members) > limit)
    if not parts:
        return
    division = Division(whole, parts)
    cut = [division.summary(number) for number in range(len(parts))]
    assert all(0 < len(part.members) <= limit for part in cut)

    placed = Counter(member.unit for part in cut for member in part.members)
    left = {member.unit for member in whole.members} - placed.keys()
    assert set(placed.values()) == {1}
    assert all(not unit.expected for unit in left)

    across = division.over.nodes[0].eliminations
    kinds = {name: item.aggregate for name, (item, _) in standard.by_cell_name.items()}
    for name, total in whole.nodes[0].totals.items():
        own = [part.nodes[0].totals[name] for part in cut if name in part.nodes[0].totals]
        less = sum((line.amount for line in across if line.field == name), Decimal(0))
        value = added(kinds[name], own)
        assert (None if value is None else value - less) == total.value
        assert sum(each.units for each in own) == total.units
        assert sum((each.eliminated for each in own), less) == total.eliminated

    nodes = Counter(node.unit for part in cut for node in part.nodes[1:])
    nodes.update(node.unit for node in division.divided)
    assert nodes == Counter(node.unit for node in whole.nodes)
    known = {node.unit: node for node in whole.nodes}
    for part in cut:
        for node in part.nodes[1:]:
            true = known[node.unit]
            assert (node.totals, node.eliminations) == (true.totals, true.eliminations)
            assert below(part, node) == below(whole, true)

    plans, of_all = [Plan(part) for part in cut], Plan(whole)
    for rate, name in of_all.inputs:
        inputs = [plan.exact_input(rate, name, plan.summary.nodes[0]) for plan in plans]
        met = {m.unit.code for m in whole.members if whole.needs[rate].met_by(m)}
        less = sum((line.amount for line in across if line.field == name and line.unit in met), Decimal(0))
        filled = [each for each in inputs if each is not None]
        exact = of_all.exact_input(rate, name, whole.nodes[0])
        assert exact == (sum(filled, Decimal(0)) - less if filled else None)

    every = (*cut, division.over)
    lines = Counter(line for each in every for line in each.nodes[0].eliminations)
    assert lines == Counter(whole.nodes[0].eliminations)
    assert Counter(each.path for one in every for each in one.submissions) == Counter(
        each.path for each in whole.submissions
    )
    told = Counter((issue.code, issue.path, issue.finding) for each in every for issue in each.issues)
    assert told == Counter((issue.code, issue.path, issue.finding) for issue in whole.issues)
    assert sum(part.expected or 0 for part in cut) == whole.expected
    assert sum(part.received for part in cut) == whole.received


def flat(standard: Standard, make: Make, count: int) -> Summary:
    """Units without a roster."""
    return consolidate(standard, [make(f"{number:04}") for number in range(count)], None)


def test_without_a_roster_parts_follow_the_codes(standard: Standard, make: Make) -> None:
    """25 units, ten a workbook: three parts in the order of the codes, named by their number."""
    whole = flat(standard, make, 25)
    parts = divide(whole, 10)
    assert [part.name for part in parts] == ["第1册", "第2册", "第3册"]
    assert [len(list(part.numbers)) for part in parts] == [10, 10, 5]
    codes = [whole.members[number].unit.code for part in parts for number in part.numbers]
    assert codes == sorted(codes)


def test_a_department_that_fits_is_a_part_and_small_ones_share(standard: Standard, make: Make) -> None:
    """A county with 30 units is a workbook by its name; twenty offices of two units share workbooks."""
    units = [Unit("S", "某省", "", "虚拟", expected=False), Unit("A", "甲县", "S"), Unit("B", "乙县", "S")]
    units += [Unit(f"A{number}", f"甲{number}", "A") for number in range(29)]
    units += [Unit(f"B{number}", f"乙{number}", "B") for number in range(45)]
    for number in range(20):
        units += [Unit(f"C{number}", f"局{number}", "S"), Unit(f"D{number}", f"站{number}", f"C{number}")]
    whole = consolidate(standard, [], build_roster(units))
    parts = divide(whole, 40)
    sizes = {part.name: len(list(part.numbers)) for part in parts}
    assert sizes == {"某省第1册": 40, "甲县": 30, "乙县第1册": 40, "乙县第2册": 6}
