"""A summary too large for one workbook, divided into parts (分册) along the tree of units.

The parts and what stands in none of them are the whole again: no unit, file, finding or line of 抵销 is
lost or stands twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from xltools.core.attachments.listing import Listing
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.issue import Filed, Issue, Issues
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Member, Node, Submission, Summary, Total
from xltools.core.standard import Aggregate

#: A department with less than this part of the limit shares a workbook with those beside it.
_SMALL = 10

#: Members from one number to another, both included.
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one workbook holds: runs of members, in tree order; ``unit`` is set when it is one department.

    ``above`` is the department that was divided, None at the top.
    """

    name: str
    runs: tuple[Run, ...]
    unit: Unit | None
    above: Unit | None

    @property
    def numbers(self) -> Iterator[int]:
        """The numbers of its members."""
        return (number for first, last in self.runs for number in range(first, last + 1))


def divide(summary: Summary, limit: int) -> tuple[Part, ...]:
    """The parts of at most ``limit`` units each, in tree order; none where everything fits one workbook.

    A department that fits is never divided; one with too many units is divided into those below it. What is
    small shares a workbook with its neighbours, so that 600 departments of ten are not 600 workbooks. A unit
    that is divided and has nothing of its own to show (虚拟) stands in no part.
    """
    if len(summary.members) <= limit:
        return ()
    parts: list[Part] = []
    ends = _ends(summary.members)
    waiting: list[int | Part] = list(reversed(_children(summary, ends, None, limit)))
    while waiting:
        task = waiting.pop()
        if isinstance(task, Part):
            parts.append(task)
        else:
            waiting.extend(reversed(_children(summary, ends, task, limit)))
    return tuple(parts)


