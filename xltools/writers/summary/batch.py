"""The formulas of units' rows, some units at a time: what an engine needs for them and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xltools.core.consolidation.issue import Issues
from xltools.core.consolidation.summary import Member, Node, Summary
from xltools.core.model import Value, Workbook
from xltools.core.refs import Place
from xltools.writers.summary.draft import Draft
from xltools.writers.summary.plan import FIRST_ROW, SCORES, UNIT_HEADINGS, UNITS, Plan
from xltools.writers.summary.score_plan import FIRST
from xltools.writers.summary.scores import write_parameters, write_scores
from xltools.writers.summary.units import write_rates

#: On which row of each sheet the units begin.
_FIRST_ROWS = {UNITS: FIRST_ROW, SCORES: FIRST}


class Batch:
    """Some units of a summary, as if they were all: every such batch of units has the same formulas."""

    def __init__(self, plan: Plan, numbers: tuple[int, ...]) -> None:
        """``numbers``: of the members, in order, all with a counted file."""
        members = tuple(plan.summary.members[number] for number in numbers)
        self._rows = {
            UNITS: [plan.member_row(number) for number in numbers],
            SCORES: [FIRST + plan.score_number[number] for number in numbers if number in plan.score_number],
        }
        self._draft = _draft(Plan(_of(plan.summary, members)))

    def workbook(self) -> Workbook:
        """What an engine is to compute."""
        return self._draft.workbook()

    def places(self, cells: Mapping[Place, Value]) -> Iterator[tuple[Place, Value]]:
        """Yield what was computed of formulas over their own row, by where they stand in the summary."""
        for place in self._draft.own_row:
            row = self._rows[place.sheet][place.row - _FIRST_ROWS[place.sheet]]
            yield Place(place.sheet, row, place.column), cells[place]


def batches(plan: Plan, size: int) -> Iterator[Batch]:
    """Yield the units with a counted file, ``size`` at a time; those with cells nobody can read last."""
    counted = [number for number, member in enumerate(plan.summary.members) if member.file]
    counted.sort(key=lambda number: bool(plan.summary.members[number].unread))
    for first in range(0, len(counted), size):
        yield Batch(plan, tuple(counted[first : first + size]))


def _of(summary: Summary, members: tuple[Member, ...]) -> Summary:
    """The same summary of these units alone, without totals."""
    whole = Node(None, 0, 0, len(members) - 1, {})
    return replace(summary, members=members, nodes=(whole,), submissions=(), issues=Issues(), listings=())


def _draft(plan: Plan) -> Draft:
    draft = Draft()
    sheet = draft.sheet(UNITS, "", "")
    used = dict.fromkeys(name for need in plan.summary.needs.values() for name in need.names)
    columns = {name: plan.column_of(name, UNIT_HEADINGS) for name in used if name in plan.columns}
    for number, member in enumerate(plan.summary.members):
        for name, column in columns.items():
            sheet.number(plan.member_row(number), column, member.value(name))
        write_rates(sheet, plan, plan.member_row(number), member, {})
    if plan.indicators:
        write_scores(draft, plan)
    if plan.parameters:
        write_parameters(draft, plan)
    return draft
