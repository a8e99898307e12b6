"""A group of figures added up: whether its whole is the sum of its parts, within what rounding allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from xltools.core.prose.figure import Figure
from xltools.core.prose.sums.misprints import digits_of, significant
from xltools.core.prose.sums.parts import Group, Part

#: Sums of any of so few parts are tried before a fault is told.
_FEW = 7
#: Amounts of so many digits add up by chance to no whole.
_LONG = 5
_FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole and the parts that may be meant to make it up."""

    whole: Part
    parts: tuple[Part, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return sum((value_of(part) for part in self.parts), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """What the whole is more than its parts."""
        return value_of(self.whole) - self.total

    @property
    def tolerance(self) -> Decimal:
        """How far rounding may have moved the sum and the whole apart; 30万元 beside 29.99 is exact."""
        figures = [part.figure for part in self.parts]
        finest = {one.scale: max(two.places for two in figures if two.scale == one.scale) for one in figures}
        return rounding([self.whole.figure, *(replace(one, places=finest[one.scale]) for one in figures)])

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the whole."""
        apart = abs(self.difference)
        members = (self.whole, *self.parts)
        if not apart or apart > sum(part.figure.half_unit for part in members):
            return not apart
        return apart <= self.tolerance


def value_of(part: Part) -> Decimal:
    """The value of a figure that has one."""
    return part.figure.value or Decimal(0)


def rounding(figures: Sequence[Figure]) -> Decimal:
    """The sum of half units in the last place, none of what is exact: counts, 0, 元 to the cent."""
    exact_yuan = any(figure.scale == 1 and figure.places >= 2 for figure in figures)
    return sum((_half(figure, exact_yuan=exact_yuan) for figure in figures), Decimal(0))


def _half(figure: Figure, *, exact_yuan: bool) -> Decimal:
    if not figure.value or figure.half_unit * 2 <= _FEN:
        return Decimal(0)
    if figure.scale == 1 and (figure.unit != "元" or exact_yuan):
        return Decimal(0)
    return figure.half_unit


def alike(group: Group, whole: Part, unlike: tuple[str, ...]) -> tuple[Part, ...]:
    """The parts in the unit of the whole that are of its kind: no 比上年增加 where the whole is none."""
    return tuple(
        part
        for part in group.parts
        if part.unit == whole.unit
        and not any(word in part.lead and word not in whole.lead for word in unlike)
    )


def readings(group: Group, whole: Part, parts: tuple[Part, ...], fewest: int) -> Iterator[Reading]:
    """The whole with all its parts, then with fewer: those nearest to it."""
    for count in range(len(parts), fewest - 1, -1):
        yield Reading(whole, parts[-count:] if group.backwards else parts[:count])


def adds_up(group: Group, unlike: tuple[str, ...], fewest: int = 1) -> bool:
    """Whether any way to read the group, with so many parts at the fewest, is true."""
    for whole in group.wholes:
        in_unit = tuple(part for part in group.parts if part.unit == whole.unit)
        for parts in {in_unit, alike(group, whole, unlike)}:
            if any(reading.holds for reading in readings(group, whole, parts, fewest)):
                return True
            if _several_add_up(group, whole, parts):
                return True
        if is_long(whole.figure) and len(in_unit) <= _FEW and _some_add_up(whole, in_unit):
            return True
    return False


def _several_add_up(group: Group, last: Part, parts: tuple[Part, ...]) -> bool:
    """Whether the parts are those of the last whole together with others before it."""
    together = Decimal(0)
    for whole in group.wholes[group.wholes.index(last) :]:
        if whole.unit == last.unit:
            together += value_of(whole)
            figure = replace(last.figure, value=together)
            one = replace(last, figure=figure)
            if any(reading.holds for reading in readings(group, one, parts, 2)):
                return True
    return False


def _some_add_up(whole: Part, parts: tuple[Part, ...]) -> bool:
    return any(
        Reading(whole, some).holds for count in range(2, len(parts)) for some in combinations(parts, count)
    )


def digits(figure: Figure) -> str:
    """The digits of a figure as written, without zeros in front."""
    return digits_of(figure.value or Decimal(0), figure.scale, figure.places) or ""


def is_long(figure: Figure) -> bool:
    """Whether a figure has enough digits to be no other by chance."""
    row = digits(figure)
    return significant(row) >= _LONG and len(set(row)) > 2
