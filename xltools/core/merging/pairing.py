"""Which items of two sequences are one and the same, though altered or moved."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xltools.core.compare.align import align

#: How alike two items must be to be one item altered; and one that was moved besides.
_ALTERED, _MOVED = 0.5, 0.8

#: With more possible pairs than this only equal items are known to have moved: all would take too long.
_MOST = 60_000


@dataclass(frozen=True, slots=True)
class Matched:
    """``pairs``: item of the first -> item of the second; ``moved``: items of the first out of order."""

    pairs: dict[int, int]
    moved: frozenset[int]


def matched(
    left: Sequence[Hashable], right: Sequence[Hashable], text: Callable[[Any], str], *, whole: bool = False
) -> Matched:
    """Pair equal items, then altered ones, then those that were moved; items of two types are no pair.

    ``text`` gives an item's words to compare it by. ``whole``: two single items always belong together.
    """
    if whole and len(left) == len(right) == 1 and type(left[0]) is type(right[0]):
        return Matched({0: 0}, frozenset())
    likeness = Likeness(left, right, text)
    pairs = {
        i: j
        for i, j in align(left, right, likeness.or_never)
        if i is not None and j is not None and (left[i] == right[j] or likeness(i, j) >= _ALTERED)
    }
    moved = dict(_moved(left, right, pairs, likeness))
    return Matched(pairs | moved, frozenset(moved))


def same(left: Sequence[Hashable], right: Sequence[Hashable]) -> dict[int, int]:
    """The equal items of two sequences, in order."""
    pairs = align(left, right, lambda i, j: 1.0 if left[i] == right[j] else -1.0)
    return {i: j for i, j in pairs if i is not None and j is not None and left[i] == right[j]}


class Likeness:
    """How alike the items of two sides are, by the pairs of neighbouring characters they share (0 to 1)."""

    def __init__(
        self, left: Sequence[Hashable], right: Sequence[Hashable], text: Callable[[Any], str]
    ) -> None:
        self._types = tuple(map(type, left)), tuple(map(type, right))
        self._left = tuple(_bigrams(text(each)) for each in left)
        self._right = tuple(_bigrams(text(each)) for each in right)

    def __call__(self, i: int, j: int) -> float:
        """The likeness of two items; below 0 for items of two types."""
        if self._types[0][i] is not self._types[1][j]:
            return -1.0
        one, other = self._left[i], self._right[j]
        total = one.total() + other.total()
        return 2 * (one & other).total() / total if total else 1.0

    def or_never(self, i: int, j: int) -> float:
        """The same; below 0 where the items are no pair."""
        likeness = self(i, j)
        return likeness if likeness >= _ALTERED else -1.0


def _bigrams(text: str) -> Counter[str]:
    framed = f" {text} " if text else ""
    return Counter(framed[at : at + 2] for at in range(len(framed) - 1))


def _moved(
    left: Sequence[Hashable], right: Sequence[Hashable], pairs: dict[int, int], likeness: Likeness
) -> list[tuple[int, int]]:
    """Items left over on both sides that are the same: equal ones first, then the most alike."""
    taken = set(pairs.values())
    lefts = [i for i in range(len(left)) if i not in pairs]
    rights = [j for j in range(len(right)) if j not in taken]
    found = list(equal_items(left, right, lefts, rights))
    gone, come = {i for i, _ in found}, {j for _, j in found}
    if (len(lefts) - len(gone)) * (len(rights) - len(come)) > _MOST:
        return found
    ranked = sorted(
        (-likeness(i, j), i, j)
        for i in lefts
        for j in rights
        if i not in gone and j not in come and likeness(i, j) >= _MOVED
    )
    for _, i, j in ranked:
        if i not in gone and j not in come:
            gone.add(i)
            come.add(j)
            found.append((i, j))
    return found


def equal_items(
    left: Sequence[Hashable], right: Sequence[Hashable], lefts: Iterable[int], rights: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Pair equal items, each once, the first with the first."""
    where: dict[Hashable, deque[int]] = {}
    for j in rights:
        where.setdefault(right[j], deque()).append(j)
    for i in lefts:
        if places := where.get(left[i]):
            yield i, places.popleft()
