"""Figures one misprint away from another of the report (文中近似): 19563574.39 and 19563584.39.

The rule's 左式 names the fewest digits that count, and how many make a chance unlikely; its 右式 the words
that tell two labels apart (预算 决算).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.model import Level
from xltools.core.prose.beside.links import contradicted
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.adding import Reading, alike, digits, readings
from xltools.core.prose.sums.misprints import misprint, significant
from xltools.core.prose.sums.parts import groups_in
from xltools.core.prose.sums.sums import Known, failing, known_of
from xltools.core.prose.vocabulary import word_lists
from xltools.core.standard import Rule

_SAYS = {"改一位": "只差一位", "换两位": "有两位数字颠倒", "多少一位": "多或少一位"}
#: (scale, decimals, digits) of a number as written.
_Written = tuple[Decimal, int, str]


@dataclass(frozen=True, slots=True)
class _Limits:
    fewest: int
    plenty: int
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Where the figures of sums stand that are true, and of those told to be false."""

    true: frozenset[tuple[int, int]]
    told: frozenset[tuple[int, int]]


def near(read: Read, rule: Rule) -> Iterator[Found]:
    """Yield a finding for each figure that is probably meant to be another one."""
    least, apart = word_lists(read, rule.left, 2), word_lists(read, rule.right, 1)[0]
    if not least[0] or not least[1]:
        return
    limits = _Limits(int(least[0][0]), int(least[1][0]), apart)
    written = _written(read, limits)
    pairs = list(_pairs(written))
    if not pairs:
        return
    sums = _sums(read)
    told: set[tuple[int, int]] = set()
    for one, other in pairs:
        found = _judged(read, written[one], written[other], limits, sums)
        if found and found.spot and (found.spot.paragraph, found.spot.start) not in told:
            told.add((found.spot.paragraph, found.spot.start))
            yield found


def _written(read: Read, limits: _Limits) -> dict[_Written, list[Figure]]:
    """Each long number as written -> where it stands."""
    found: dict[_Written, list[Figure]] = {}
    for figure in read.figures:
        if figure.kind == "数" and _is_amount(figure):
            row = digits(figure)
            if significant(row) >= limits.fewest:
                found.setdefault((figure.scale, figure.places, row), []).append(figure)
    return found


def _is_amount(figure: Figure) -> bool:
    """Whether it is money; without a unit, only in a formula or written as amounts are: no telephone."""
    if not figure.value or figure.approximate:
        return False
    return figure.unit == "元" or (
        not figure.unit and bool(figure.role or figure.places or "," in figure.text)
    )


def _pairs(written: Mapping[_Written, object]) -> Iterator[tuple[_Written, _Written]]:
    """Every two numbers that a misprint makes of each other, the first in the report first."""
    marked: dict[tuple[Decimal, int, str], list[_Written]] = {}
    seen: set[tuple[_Written, _Written]] = set()
    for key in written:
        for shape in _shapes(key[2]):
            for earlier in marked.setdefault((*key[:2], shape), []):
                if (earlier, key) not in seen and misprint(earlier[2], key[2]):
                    seen.add((earlier, key))
                    yield earlier, key
            marked[(*key[:2], shape)].append(key)


def _shapes(row: str) -> set[str]:
    """What a number has in common with all that a misprint makes of it."""
    without = {row[:at] + row[at + 1 :] for at in range(len(row))}
    swapped = {
        row[:at] + "".join(sorted(row[at : at + 2])) + row[at + 2 :] + "~" for at in range(len(row) - 1)
    }
    changed = {row[:at] + "?" + row[at + 1 :] for at in range(len(row))}
    return {row} | without | swapped | changed


def _sums(read: Read) -> _Sums:
    rule = next((rule for rule in read.standard.report_rules if rule.compare == "文中合计"), None)
    if rule is None:
        return _Sums(frozenset(), frozenset())
    known = known_of(read, rule)
    told = frozenset(place for reading in failing(read, known) for place in _places(reading))
    return _Sums(frozenset(_true(read, known)), told)


