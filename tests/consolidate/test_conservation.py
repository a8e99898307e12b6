"""Nothing is lost, nothing counts twice: parent = Σ children − eliminations at every level, in any order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.rules import COMPLETE, ONCE
from xltools.core.consolidation.summary import Node, Summary
from xltools.core.model import Checked
from xltools.core.standard import Standard

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)

cents = st.integers(-(10**13), 10**13).map(lambda number: Decimal(number) / 100)


def summed_fields(standard: Standard) -> list[str]:
    """The cells whose totals are sums."""
    return [name for name, (field, _) in standard.by_cell_name.items() if field.aggregate == "求和"]


@st.composite
def trees(draw: st.DrawFn) -> list[Unit]:
    """Units of any depth: each but the first may stand below an earlier one."""
    units = [Unit("1", "单位1")]
    for number in range(2, draw(st.integers(2, 9)) + 1):
        parent = draw(st.sampled_from(["", *(unit.code for unit in units)]))
        units.append(Unit(str(number), f"单位{number}", parent))
    return units


def handed_in(data: st.DataObject, make: Make, units: list[Unit], names: list[str]) -> list[Checked]:
    """A file of some of the units, with some of the fields filled."""
    wanted = st.fixed_dictionaries({}, optional=dict.fromkeys(names, cents))
    return [
        make(unit.code, name=unit.name, **data.draw(wanted)) for unit in units if data.draw(st.booleans())
    ]


def lines(data: st.DataObject, units: list[Unit], names: list[str]) -> list[Elimination]:
    """Eliminations, right and wrong ones."""
    codes = st.sampled_from([unit.code for unit in units])
    amounts = st.integers(-5, 10**13).map(lambda number: Decimal(number) / 100)
    parents = st.one_of(st.just(""), codes)
    line = st.builds(Elimination, parents, codes, codes, st.sampled_from(names), amounts)
    return data.draw(st.lists(line, max_size=6))


def parts_of(summary: Summary, roster: Roster, node: Node, name: str) -> Decimal:
    """What a total must be: own figure + totals right below − what is eliminated at this very node."""
    code = node.unit.code if node.unit else ""
    nodes = {each.unit.code: each for each in summary.nodes if each.unit}
    own = {member.unit.code: member.value(name) or Decimal(0) for member in summary.members}
    whole = own.get(code, Decimal(0))
    for child in roster.children(code):
        total = nodes[child.code].totals.get(name) if child.code in nodes else None
        whole += (total.value or Decimal(0)) if total else own[child.code] if child.code not in nodes else 0
    return whole - sum(
        (each.amount for each in node.eliminations if (each.parent, each.field) == (code, name)), Decimal(0)
    )


@calm
@given(data=st.data())
def test_every_parent_is_its_children_less_eliminations(
    standard: Standard, make: Make, data: st.DataObject
) -> None:
    """For every 求和 field at every level, whatever the tree, the files' order and the elimination list."""
    names = data.draw(st.lists(st.sampled_from(summed_fields(standard)), min_size=1, max_size=3, unique=True))
    units = data.draw(trees())
    files = handed_in(data, make, units, names)
    roster = build_roster(units, eliminations=lines(data, units, names))
    summary = consolidate(standard, files, roster)
    for node in summary.nodes:
        for name in names:
            total = node.totals.get(name)
            assert ((total.value if total else None) or 0) == parts_of(summary, roster, node, name)
    whole = summary.nodes[0]
    for name in names:
        reported = sum((file.record.number(name) or Decimal(0) for file in files if file.record), Decimal(0))
        taken = sum((line.amount for line in whole.eliminations if line.field == name), Decimal(0))
        total = whole.totals.get(name)
        assert ((total.value if total else None) or 0) == reported - taken
    told = {issue.finding.message for issue in summary.issues if "没有抵销" in issue.finding.message}
    assert bool(told) == (len(whole.eliminations) < len(roster.eliminations))
    assert consolidate(standard, data.draw(st.permutations(files)), roster) == summary


def of_filing(summary: Summary) -> list[Issue]:
    """What is said of who handed in what: no doubt about a figure stands in for it."""
    rows = {r.number for r in summary.standard.rules if r.compare in {ONCE.word, COMPLETE.word}}
    return [issue for issue in summary.issues if issue.finding.rule in rows]


@calm
@given(data=st.data())
def test_a_doubled_or_dropped_file_is_always_reported(
    standard: Standard, make: Make, data: st.DataObject
) -> None:
    """A second file of a unit never changes the sum in silence, nor does a file that is not there."""
    name = data.draw(st.sampled_from(summed_fields(standard)))
    units = data.draw(trees())
    roster = build_roster(units)
    values = [data.draw(cents) for _ in units]
    files = [
        make(unit.code, name=unit.name, **{name: value}) for unit, value in zip(units, values, strict=True)
    ]
    clean = consolidate(standard, files, roster)
    assert not of_filing(clean)
    victim = data.draw(st.integers(0, len(units) - 1))
    other = data.draw(cents)
    double = make(units[victim].code, name=units[victim].name, path="再报.xlsx", **{name: other})
    doubled = consolidate(standard, data.draw(st.permutations([*files, double])), roster)
    left = sum(values, Decimal(0)) - (values[victim] if other != values[victim] else 0)
    assert (doubled.nodes[0].totals[name].value if name in doubled.nodes[0].totals else 0) == left
    assert any(issue.code == units[victim].code for issue in of_filing(doubled))
    assert len(doubled.submissions) == len(files) + 1
    dropped = consolidate(standard, [*files[:victim], *files[victim + 1 :]], roster)
    assert [each.unit for each in dropped.submissions if each.state == "未报"] == [units[victim]]
    assert any(units[victim].name in issue.finding.message for issue in of_filing(dropped))
    total = dropped.nodes[0].totals.get(name)
    assert (total.value if total else 0) == sum(values, Decimal(0)) - values[victim]


def test_no_cent_is_lost_over_fifty_thousand_units(standard: Standard, make: Make) -> None:
    """50,000 units of 500 departments: every total is exact to the cent, where doubles in a row are not."""
    name, odd = "财政下达预算数", Decimal("1234567890123.33")
    units = [Unit(f"D{number}", f"部门{number}", kind="虚拟", expected=False) for number in range(500)]
    units += [Unit(f"{number:05}", f"单位{number:05}", f"D{number % 500}") for number in range(50_000)]
    value = {
        unit.code: Decimal("0.01") if number % 7 else odd for number, unit in enumerate(units) if unit.parent
    }
    files = [make(code, **{name: amount}) for code, amount in value.items()]
    summary = consolidate(standard, files, build_roster(units))
    fen = {code: int(amount * 100) for code, amount in value.items()}
    assert summary.nodes[0].totals[name].value == Decimal(sum(fen.values())) / 100
    for node in summary.nodes[1:]:
        assert node.unit is not None
        own = sum(fen[f"{number:05}"] for number in range(int(node.unit.code[1:]), 50_000, 500))
        assert node.totals[name].value == Decimal(own) / 100
    assert Decimal(sum(float(amount) for amount in value.values())) != summary.nodes[0].totals[name].value
