"""Which units have scores, which indicators there are and in which order, and which scores to look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from xltools.core.consolidation.summary import Member, Summary
from xltools.core.scores.score import Score
from xltools.core.standard import Indicator


class Scored:
    """The scores of a summary, as its sheets list them."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.standard = summary.standard

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators, those of one first-level group next to each other."""
        order = list(dict.fromkeys(indicator.first for indicator in self.standard.indicators))
        return tuple(sorted(self.standard.indicators, key=lambda each: order.index(each.first)))

    @cached_property
    def groups(self) -> tuple[tuple[str, int, int], ...]:
        """(first-level indicator, first, last) with the numbers of its indicators, counted from 0."""
        firsts = [indicator.first for indicator in self.indicators]
        names = dict.fromkeys(firsts)
        return tuple((name, firsts.index(name), len(firsts) - 1 - firsts[::-1].index(name)) for name in names)

    @cached_property
    def scored(self) -> tuple[Member, ...]:
        """The units that have a row on 得分表."""
        return tuple(member for member in self.summary.members if member.score)

    @cached_property
    def score_number(self) -> Mapping[int, int]:
        """The number among :attr:`scored` of the member with a number among all."""
        numbers = (number for number, member in enumerate(self.summary.members) if member.score)
        return {number: order for order, number in enumerate(numbers)}

    @cached_property
    def compared(self) -> tuple[tuple[Member, Score], ...]:
        """The scores to look at of every unit: own and reference differ, or an exemption counts."""
        found = [(member, score) for member in self.scored if member.file for score in member.file.compared]
        return tuple(sorted(found, key=lambda each: -(each[1].difference or 0)))
