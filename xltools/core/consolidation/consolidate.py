"""Records of units -> Summary: each unit's figures, and the totals of each department and of everyone.

Sums are exact (Decimal) and do not depend on the order of the files; 重算 items are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.consolidation.departments import departments
from xltools.core.consolidation.eliminate import Eliminated
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.issue import Filed, Issue, Issues
from xltools.core.consolidation.magnitude import magnitudes
from xltools.core.consolidation.rates import left_out, needed, recomputable
from xltools.core.consolidation.roster import Roster, Unit
from xltools.core.consolidation.submissions import Received, receive
from xltools.core.consolidation.summary import Member, Node, Summary, Total
from xltools.core.consolidation.versions import Came
from xltools.core.standard import Aggregate, Standard


def consolidate(
    standard: Standard,
    files: Sequence[Extract],
    roster: Roster | None,
    came: Mapping[str, Came] | None = None,
) -> Summary:
    """Consolidate the checked files of the units in ``roster`` (None: of the units that the files name).

    ``came`` is when a ledger says each file was handed in, by its sha256: of several versions of a unit the
    last one counts. Without a ledger nobody can tell, and none counts.

    What cannot be counted is in :attr:`Summary.submissions` and :attr:`Summary.issues`, never left out
    silently. The same files in another order give an equal summary.
    """
    received = receive(standard, files, roster, came or {})
    members, issues = _members(received)
    eliminated = Eliminated(standard, received.roster, members)
    issues.extend(eliminated.issues)
    nodes = _nodes(standard, received.roster, members, eliminated)
    issues.extend(departments(standard, received.departments, members, nodes))
    recomputed = recomputable(standard)
    needs = {name: needed(standard, recomputed, name) for name in recomputed}
    issues.extend(left_out(standard, needs, members))
    issues.extend(magnitudes(standard, received.roster, received.year, members))
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