def _true(read: Read, known: Known) -> Iterator[tuple[int, int]]:
    for index, figures in read.figures_by_passage.items():
        for group in groups_in(read.texts[index], figures, known.markers):
            for whole in group.wholes:
                for reading in readings(group, whole, alike(group, whole, known.unlike), 2):
                    if reading.holds:
                        yield from _places(reading)


def _places(reading: Reading) -> Iterator[tuple[int, int]]:
    for part in (reading.whole, *reading.parts):
        yield part.figure.passage, part.figure.start


def _judged(
    read: Read, first: list[Figure], second: list[Figure], limits: _Limits, sums: _Sums
) -> Found | None:
    """The finding on one of two numbers: the one that stands less often, or later, and in no true sum."""
    if _any(first + second, sums.told):
        return None
    fewer_first = sorted((second, first), key=len)
    odd = next((one for one in fewer_first if len(one) == 1 and not _any(one, sums.true)), None)
    if odd is None:
        return None
    usual = first if odd is second else second
    if odd[0] in contradicted(read):
        return None
    if all(figure.sentence == odd[0].sentence and figure.passage == odd[0].passage for figure in usual):
        return None
    level = _level(read, usual, odd[0], limits)
    return _found(read, usual, odd[0], level) if level else None


def _any(figures: list[Figure], places: frozenset[tuple[int, int]]) -> bool:
    return any((figure.passage, figure.start) in places for figure in figures)


def _level(read: Read, usual: list[Figure], odd: Figure, limits: _Limits) -> Level | None:
    """How sure it is: 核实 where the labels say the same, 提示 where little, None where they differ."""
    difference = abs((usual[0].value or Decimal(0)) - (odd.value or Decimal(0)))
    if _explained(_amounts(read), difference, odd.half_unit):
        return None
    plenty = min(significant(digits(usual[0])), significant(digits(odd))) >= limits.plenty
    others = [figure for figure in usual if not _other_year(read, figure, odd)]
    if not others:
        return None
    several = len(usual) > 1
    if any(_same(figure.label, odd.label, limits.apart) for figure in others):
        return "核实" if plenty or several else "提示"
    if not plenty or (
        not several and all(_apart(figure.label, odd.label, limits.apart) for figure in others)
    ):
        return None
    return "提示"


@lru_cache(maxsize=4)
def _amounts(read: Read) -> tuple[Decimal, ...]:
    """Every amount of the report, the smallest first."""
    return tuple(sorted(f.value for f in read.figures if f.kind == "数" and f.unit == "元" and f.value))


def _explained(amounts: tuple[Decimal, ...], difference: Decimal, half: Decimal) -> bool:
    """Whether the report states the difference: 比上年增加10万元."""
    place = bisect_left(amounts, difference - half)
    return place < len(amounts) and amounts[place] <= difference + half


def _other_year(read: Read, one: Figure, other: Figure) -> bool:
    """Whether the sentences speak of different years."""
    years, others = _years(read, one), _years(read, other)
    return bool(years and others and not years & others)


def _years(read: Read, figure: Figure) -> set[int]:
    start, end = figure.sentence
    return {
        date.date[0]
        for date in read.figures_by_passage[figure.passage]
        if date.date and date.date[0] and start <= date.start < end
    }


def _same(one: str, other: str, apart: tuple[str, ...]) -> bool:
    return (
        len(min(one, other, key=len)) > 1 and (one in other or other in one) and not _apart(one, other, apart)
    )


def _apart(one: str, other: str, apart: tuple[str, ...]) -> bool:
    return {word for word in apart if word in one} != {word for word in apart if word in other}


def _found(read: Read, usual: list[Figure], odd: Figure, level: Level) -> Found:
    first = usual[0]
    kind = misprint(digits(first), digits(odd)) or "改一位"
    label = f"“{first.label}”" if first.label else ""
    again = f"等{len(usual)}处" if len(usual) > 1 else ""
    number = read.narrative.passages[first.passage].number
    return Found(
        read.spot(odd.passage, odd.start, odd.end),
        name=f"{odd.text}与第{number}段{label}{first.text}{again}{_SAYS[kind]}，疑似笔误",
        left=odd.value,
        right=first.value,
        difference=(odd.value or Decimal(0)) - (first.value or Decimal(0)),
        level=level,
    )
