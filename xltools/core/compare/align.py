"""Which items of two sequences belong together, though some were inserted, deleted or altered.

Equal beginnings and ends are set aside, then items that occur once on either side hold the rest together
(patience); what lies between is paired so that the pairs are as alike as can be. Swapping the sides gives
the same pairs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

#: (item of the first sequence or None, item of the second or None), both in order.
Pairs = list[tuple[int | None, int | None]]

#: Alikeness of two items, 0 to 1; below 0 where they must not be paired.
Alike = Callable[[int, int], float]

#: A gap with more possible pairs than this is paired by order: comparing all would take too long.
_MOST = 60_000

#: What a pair of unlike items counts, and one that stands at the same distance from the last that fit.
_ANY_PAIR, _SAME_PLACE = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class _Gap:
    """The items between two that belong together."""

    first: int
    last: int
    other_first: int
    other_last: int

    @property
    def sizes(self) -> tuple[int, int]:
        return self.last - self.first, self.other_last - self.other_first


def align(
    left: Sequence[Hashable],
    right: Sequence[Hashable],
    alike: Alike,
    fixed: Sequence[tuple[int, int]] = (),
) -> Pairs:
    """Pair the items of two sequences by their keys; ``fixed`` are pairs known beforehand.

    Fixed pairs that cross others are left out. Every item occurs once.
    """
    if _ordered(right, left):
        turned = align(right, left, lambda i, j: alike(j, i), [(j, i) for i, j in fixed])
        return [(i, j) for j, i in turned]
    pairs: Pairs = []
    gap_first = other_first = 0
    for i, j in chain(_rising(sorted(set(fixed))), [(len(left), len(right))]):
        pairs += _within(left, right, alike, _Gap(gap_first, i, other_first, j))
        if i < len(left):
            pairs.append((i, j))
        gap_first, other_first = i + 1, j + 1
    return pairs


def _ordered(one: Sequence[Hashable], other: Sequence[Hashable]) -> bool:
    """Whether ``one`` comes strictly before ``other``, by what does not depend on their roles."""
    if len(one) != len(other):
        return len(one) < len(other)
    return next((repr(a) < repr(b) for a, b in zip(one, other, strict=True) if a != b), False)


def _within(left: Sequence[Hashable], right: Sequence[Hashable], alike: Alike, gap: _Gap) -> Pairs:
    """The pairs of one gap."""
    head: Pairs = []
    i, j, last, other_last = gap.first, gap.other_first, gap.last, gap.other_last
    while i < last and j < other_last and left[i] == right[j]:
        head.append((i, j))
        i, j = i + 1, j + 1
    tail: Pairs = []
    while i < last and j < other_last and left[last - 1] == right[other_last - 1]:
        last, other_last = last - 1, other_last - 1
        tail.append((last, other_last))
    middle: Pairs = []
    for a, b in chain(_anchors(left, right, _Gap(i, last, j, other_last)), [(last, other_last)]):
        middle += _paired(alike, _Gap(i, a, j, b))
        if a < last:
            middle.append((a, b))
        i, j = a + 1, b + 1
    return [*head, *middle, *reversed(tail)]


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap) -> list[tuple[int, int]]:
    """Items that occur once on either side of a gap, in the longest run that keeps their order."""
    once = Counter(left[gap.first : gap.last])
    other_once = Counter(right[gap.other_first : gap.other_last])
    where = {right[j]: j for j in range(gap.other_first, gap.other_last) if other_once[right[j]] == 1}
    both = [
        (i, where[left[i]]) for i in range(gap.first, gap.last) if once[left[i]] == 1 and left[i] in where
    ]
    return _rising(both)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence that rises on both sides."""
    ends: list[int] = []
    best: list[int] = []
    before: list[int | None] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        if at < len(ends) and ends[at] == j:
            before.append(None)
            continue
        before.append(best[at - 1] if at else None)
        ends[at : at + 1] = [j]
        best[at : at + 1] = [index]
    found: list[tuple[int, int]] = []
    step = best[-1] if best else None
    while step is not None:
        found.append(pairs[step])
        step = before[step]
    # A fixed item may be named twice: its first partner stands.
    rising = found[::-1]
    return [pair for n, pair in enumerate(rising) if n == 0 or pair[0] > rising[n - 1][0]]


def _paired(alike: Alike, gap: _Gap) -> Pairs:
    """The items of a gap, paired as alike as can be."""
    size, other = gap.sizes
    lefts, rights = range(gap.first, gap.last), range(gap.other_first, gap.other_last)
    if not size or not other:
        return [*((i, None) for i in lefts), *((None, j) for j in rights)]
    if size * other > _MOST:
        common = min(size, other)
        return [
            *zip(lefts[:common], rights[:common], strict=True),
            *((i, None) for i in lefts[common:]),
            *((None, j) for j in rights[common:]),
        ]
    return list(_best(alike, gap))


def _best(alike: Alike, gap: _Gap) -> Iterator[tuple[int | None, int | None]]:
    """The alignment of a gap with the most alike pairs (dynamic programming from its end)."""
    size, other = gap.sizes
    gains = [[_gain(alike, gap, i, j) for j in range(other)] for i in range(size)]
    total = [[0.0] * (other + 1) for _ in range(size + 1)]
    for i in range(size - 1, -1, -1):
        row, below, gain = total[i], total[i + 1], gains[i]
        for j in range(other - 1, -1, -1):
            paired = gain[j] + below[j + 1] if gain[j] >= 0 else -1.0
            row[j] = max(paired, below[j], row[j + 1])
    i = j = 0
    while i < size or j < other:
        if i < size and j < other and gains[i][j] >= 0 and total[i][j] == gains[i][j] + total[i + 1][j + 1]:
            yield gap.first + i, gap.other_first + j
            i, j = i + 1, j + 1
        elif i < size and (j == other or total[i][j] == total[i + 1][j]):
            yield gap.first + i, None
            i += 1
        else:
            yield None, gap.other_first + j
            j += 1


def _gain(alike: Alike, gap: _Gap, i: int, j: int) -> float:
    likeness = alike(gap.first + i, gap.other_first + j)
    return likeness if likeness < 0 else likeness + _ANY_PAIR + (_SAME_PLACE if i == j else 0)
