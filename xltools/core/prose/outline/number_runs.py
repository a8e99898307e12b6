"""Runs of ordinals, and where they break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from xltools.core.prose.outline.headings import Line
from xltools.core.prose.outline.ordinals import RANKED, Ordinal

Kind = Literal["跳号", "错号", "重号", "倒序", "重排"]

#: What begins a text of its own: its numbers start anew.
_ANEW = re.compile(r"附\s*(?:件|表|录)|附\s*[:：]|目\s*录$")


#: How many items ahead tell whether a run goes on.
_AHEAD = 100
#: So many numbers that come twice are no slip of the pen.
_TWICE = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line: its place among the lines, and its ordinal."""

    place: int
    line: Line
    ordinal: Ordinal


@dataclass(frozen=True, slots=True)
class Break:
    """Where a run breaks: at ``item``, where ``expected`` should stand; ``before`` is the item before it.

    ``since`` is the place among the lines after which what is missing would stand; ``goes_on`` says that the
    next number of the group is the next one.
    """

    kind: Kind
    item: Item
    expected: int
    before: Item | None
    since: int
    goes_on: bool


@dataclass(slots=True, eq=False)
class _Group:
    """Items of one style under one heading, which stands at ``since``."""

    style: str
    since: int
    items: list[Item] = field(default_factory=list)


def breaks_of(lines: Sequence[Line]) -> Iterator[Break]:
    """Every break, in the order of the groups of siblings."""
    last: dict[str, int] = {}
    for group in _groups(lines):
        yield from _breaks(group, last.get(group.style, 0))
        last[group.style] = group.items[-1].ordinal.number


def _groups(lines: Sequence[Line]) -> list[_Group]:
    """The numbered lines as groups of siblings: of one style, under one heading of a wider style."""
    groups: list[_Group] = []
    open_groups: list[_Group] = []
    anew, starts_at = -1, 0
    items = [Item(place, line, line.ordinal) for place, line in enumerate(lines) if line.ordinal]
    following = _following(items)
    starts = [place for place, line in enumerate(lines) if line.ordinal is None and _ANEW.match(line.title)]
    for item in items:
        while starts_at < len(starts) and starts[starts_at] < item.place:
            anew, open_groups = starts[starts_at], []
            starts_at += 1
        style = item.ordinal.style
        group = next((group for group in open_groups if group.style == style), None)
        if not item.ordinal.sure and not _wanted(item, group, following):
            continue
        if group:
            del open_groups[open_groups.index(group) + 1 :]
        else:
            open_groups = [group for group in open_groups if _wider(group.style, item.ordinal)]
            since = open_groups[-1].items[-1].place if open_groups else anew
            open_groups.append(_Group(style, since))
            groups.append(open_groups[-1])
        open_groups[-1].items.append(item)
    return groups


def _wider(style: str, ordinal: Ordinal) -> bool:
    """Whether items of an open group may hold those of another style."""
    if ordinal.rank == len(RANKED):
        return True
    return style in RANKED and RANKED.index(style) < ordinal.rank


def _following(items: Sequence[Item]) -> dict[int, int]:
    """Place of an item -> the number of the next item of its style."""
    following: dict[int, int] = {}
    coming: dict[str, int] = {}
    for item in reversed(items):
        if item.ordinal.style in coming:
            following[item.place] = coming[item.ordinal.style]
        coming[item.ordinal.style] = item.ordinal.number
    return following


def _wanted(item: Item, group: _Group | None, following: dict[int, int]) -> bool:
    """Whether what may be an ordinal is just the one that should stand here."""
    number = item.ordinal.number
    if group and group.items[-1].ordinal.number == number - 1:
        return following.get(item.place) != number
    return number == 1 and following.get(item.place) == 2


def _breaks(group: _Group, earlier: int) -> Iterator[Break]:
    """The breaks of one group; ``earlier`` is the last number of that style before it."""
    items = group.items
    numbers = [item.ordinal.number for item in items]
    if _side_by_side(numbers):
        return
    ranked = items[0].ordinal.rank < len(RANKED)
    runs: list[int] = []
    place = 0
    while place < len(items):
        number, rest = numbers[place], numbers[place + 1 : place + _AHEAD]
        while runs and number - 1 in runs and runs[-1] != number - 1:
            runs.pop()
        last = runs[-1] if runs else 0
        seen = _seen(number, last or (0 if place else earlier), rest, ranked=ranked, first=not runs)
        if seen.kind:
            before = items[place - 1] if place else None
            since = before.place if before else group.since
            yield Break(seen.kind, items[place], last + 1, before, since, rest[:1] == [number + 1])
        if runs and not seen.opens:
            runs[-1] = seen.now
        else:
            runs.append(seen.now)
        place += seen.taken


def _side_by_side(numbers: Sequence[int]) -> bool:
    """Whether they are of two columns read line by line: 一、 一、 二、 二、 三、 三、."""
    twice = sum(one == other for one, other in pairwise(numbers))
    return twice >= _TWICE and 2 * twice >= len(numbers) - 2


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is wrong with a number, where its run stands after it, and how many items that explains."""

    kind: Kind | None
    now: int
    taken: int = 1
    opens: bool = False


def _seen(number: int, last: int, rest: Sequence[int], *, ranked: bool, first: bool) -> _Seen:
    """Judge a number by the ``last`` of its run and the ``rest`` of its group."""
    after = rest[0] if rest else None
    if last and number == last + 1 and (not first or after in (None, 1, number + 1)):
        return _Seen(None, number)
    if after == (0 if first else last) + 2 and (number != 1 or not first):
        return _Seen("重号" if number == last else "错号", after - 1)
    if number <= 1:
        again = not first and last + 1 not in rest and (after is None or ranked)
        return _Seen("重排" if again else None, number, opens=True)
    if first:
        return _Seen("跳号" if number == 2 else None, number)
    if number == last + 2 and after == last + 1:
        return _Seen("倒序", number, taken=2)
    if number == last:
        return _Seen("重号", number)
    if number > last:
        return _Seen("跳号", number)
    return _Seen("倒序" if after is None or ranked else None, number)
