"""The findings of a page: how many each unit has of each rule, and those of them that the page can hold.

A page must open in a browser: of very many findings each unit gets an equal share, its worst ones, and what
is left out is counted. The counts themselves are always of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.page_units import PageUnit
from xltools.core.consolidation.summary import Summary
from xltools.core.overview.counts import KINDS, kind_of

#: So many findings a page holds at most (but one a unit always), and so many of one unit.
MOST = 100_000
MOST_OF_ONE = 200

#: The row of what is about everyone.
EVERYONE = -1

#: What a finding is counted by: its rule, and its kind (错误 核实 提示 未判 …).
Kind = tuple[str, str]


@dataclass(frozen=True)
class Allotment:
    """How many findings each row has by rule and kind, and that each row may list ``each`` of them."""

    counts: Mapping[int, Mapping[Kind, int]]
    each: int

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(sum(counts.values()) for counts in self.counts.values())

    @property
    def listed(self) -> int:
        """How many the page holds."""
        return sum(min(sum(counts.values()), self.each) for counts in self.counts.values())


class _Rows:
    """Whose an issue is: by its file, else by code and name."""

    def __init__(self, units: Sequence[PageUnit]) -> None:
        self.by_path = {file.path: row for row, unit in enumerate(units) for file in unit.files if file.path}
        self.by_unit: dict[tuple[str, str], int] = {}
        for row, unit in enumerate(units):
            for key in ((unit.code, unit.name), (unit.code, ""), ("", unit.name)):
                self.by_unit.setdefault(key, row)

    def of(self, issue: Issue) -> int:
        """The row of the unit, or :data:`EVERYONE`."""
        if issue.path in self.by_path:
            return self.by_path[issue.path]
        if not issue.code and not issue.name:
            return EVERYONE
        for key in ((issue.code, issue.name), (issue.code, ""), ("", issue.name)):
            if any(key) and key in self.by_unit:
                return self.by_unit[key]
        return EVERYONE


def allot(summary: Summary, units: Sequence[PageUnit], most: int = MOST) -> Allotment:
    """Count the findings of each row, and see how many each may list so that no more than ``most`` are."""
    rows = _Rows(units)
    counts: dict[int, Counter[Kind]] = {}
    for issue in summary.issues:
        counts.setdefault(rows.of(issue), Counter())[issue.finding.rule, kind_of(issue.finding)] += 1
    return Allotment(counts, _share([sum(own.values()) for own in counts.values()], most))


def _share(counts: Sequence[int], most: int) -> int:
    """The most findings each row may list so that all fit, from 1 to :data:`MOST_OF_ONE`."""
    low, high = 1, MOST_OF_ONE
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(count, middle) for count in counts) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def listed(summary: Summary, units: Sequence[PageUnit], allotment: Allotment) -> Iterator[tuple[int, Issue]]:
    """Yield (row, issue) of those that are listed, in the order of the summary: a row's worst ones."""
    rows = _Rows(units)
    left = {row: _shares(counts, allotment.each) for row, counts in allotment.counts.items()}
    for issue in summary.issues:
        row, kind = rows.of(issue), kind_of(issue.finding)
        if left[row][kind]:
            left[row][kind] -= 1
            yield row, issue


def _shares(counts: Mapping[Kind, int], most: int) -> dict[str, int]:
    """How many of each kind a row lists: the worst kinds first."""
    kinds: Counter[str] = Counter()
    for (_, kind), count in counts.items():
        kinds[kind] += count
    shares = {}
    for kind in KINDS:
        shares[kind] = min(kinds[kind], most)
        most -= shares[kind]
    return shares
