"""Where everything stands on 得分表, so that other sheets' formulas can point at it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from xltools.core.consolidation.lost_points import branches
from xltools.core.consolidation.summary import Member
from xltools.core.refs import column_letters, quote_sheet
from xltools.core.scores.score import ScoreTotal
from xltools.writers.summary.plan import SCORES, Plan

#: Rows over the headings: the points, then the mean rate; data begin under the headings.
POINTS, MEAN, GROUPS, HEADS, FIRST = 3, 4, 5, 6, 7
FRONT = ("编码", "名称", "总分", "得分率%", "等级", "名次", "参考总分", "自评减参考", "参考等级")
TOTAL, RATE, GRADE, RANK, REFERENCE, DIFFERENCE, BY_REFERENCE = range(3, 10)

#: So many units, where there are no departments, are each shown beside the others.
_MOST_UNITS = 30


@dataclass(frozen=True, slots=True)
class Run:
    """Units in consecutive rows of 得分表: a department or county, or one unit."""

    code: str
    name: str
    members: tuple[Member, ...]
    first: int


class ScorePlan:
    """The columns of 得分表, and the rows of its units."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.group = len(FRONT) + 1
        self.first = self.group + len(plan.groups)
        self.last = self.first + len(plan.indicators) - 1
        self.last_row = max(FIRST, FIRST + len(plan.scored) - 1)

    def across(self, row: int | str, first: int, last: int) -> str:
        """Cells of a row from one indicator to another, counted from 0; the row is fixed for the points."""
        mark = "$" if row == POINTS else ""
        left, right = column_letters(self.first + first), column_letters(self.first + last)
        return f"{left}{mark}{row}:{right}{mark}{row}"

    def down(self, column: int) -> str:
        """All units' cells of a column."""
        letters = column_letters(column)
        return f"${letters}${FIRST}:${letters}${self.last_row}"

    def cell(self, row: int, column: int) -> str:
        """A cell as other sheets point at it."""
        return f"{quote_sheet(SCORES)}!${column_letters(column)}${row}"

    def scores(self, number: int, run: Run | None = None) -> str:
        """The units' scores on an indicator, counted from 0, as other sheets point at them."""
        letters = column_letters(self.first + number)
        first, last = (run.first, run.first + len(run.members) - 1) if run else (FIRST, self.last_row)
        return f"{quote_sheet(SCORES)}!${letters}${first}:${letters}${last}"

    def runs(self) -> Iterator[Run]:
        """Yield the departments right below the top; where there are none, the units, if they are few."""
        summary, scored = self.plan.summary, self.plan.scored
        rows = {id(member): number for number, member in enumerate(scored)}
        numbers = [number for number, member in enumerate(summary.members) if id(member) in rows]
        nodes = branches(summary)
        for node in nodes:
            first, last = bisect_left(numbers, node.first), bisect_right(numbers, node.last)
            if node.unit and last > first:
                yield Run(node.unit.code, node.unit.name, scored[first:last], FIRST + first)
        if not nodes and len(scored) <= _MOST_UNITS:
            for number, member in enumerate(scored):
                yield Run(member.unit.code, member.unit.name, (member,), FIRST + number)


def by_reference(member: Member) -> ScoreTotal | None:
    """The total by the standard's formulas, and the grade it gets; None where nothing was computed."""
    totals = member.file.totals if member.file else ()
    return next((each for each in totals if each.basis == "参考"), None)