def _children(summary: Summary, ends: Sequence[int], owner: int | None, limit: int) -> list[int | Part]:
    """What a department (None: everyone) is divided into: parts, and members still to be divided."""
    members = summary.members
    unit = None if owner is None else members[owner].unit
    last = len(members) - 1 if owner is None else ends[owner]
    small: list[Run] = [(owner, owner)] if owner is not None and reports(members[owner]) else []
    large: list[int | Part] = []
    first = 0 if owner is None else owner + 1
    while first <= last:
        size = ends[first] - first + 1
        if size > limit:
            large.append(first)
        elif size > max(1, limit // _SMALL):
            child = members[first].unit
            large.append(Part(child.name or child.code, ((first, ends[first]),), child, unit))
        else:
            small.append((first, ends[first]))
        first = ends[first] + 1
    return [*_packed(small, unit, limit), *large]


def reports(member: Member) -> bool:
    """Whether a unit has, or should have, anything of its own to show, besides those below it."""
    return member.file is not None or member.unit.expected


def _packed(runs: Iterable[Run], above: Unit | None, limit: int) -> list[Part]:
    """Small departments as few parts, named by their number."""
    packs: list[list[Run]] = []
    size = limit
    for first, last in runs:
        size += last - first + 1
        if size > limit:
            packs.append([])
            size = last - first + 1
        packs[-1].append((first, last))
    name = above.name or above.code if above else ""
    return [Part(f"{name}第{number}册", tuple(pack), None, above) for number, pack in enumerate(packs, 1)]


def _ends(members: Sequence[Member]) -> list[int]:
    """For each member the last of those below it; itself where there are none."""
    ends = list(range(len(members)))
    above: list[int] = []
    for number, member in enumerate(members):
        while above and members[above[-1]].level >= member.level:
            ends[above.pop()] = number - 1
        above.append(number)
    for number in above:
        ends[number] = len(members) - 1
    return ends


class Division:
    """A summary and its parts, each as a summary of its own, and the summary over the parts."""

    def __init__(self, whole: Summary, parts: tuple[Part, ...]) -> None:
        self.whole = whole
        self.parts = parts
        self._nodes = {node.first: node for node in whole.nodes[1:]}
        self._firsts = sorted(self._nodes)

    def summary(self, number: int) -> Summary:
        """The part with that number, counted from 0, as a summary of its own: levels count from its top."""
        part, whole = self.parts[number], self.whole
        chosen = [whole.members[each] for each in part.numbers]
        base = min(member.level for member in chosen)
        nodes = [self._total(part, len(chosen)), *self._below(part, base)]
        submissions = self._submissions[number]
        expected = sum(member.unit.expected for member in chosen)
        missing = sum(each.state == "未报" for each in submissions)
        return replace(
            whole,
            members=tuple(replace(member, level=member.level - base) for member in chosen),
            nodes=tuple(nodes),
            submissions=tuple(submissions),
            issues=self._issues(number),
            listings=tuple(self._listings(number)),
            expected=None if whole.expected is None else expected,
            received=expected - missing,
        )

    @cached_property
    def over(self) -> Summary:
        """The summary over the parts, which are its members: their totals are in their own summaries.

        Its nodes are everyone and the departments that were divided; its submissions, findings and lines of
        抵销 are those that stand in no part.
        """
        return replace(
            self.whole,
            members=tuple(map(self._member, self.parts)),
            nodes=tuple(self._over(node) for node in self.divided),
            submissions=tuple(self._submissions[None]),
            issues=self._issues(None),
            listings=tuple(self._listings(None)),
        )

    @cached_property
    def divided(self) -> tuple[Node, ...]:
        """Everyone, and the departments that stand in several parts, with their totals and true members."""
        inside = {id(node) for part in self.parts for node in self._within(part)}
        return tuple(node for node in self.whole.nodes if id(node) not in inside)

    @cached_property
    def units(self) -> Mapping[Unit, int]:
        """The number of the part in which each unit stands."""
        members = self.whole.members
        return {members[each].unit: number for number, part in enumerate(self.parts) for each in part.numbers}

    def _member(self, part: Part) -> Member:
        unit = part.unit or Unit("", part.name)
        above = next((node for node in self.divided if node.unit and node.unit == part.above), None)
        parent = part.above.code if part.above else ""
        return Member(replace(unit, parent=parent), above.level + 1 if above else 0)

    def _over(self, node: Node) -> Node:
        """A divided department with the numbers of its parts, and the lines of 抵销 that no part has."""
        inside = [
            number
            for number, part in enumerate(self.parts)
            if node.first <= part.runs[0][0] and part.runs[-1][1] <= node.last
        ]
        codes = {each.unit.code if each.unit else "" for each in self.divided}
        lines = tuple(line for line in node.eliminations if line.parent in codes)
        return replace(node, first=inside[0], last=inside[-1], eliminations=lines)

    def _total(self, part: Part, count: int) -> Node:
        """Everyone in a part: added up over its runs, without the lines of 抵销 in them."""
        kinds = {name: item.aggregate for name, (item, _) in self.whole.standard.by_cell_name.items()}
        totals: dict[str, Total] = {}
        lines: list[Elimination] = []
        for first, last in part.runs:
            node = self._nodes.get(first)
            if node is not None and node.last == last:
                own: Mapping[str, Total] = node.totals
                lines.extend(node.eliminations)
            else:
                figures = self.whole.members[first].figures
                own = {name: Total(value, 1) for name, value in figures.numbers()}
            for name, total in own.items():
                totals[name] = _together(totals[name], total, kinds[name]) if name in totals else total
        return Node(None, 0, 0, count - 1, totals, tuple(lines))

    def _below(self, part: Part, base: int) -> Iterator[Node]:
        """Yield the departments of a part, with the numbers that their members have there."""
        start = 0
        for first, last in part.runs:
            for node in self._within(replace(part, runs=((first, last),))):
                moved = start - first
                yield replace(node, level=node.level - base, first=node.first + moved, last=node.last + moved)
            start += last - first + 1

    def _within(self, part: Part) -> Iterator[Node]:
        """Yield the departments that stand in a part as a whole."""
        for first, last in part.runs:
            begin, end = bisect_left(self._firsts, first), bisect_right(self._firsts, last)
            nodes = (self._nodes[each] for each in self._firsts[begin:end])
            yield from (node for node in nodes if node.last <= last)

    @cached_property
    def _submissions(self) -> Mapping[int | None, list[Submission]]:
        """The files by the part in which their unit stands; under None those of no part."""
        found: dict[int | None, list[Submission]] = {None: [], **{n: [] for n in range(len(self.parts))}}
        for each in self.whole.submissions:
            found[self.units.get(each.unit) if each.unit else None].append(each)
        return found

    def _issues(self, number: int | None) -> Issues:
        """The findings by the part in which their file stands, or else their unit; under None of no part."""
        told, files = self._told
        return Issues(tuple(told.get(number, ())), tuple(files.get(number, ())))

    @cached_property
    def _told(self) -> tuple[Mapping[int | None, list[Issue]], Mapping[int | None, list[Filed]]]:
        paths = {each.path: number for number, own in self._submissions.items() for each in own if each.path}

        def where(path: str, code: str) -> int | None:
            return paths[path] if path in paths else self._codes.get(code)

        told: dict[int | None, list[Issue]] = {}
        files: dict[int | None, list[Filed]] = {}
        for issue in self.whole.issues.told:
            told.setdefault(where(issue.path, issue.code), []).append(issue)
        for each in self.whole.issues.files:
            files.setdefault(where(each.file.path, each.code), []).append(each)
        return told, files

    @cached_property
    def _codes(self) -> Mapping[str, int]:
        return {unit.code: number for unit, number in self.units.items() if unit.code}

    def _listings(self, number: int | None) -> Iterator[Listing]:
        """Yield the attached forms of a part's units."""
        for each in self.whole.listings:
            lines = tuple(line for line in each.lines if self._codes.get(line.form.code) == number)
            if lines:
                yield replace(each, lines=lines)


def _together(one: Total, other: Total, kind: Aggregate) -> Total:
    """Two totals as one; one of blanks adds nothing."""
    values = [total.value for total in (one, other) if total.value is not None]
    value = None
    if values:
        value = max(values) if kind == "最大" else sum(values, Decimal(0))
    return Total(value, one.units + other.units, one.eliminated + other.eliminated)
