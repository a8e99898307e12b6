"""What changed between two submissions of one unit: findings gone, new, still there; figures changed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xltools.core.ledger.handed import Handed, Told


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that is another now; "" where nothing was or is filled."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a later submission changed. ``still`` pairs each finding that stayed with what it is now."""

    gone: tuple[Told, ...]
    new: tuple[Told, ...]
    still: tuple[tuple[Told, Told], ...]
    figures: tuple[Moved, ...]

    @property
    def nothing(self) -> bool:
        """Whether the later submission says and is told just the same."""
        return not (self.gone or self.new or self.figures or any(a != b for a, b in self.still))


#: What two findings have in common that are one and the same: at the same cell, or else of the same field.
_SAME: tuple[Callable[[Told], tuple[str, ...]], ...] = (
    lambda told: (told.rule, told.field, told.sheet, told.cell),
    lambda told: (told.rule, told.field, told.sheet),
)


def change(before: Handed, after: Handed) -> Change:
    """What changed from one submission to a later one; every finding of both is in it once."""
    left, right = list(before.findings), list(after.findings)
    still: list[tuple[Told, Told]] = []
    for same in _SAME:
        pairs, left, right = _paired(left, right, same)
        still.extend(pairs)
    return Change(tuple(left), tuple(right), tuple(still), tuple(_moved(before.figures, after.figures)))


def _paired(
    left: Sequence[Told], right: Iterable[Told], same: Callable[[Told], tuple[str, ...]]
) -> tuple[list[tuple[Told, Told]], list[Told], list[Told]]:
    """The pairs that have something in common, and what is left over on either side, in order."""
    waiting: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for number, told in enumerate(left):
        waiting[same(told)].append(number)
    pairs: list[tuple[Told, Told]] = []
    over: list[Told] = []
    taken: set[int] = set()
    for told in right:
        if waiting[same(told)]:
            number = waiting[same(told)].popleft()
            taken.add(number)
            pairs.append((left[number], told))
        else:
            over.append(told)
    return pairs, [told for number, told in enumerate(left) if number not in taken], over


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Moved]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name, "") != after.get(name, ""):
            yield Moved(name, before.get(name, ""), after.get(name, ""))
