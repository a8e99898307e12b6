"""Figures in the wrong unit (文中单位): a sum only true if one is 万元, or one label with two amounts.

The rule's words are those of the rule on sums.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.adding import is_long, value_of
from xltools.core.prose.sums.parts import groups_in
from xltools.core.prose.sums.sums import known_of
from xltools.core.prose.sums.units_mixed import Rescaled, rescaled
from xltools.core.standard import Rule

_RATIOS = (Decimal(10) ** 4, Decimal(10) ** 8)
_WRITTEN_SCALE = {Decimal(1): "", Decimal(10) ** 4: "万", Decimal(10) ** 8: "亿"}


def mixed_units(read: Read, rule: Rule) -> Iterator[Found]:
    """Yield a finding for each figure in a unit that cannot be meant."""
    seen: set[tuple[int, int]] = set()
    for found in (*_in_sums(read, rule), *_of_one_label(read)):
        at = found.spot and (found.spot.paragraph, found.spot.start)
        if at and at not in seen:
            seen.add(at)
            yield found


def _in_sums(read: Read, rule: Rule) -> Iterator[Found]:
    known = known_of(read, rule)
    told = contradicted(read)
    for index, figures in read.figures_by_passage.items():
        if len({figure.scale for figure in figures}) < 2:
            continue
        for group in groups_in(read.texts[index], figures, known.markers):
            mixed = rescaled(group, known.unlike)
            if mixed and not told.intersection(part.figure for part in (*group.wholes, *group.parts)):
                yield _sum_found(read, mixed)


def _sum_found(read: Read, mixed: Rescaled) -> Found:
    wrong, right = mixed.part.figure, mixed.right.figure
    whole, parts = mixed.reading.whole.figure, mixed.reading.parts
    terms = "+".join(part.figure.label + _written(part.figure) for part in parts)
    sentence = f"“{wrong.label}”写的是{wrong.text}；写成{_written(right)}才有{terms}={_written(whole)}"
    return Found(
        read.spot(wrong.passage, wrong.start, wrong.end),
        name=sentence.replace("(", "（").replace(")", "）"),
        left=value_of(mixed.part),
        right=value_of(mixed.right),
        difference=value_of(mixed.part) - value_of(mixed.right),
    )


def _written(figure: Figure) -> str:
    """A figure in its scale, whatever it was written in."""
    number = re.match(r"[\d,.]+", figure.text)
    return (number[0] if number else figure.text) + _WRITTEN_SCALE.get(figure.scale, "") + figure.unit


def _of_one_label(read: Read) -> Iterator[Found]:
    """The later of two long amounts of one label that differ by 万 or 亿 and nothing else."""
    by_label: dict[str, list[Figure]] = {}
    for figure in read.figures:
        if figure.kind == "数" and figure.unit == "元" and len(figure.label) > 1 and is_long(figure):
            by_label.setdefault(figure.label, []).append(figure)
    for label, figures in by_label.items():
        if pair := min(_differing_by_scale(figures), default=None):
            earlier, later = (figures[place] for place in pair)
            yield Found(
                read.spot(later.passage, later.start, later.end),
                name=f"“{label}”这里写{later.text}，{_place(read, earlier)}写{earlier.text}，"
                f"只差万或亿，有一处单位写错",
                left=later.value,
                right=earlier.value,
                difference=(later.value or Decimal(0)) - (earlier.value or Decimal(0)),
            )


def _differing_by_scale(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """The places of each two that differ by 万 or 亿 and nothing else, the earlier place first."""
    by_value = sorted((figure.value or Decimal(0), place) for place, figure in enumerate(figures))
    for place, small in enumerate(figures):
        for ratio in _RATIOS if small.value else ():
            value, half = (small.value or Decimal(0)) * ratio, small.half_unit * ratio
            first = bisect_left(by_value, (value - half, -1))
            last = bisect_left(by_value, (value + half, len(figures)))
            yield from ((min(place, other), max(place, other)) for _, other in by_value[first:last])


def _place(read: Read, figure: Figure) -> str:
    return f"第{read.narrative.passages[figure.passage].number}段"
