"""Three-way merge of sequences: what was generated, what staff made of it, what would be generated now.

Two grains. :func:`steps` merges items that have an inside (paragraphs, rows): nothing of mine is lost, items
keep together through moves. :func:`hunks` merges items that have none (clauses), as diff3 does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.core.merging.pairing import Matched, same


@dataclass(frozen=True, slots=True)
class Step:
    """One item of the result, or one that is not in it, by its place on each side.

    (i, j, k) merge the three; (None, j, None) staff's own; (None, None, k) new; (None, j, k) both added it;
    (i, j, None) no longer generated; (i, None, k) and (i, None, None) deleted by staff.
    """

    base: int | None
    mine: int | None
    theirs: int | None
    moves: bool = False
    """Mine leaves its place for the one it is generated at now."""

    @property
    def stands(self) -> bool:
        """Whether it may be part of the result."""
        return self.mine is not None or self.base is None


def steps(
    counts: tuple[int, int, int],
    mine: Matched,
    theirs: Matched,
    touched: Callable[[int, int], bool],
    added: Callable[[Iterable[int], Iterable[int]], Iterable[tuple[int, int]]],
) -> list[Step]:
    """The result in its order, and after it what staff deleted.

    ``touched(i, j)``: staff changed base item i, now mine j. ``added``: which of mine are just like which of
    theirs.
    Mine's order stands; an untouched item goes where it would be generated now.
    """
    base_of = {j: i for i, j in mine.pairs.items()}
    known = set(theirs.pairs.values())
    both = dict(
        added(
            [j for j in range(counts[1]) if j not in base_of],
            [k for k in range(counts[2]) if k not in known],
        )
    )
    wandering = {i for i in theirs.moved - mine.moved if i in mine.pairs and not touched(i, mine.pairs[i])}
    order = [
        Step(base_of.get(j), j, theirs.pairs.get(base_of[j]) if j in base_of else both.get(j))
        for j in range(counts[1])
        if base_of.get(j) not in wandering
    ]
    placed = {*both.values(), *(k for i, k in theirs.pairs.items() if i not in wandering)}
    came_from = {k: i for i, k in theirs.pairs.items() if i in wandering}
    settled = mine.pairs.keys() - mine.moved - theirs.moved
    anchored = {*both.values(), *(k for i, k in theirs.pairs.items() if i in settled)}
    for k in range(counts[2]):
        if k not in placed:
            i = came_from.get(k)
            step = Step(i, None if i is None else mine.pairs[i], k, moves=i is not None)
            _place(order, step, anchored)
            anchored.add(k)
    gone = [Step(i, None, theirs.pairs.get(i)) for i in range(counts[0]) if i not in mine.pairs]
    return order + gone


def _place(order: list[Step], step: Step, anchored: set[int]) -> None:
    """Put a new item behind the one it follows; where that was replaced, in the replaced one's place."""
    assert step.theirs is not None  # noqa: S101  # only what is generated is placed
    where = {each.theirs: at for at, each in enumerate(order) if each.theirs in anchored}
    before = next((where[k] for k in range(step.theirs - 1, -1, -1) if k in where), None)
    if (
        before is None
        and (after := min((where[k] for k in where if k is not None and k > step.theirs), default=None))
        is not None
    ):
        at = after
        while at and order[at - 1].theirs is None and order[at - 1].base is not None:
            at -= 1
        order.insert(at, step)
        return
    at = 0 if before is None else before + 1
    ahead = at
    while ahead < len(order) and order[ahead].theirs is None:
        ahead += 1
        if order[ahead - 1].base is not None:
            at = ahead
            break
    order.insert(at, step)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbours that one or both sides changed: where they stand on each side."""

    base: slice
    mine: slice
    theirs: slice


def hunks(base: Sequence[Hashable], mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Hunk]:
    """Every stretch that is not the same on all sides, as small as it can be said.

    Changes of mine and theirs are one hunk where they overlap, or where one inserts at the other's edge.
    """
    to_mine, to_theirs = same(base, mine), same(base, theirs)
    own = [(a, b, 0) for a, b in _changed(to_mine, len(base), len(mine))]
    new = [(a, b, 1) for a, b in _changed(to_theirs, len(base), len(theirs))]
    clusters: list[tuple[int, int]] = []
    for start, end, _ in sorted(own + new):
        if clusters and _touch(clusters[-1], (start, end)):
            clusters[-1] = (clusters[-1][0], max(clusters[-1][1], end))
        else:
            clusters.append((start, end))
    places_mine = _Places(to_mine, len(base), len(mine))
    places_theirs = _Places(to_theirs, len(base), len(theirs))
    return [Hunk(slice(a, b), places_mine.of(a, b), places_theirs.of(a, b)) for a, b in clusters]


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches overlap, or one is an insertion at the other's edge."""
    if one[0] == one[1] or other[0] == other[1]:
        return other[0] <= one[1]
    return other[0] < one[1]


def _changed(pairs: dict[int, int], size: int, other: int) -> Iterator[tuple[int, int]]:
    """The stretches of the first side between its pairs where anything was changed."""
    fixed = [(-1, -1), *sorted(pairs.items()), (size, other)]
    for (i, j), (after, other_after) in pairwise(fixed):
        if after - i > 1 or other_after - j > 1:
            yield i + 1, after


class _Places:
    """Where stretches of the base stand on another side."""

    def __init__(self, pairs: dict[int, int], size: int, other: int) -> None:
        self._pairs, self._size, self._other = pairs, size, other

    def of(self, start: int, end: int) -> slice:
        """The stretch with what was inserted at its edges, where a change of this side lies there."""
        before = self._pairs.get(start - 1) if start else -1
        after = self._pairs.get(end) if end < self._size else self._other
        first = before + 1 if before is not None else self._pairs[start]
        last = after if after is not None else self._pairs[end - 1] + 1
        return slice(first, last)
