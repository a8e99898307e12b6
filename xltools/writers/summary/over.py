"""The summary over parts (分册): where everything stands in a workbook whose rows are other summaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from xltools.core.consolidation.division import Division
from xltools.core.consolidation.summary import Node, Summary
from xltools.core.refs import column_letters, quote_sheet
from xltools.writers.summary.plan import UNIT_HEADINGS, Plan

PARTS = "分册"

#: Columns of 分册 before the figures: as many as 单位对照表 has, so that figures stand in the same columns.
PART_HEADINGS = ("编码", "分册", "单位数", "计入汇总", "文件")


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part: its summary, the workbook it is in, and how many of its units have each rate (known ones)."""

    summary: Summary
    path: Path
    rated: Mapping[str, int]


class OverPlan(Plan):
    """The plan of the summary over parts: its totals add up the rows of 分册.

    What a part gives to a rate, and how many units filled a cell, are values in hidden columns there.
    """

    rows = PARTS

    def __init__(self, division: Division, parts: Sequence[WrittenPart], told: str) -> None:
        """``parts`` are in the order of the division."""
        super().__init__(division.over, told)
        self.division = division
        self.written = tuple(parts)
        self._true = Plan(division.whole)

    @cached_property
    def traced(self) -> Mapping[str, int]:
        """None: sources stand in the parts."""
        return {}

    @cached_property
    def _plans(self) -> tuple[Plan, ...]:
        return tuple(Plan(part.summary) for part in self.written)

    def part_input(self, number: int, rate: str, name: str) -> Decimal | None:
        """What a part gives to a rate."""
        plan = self._plans[number]
        return plan.exact_input(rate, name, plan.summary.nodes[0])

    def part_counted(self, number: int) -> int:
        """How many files of a part count."""
        plan = self._plans[number]
        return plan.counted(plan.summary.nodes[0])

    def part_units(self, number: int, name: str) -> int | None:
        """How many units of a part filled a cell, or have a rate; None where that is not known."""
        part = self.written[number]
        if name in self.summary.recomputed:
            return part.rated.get(name)
        total = part.summary.nodes[0].totals.get(name)
        return total.units if total else 0

    def counted(self, node: Node) -> int:
        """How many units below a node have a file that counts."""
        return sum(self.part_counted(number) for number in range(node.first, node.last + 1))

    def count_column(self, name: str) -> int:
        """The hidden column of 分册 that says how many units of a part filled a cell."""
        return len(UNIT_HEADINGS) + len(self.columns) + len(self.inputs) + 1 + self.columns[name].index

    def count(self, name: str, node: Node) -> str:
        """How many units filled a cell, as a formula without its equals sign."""
        letters = column_letters(self.count_column(name))
        first, last = self.member_row(node.first), self.member_row(node.last)
        area = f"{quote_sheet(PARTS)}!${letters}${first}:${letters}${last}"
        return f'IF(COUNT({area})=0,"",SUM({area}))'

    def is_in(self, rate: str, name: str, code: str) -> str | bool:
        """Whether a unit gives that input to a rate: its row is in another workbook."""
        member = self.division.whole.members[self._true.numbers[code]]
        return name in member.figures and self.summary.needs[rate].met_by(member)

    def unit_name(self, code: str) -> str:
        """The name of the unit with that code."""
        return self._true.unit_name(code)

    def exact_inputs(self, rate: str, name: str, nodes: Sequence[Node]) -> Iterator[Decimal | None]:
        """Yield a rate's input over all units of each divided department."""
        numbers = {each.unit: number for number, each in enumerate(self.summary.nodes)}
        whole = [self.division.divided[numbers[node.unit]] for node in nodes]
        return self._true.exact_inputs(rate, name, whole)
