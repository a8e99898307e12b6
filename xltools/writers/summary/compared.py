"""What the cover compares departments by (词表: 摘要对比字段); without departments, the units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from xltools.core.consolidation.headlines import COMPARED, headline_names
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.lost_points import branches
from xltools.core.refs import column_letters, quote_sheet
from xltools.writers.summary.cover_charts import BLUE
from xltools.writers.summary.cover_page import Live
from xltools.writers.summary.cover_scale import Scale, scale_of
from xltools.writers.summary.plan import (
    DEPARTMENT_HEADINGS,
    DEPARTMENTS,
    FIRST_ROW,
    UNIT_HEADINGS,
    Plan,
)

#: So many departments, and so many totals of each, have room.
_MOST, _MOST_TOTALS = 8, 2

_COLOURS = (BLUE, "#E0A93B")


class Compared:
    """The lines of the comparison: the largest departments by the last total, in the order of the tree."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        added = (name for name in headline_names(plan.standard, COMPARED) if name in plan.columns)
        self.names = tuple(name for name in added if name not in plan.summary.recomputed)[:_MOST_TOTALS]

    @cached_property
    def _all(self) -> Sequence[tuple[str, str, int, Mapping[str, Decimal]]]:
        """(name, its sheet, row, totals) of every department, or of every unit."""
        return list(self._departments() if self.by_department else self._units())

    @cached_property
    def _rows(self) -> Sequence[tuple[str, str, int, Mapping[str, Decimal]]]:
        """Those that have room; none where there is nothing to compare."""
        if len(self._all) < 2 or not self.names:
            return ()
        last = self.names[-1]
        numbers = range(len(self._all))
        largest = sorted(numbers, key=lambda each: -self._all[each][3].get(last, Decimal(-1)))[:_MOST]
        return tuple(self._all[number] for number in sorted(largest))

    @cached_property
    def by_department(self) -> bool:
        """Whether there are departments to compare."""
        return bool(branches(self.plan.summary)) and bool(self.plan.departments)

    def _departments(self) -> Iterator[tuple[str, str, int, Mapping[str, Decimal]]]:
        numbers = {id(node): number for number, node in enumerate(self.plan.departments)}
        for node in branches(self.plan.summary):
            totals = {name: node.totals[name].value for name in self.names if name in node.totals}
            known = {name: value for name, value in totals.items() if value is not None}
            name = node.unit.name if node.unit else ""
            yield name, DEPARTMENTS, FIRST_ROW + numbers[id(node)], known

    def _units(self) -> Iterator[tuple[str, str, int, Mapping[str, Decimal]]]:
        for number, member in enumerate(self.plan.summary.members):
            known = {name: member.figures[name].value for name in self.names if name in member.figures}
            if known:
                yield member.unit.name, self.plan.rows, self.plan.member_row(number), known

    @property
    def title(self) -> str:
        """What is compared, and whether all of them are."""
        largest = f"按{self.labels[-1]}列出最大的 {_MOST} 个，" if len(self._all) > len(self._rows) else ""
        return f"{self.heading}对比（{largest}{self._scale.unit}）"

    @property
    def heading(self) -> str:
        """What a line is."""
        return "部门" if self.by_department else "单位"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The totals, each in a word or two."""
        return tuple(titled(self.plan.standard, name) for name in self.names)

    @property
    def colours(self) -> tuple[str, ...]:
        """A colour a total."""
        return _COLOURS[: len(self.names)]

    @cached_property
    def _scale(self) -> Scale:
        return scale_of([value for row in self._rows for value in row[3].values()])

    @cached_property
    def lines(self) -> tuple[tuple[str | Live, ...], ...]:
        """The name and the live totals of each; () where there is nothing to compare."""
        front = DEPARTMENT_HEADINGS if self.by_department else UNIT_HEADINGS
        lines = []
        for name, sheet, row, totals in self._rows:
            figures = []
            told: str | Live = name
            if not self.by_department:
                cell = f"{quote_sheet(sheet)}!$B${row}"
                told = Live(f'=IF({cell}="","",{cell})', name)
            for each in self.names:
                cell = f"{quote_sheet(sheet)}!${column_letters(self.plan.column_of(each, front))}${row}"
                figures.append(Live(self._scale.formula(cell), self._scale.of(totals.get(each)), "#,##0.00"))
            lines.append((told, *figures))
        return tuple(lines)
