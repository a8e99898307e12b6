"""Records of units -> Summary: each unit's figures, and the totals of each department and of everyone.

Sums are exact (Decimal) and do not depend on the order of the files; 重算 items are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from xltools.core.amounts import grouped, within
from xltools.core.consolidation.eliminate import Eliminated
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.figures import factor_of
from xltools.core.consolidation.issue import Filed, Issue, Issues
from xltools.core.consolidation.labels import label_of, titled
from xltools.core.consolidation.rates import left_out, needed, recomputable
from xltools.core.consolidation.roster import Roster, Unit
from xltools.core.consolidation.rules import MAGNITUDE, TOTALS, finding, rule_of
from xltools.core.consolidation.submissions import Received, receive
from xltools.core.consolidation.summary import Member, Node, Summary, Total
from xltools.core.expressions import names_in
from xltools.core.model import Finding
from xltools.core.standard import Aggregate, Standard

#: Two amounts of two decimals agree within this, in the unit in which they were written.
_CENT = Decimal("0.01")

#: Fewer units than these have no usual magnitude.
_FEWEST_PEERS = 3


def consolidate(standard: Standard, files: Sequence[Extract], roster: Roster | None) -> Summary:
    """Consolidate the checked files of the units in ``roster`` (None: of the units that the files name).

    What cannot be counted is in :attr:`Summary.submissions` and :attr:`Summary.issues`, never left out
    silently. The same files in another order give an equal summary.
    """
    received = receive(standard, files, roster)
    members, issues = _members(received)
    eliminated = Eliminated(standard, received.roster, members)
    issues.extend(eliminated.issues)
    nodes = _nodes(standard, received.roster, members, eliminated)
    issues.extend(_departments(standard, received, members, nodes))
    recomputed = recomputable(standard)
    needs = {name: needed(standard, recomputed, name) for name in recomputed}
    issues.extend(left_out(standard, needs, members))
    issues.extend(_outliers(standard, received.year, members))
    order = {member.unit: number for number, member in enumerate(members)}
    submissions = sorted(
        received.submissions, key=lambda each: (order[each.unit] if each.unit else len(order), each.path)
    )
    filed = tuple(Filed(each.code, each.name, each.file) for each in submissions if each.file)
    wanted = {unit for unit in received.roster.units if unit.expected}
    return Summary(
        standard=standard,
        roster=roster,
        year=received.year,
        members=tuple(members),
        nodes=tuple(nodes),
        submissions=tuple(submissions),
        issues=Issues((*received.issues, *issues), filed),
        recomputed=recomputed,
        needs=needs,
        expected=len(wanted) if roster else None,
        received=len(wanted & received.handed_in),
    )


def _outliers(standard: Standard, year: int | None, members: Sequence[Member]) -> Iterator[Issue]:
    """Yield each unit whose figure is of another magnitude than the others' (元、万元 confused).

    The row of the rule says which field (标注单元格), and by which parameter it may differ (右式).
    """
    rule = rule_of(standard, MAGNITUDE)
    limit = standard.parameter.get(next(iter(names_in(rule.right)), "")) if rule else None
    if rule is None or limit is None or not rule.in_force(year):
        return
    times, name = limit.values[0], next(iter(rule.marks), "")
    item, _ = standard.by_cell_name.get(name, (None, ""))
    if not isinstance(times, Decimal) or item is None or (item.aggregate, item.kind) != ("求和", "金额"):
        return
    own = [(member, member.figures[name]) for member in members if name in member.figures]
    own = [(member, figure) for member, figure in own if figure.value > 0]
    if len(own) < _FEWEST_PEERS:
        return
    usual = median(figure.value for _, figure in own)
    for member, figure in own:
        if max(figure.value / usual, usual / figure.value) <= times:
            continue
        doubt = finding(standard, MAGNITUDE, 名=titled(standard, name), 左=figure.value, 右=usual, 差=times)
        doubt = replace(doubt, places=(figure.place,), field=name, left=figure.value, right=usual)
        yield Issue(member.unit.code, member.unit.name, figure.source.path, doubt)


def _members(received: Received) -> tuple[list[Member], list[Issue]]:
    """Every unit in tree order with its file, and what kept a figure out."""
    members = []
    issues: list[Issue] = []
    for unit, level in received.roster.walk():
        file = received.counted.get(unit)
        if file:
            issues.extend(Issue(unit.code, unit.name, file.path, problem) for problem in file.problems)
        members.append(Member(unit, level, file))
    return members, issues


def _nodes(
    standard: Standard, roster: Roster, members: Sequence[Member], eliminated: Eliminated
) -> list[Node]:
    """The total of everyone, then of each unit that has units below it, in tree order."""
    spans = [(None, 0, 0, len(members) - 1), *_spans(roster, members)]
    kinds = {name: item.aggregate for name, (item, _) in standard.by_cell_name.items()}
    nodes = []
    for unit, level, first, last in spans:
        lines = eliminated.within(first, last, everyone=unit is None)
        totals = _without(_totals(kinds, members[first : last + 1]), lines)
        nodes.append(Node(unit, level, first, last, totals, lines))
    return nodes


def _without(totals: dict[str, Total], lines: Sequence[Elimination]) -> dict[str, Total]:
    """The totals without what is eliminated."""
    for line in lines:
        total = totals[line.field]
        if total.value is not None:
            value, eliminated = total.value - line.amount, total.eliminated + line.amount
            totals[line.field] = replace(total, value=value, eliminated=eliminated)
    return totals


def _spans(roster: Roster, members: Sequence[Member]) -> Iterator[tuple[Unit, int, int, int]]:
    """Yield (unit, level, first, last) of each unit with units below: in tree order they are one run."""
    for first, member in enumerate(members):
        if not member.unit.code or not roster.children(member.unit.code):
            continue
        last = first
        while last + 1 < len(members) and members[last + 1].level > member.level:
            last += 1
        yield member.unit, member.level, first, last


def _totals(kinds: Mapping[str, Aggregate], members: Sequence[Member]) -> dict[str, Total]:
    """The totals of a run of members; a cell that all left blank has no entry."""
    totals: dict[str, tuple[Decimal, int]] = {}
    for member in members:
        for name, number in member.figures.numbers():
            if name not in totals:
                totals[name] = (number, 1)
                continue
            value, units = totals[name]
            value = max(value, number) if kinds[name] == "最大" else value + number
            totals[name] = (value, units + 1)
    return {name: Total(value, units) for name, (value, units) in totals.items()}


def _departments(
    standard: Standard, received: Received, members: Sequence[Member], nodes: Sequence[Node]
) -> Iterator[Issue]:
    """Compare each department's own file with the sum of its units (汇总合计)."""
    by_unit = {node.unit: node for node in nodes if node.unit}
    for unit, file in received.departments.items():
        node = by_unit[unit]
        below = (member.file for member in members[node.first : node.last + 1] if member.file)
        coarsest = max(each.yuan or Decimal(1) for each in (file, *below))
        findings = (*file.problems, *_differences(standard, file.figures, node, coarsest))
        yield from (Issue(unit.code, unit.name, file.path, finding) for finding in findings)


def _differences(
    standard: Standard, figures: Mapping[str, Figure], node: Node, coarsest: Decimal
) -> Iterator[Finding]:
    """Yield a finding for each summed cell in which a department's file and its units disagree."""
    for name, (item, measure) in standard.by_cell_name.items():
        own, total = figures.get(name), node.totals.get(name, Total())
        if item.aggregate != "求和" or (own is None and total.value is None):
            continue
        left, right = own.value if own else Decimal(0), total.value or Decimal(0)
        tolerance = _CENT * factor_of(item, coarsest) if item.kind == "金额" else Decimal(0)
        if within(left - right, tolerance):
            continue
        found = finding(standard, TOTALS, 名=label_of(item, measure), 左=left, 右=right, 差=abs(left - right))
        if total.eliminated:
            told = f"{found.message}（各单位之和已减去抵销的 {grouped(total.eliminated)}）"
            found = replace(found, message=told)
        yield replace(
            found,
            places=(own.place,) if own else (),
            field=name,
            left=left,
            right=right,
            difference=left - right,
            tolerance=tolerance,
        )
