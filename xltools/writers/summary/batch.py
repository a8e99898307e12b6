"""Formulas over nothing but their own row, some rows at a time: what an engine needs for them and no more.

Every batch has the same formulas, so that an engine looks at them once and is then only given other figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xltools.core.consolidation.issue import Issues
from xltools.core.consolidation.summary import Member, Node, Summary
from xltools.core.model import Value, Workbook
from xltools.core.refs import Place
from xltools.writers.summary.draft import Draft
from xltools.writers.summary.plan import (
    DEPARTMENT_HEADINGS,
    DEPARTMENTS,
    FIRST_ROW,
    SCORES,
    UNIT_HEADINGS,
    UNITS,
    Plan,
)
from xltools.writers.summary.score_plan import FIRST
from xltools.writers.summary.scores import write_parameters, write_scores
from xltools.writers.summary.units import write_rates

#: On which row of each sheet the rows of units or departments begin.
_FIRST_ROWS = {UNITS: FIRST_ROW, SCORES: FIRST, DEPARTMENTS: FIRST_ROW}


@dataclass(frozen=True)
class Batch:
    """Some rows of a summary as if they were all; ``rows`` are those rows' numbers in it, by sheet."""

    draft: Draft
    rows: Mapping[str, Sequence[int]]

    def workbook(self) -> Workbook:
        """What an engine is to compute."""
        return self.draft.workbook()

    def places(self, cells: Mapping[Place, Value]) -> Iterator[tuple[Place, Value]]:
        """Yield what was computed of formulas over their own row, by where they stand in the summary."""
        for place in self.draft.own_row:
            row = self.rows[place.sheet][place.row - _FIRST_ROWS[place.sheet]]
            yield Place(place.sheet, row, place.column), cells[place]


def batches(plan: Plan, size: int) -> Iterator[Batch]:
    """Yield the units with a counted file, ``size`` at a time; those with cells nobody can read last."""
    counted = [number for number, member in enumerate(plan.summary.members) if member.file]
    counted.sort(key=lambda number: bool(plan.summary.members[number].unread))
    for first in range(0, len(counted), size):
        numbers = counted[first : first + size]
        members = tuple(plan.summary.members[number] for number in numbers)
        scored = [plan.score_number[number] for number in numbers if number in plan.score_number]
        rows = {UNITS: list(map(plan.member_row, numbers)), SCORES: [FIRST + each for each in scored]}
        yield Batch(_units(Plan(_of(plan.summary, members))), rows)


def _of(summary: Summary, members: tuple[Member, ...]) -> Summary:
    """The same summary of these units alone, without totals."""
    whole = Node(None, 0, 0, len(members) - 1, {})
    return replace(summary, members=members, nodes=(whole,), submissions=(), issues=Issues(), listings=())


def _units(plan: Plan) -> Draft:
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


def department_batches(plan: Plan, whole: Draft, size: int) -> Iterator[Batch]:
    """Yield the rates of departments, ``size`` departments at a time, over their totals in the ``whole``."""
    if not plan.departments or not plan.summary.recomputed:
        return
    totals = next(sheet for sheet in whole.sheets if sheet.name == DEPARTMENTS)
    inputs = [plan.input_column(*pair, DEPARTMENT_HEADINGS) for pair in plan.inputs]
    every = range(FIRST_ROW, FIRST_ROW + len(plan.departments))
    known = [row for row in every if not any((row, column) in totals.formulas for column in inputs)]
    for first in range(0, len(known), size):
        draft, rows = Draft(), known[first : first + size]
        sheet = draft.sheet(DEPARTMENTS, "", "")
        for row, source in enumerate(rows, FIRST_ROW):
            for column in inputs:
                sheet.put(row, column, totals.value(source, column))
            for name in plan.summary.recomputed:
                formula = plan.rate_of_totals(name, DEPARTMENT_HEADINGS)
                sheet.row_formula(row, plan.column_of(name, DEPARTMENT_HEADINGS), formula)
        if plan.parameters:
            write_parameters(draft, plan)
        yield Batch(draft, {DEPARTMENTS: rows})
