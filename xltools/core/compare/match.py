"""Which sheets, or tables, of two files belong together: by name, else by what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from xltools.core.compare.grid import Grid
from xltools.core.compare.reading import loose

#: Sheets of different names are taken for each other when at least this much of them is the same.
_ENOUGH = 0.5


def match(
    left: Sequence[Grid], right: Sequence[Grid], *, by_name: bool = True
) -> list[tuple[Grid | None, Grid | None]]:
    """Pairs in the order of the first file, then what only the second has.

    Without ``by_name`` (tables have no names) only content counts, and of equals the order.
    """
    chosen: dict[int, int] = {}
    if by_name:
        names = {loose(grid.name).casefold(): j for j, grid in enumerate(right)}
        for i, grid in enumerate(left):
            j = names.get(loose(grid.name).casefold())
            if j is not None:
                chosen[i] = j
    elif len(left) == len(right) and all(map(_like, left, right)):
        chosen = {i: i for i in range(len(left))}
    chosen |= _by_content(left, right, chosen)
    taken = set(chosen.values())
    pairs: list[tuple[Grid | None, Grid | None]] = [
        (grid, right[chosen[i]] if i in chosen else None) for i, grid in enumerate(left)
    ]
    return [*pairs, *((None, grid) for j, grid in enumerate(right) if j not in taken)]


def _by_content(left: Sequence[Grid], right: Sequence[Grid], chosen: dict[int, int]) -> dict[int, int]:
    """The best pairs of those left over, the most alike first."""
    open_left = [i for i in range(len(left)) if i not in chosen]
    open_right = [j for j in range(len(right)) if j not in chosen.values()]
    if not open_left or not open_right:
        return {}
    contents = [_content(grid) for grid in left], [_content(grid) for grid in right]
    possible = ((i, j) for i in open_left for j in open_right)
    shares = [(_share(contents[0][i], contents[1][j]), -abs(i - j), -i - j, i, j) for i, j in possible]
    found: dict[int, int] = {}
    for share, *_, i, j in sorted(shares, reverse=True):
        if share >= _ENOUGH and i not in found and j not in found.values():
            found[i] = j
    return found


def _like(one: Grid, other: Grid) -> bool:
    return _share(_content(one), _content(other)) >= _ENOUGH


def _content(grid: Grid) -> Counter[Hashable]:
    return sum(grid.bags, Counter())


def _share(one: Counter[Hashable], other: Counter[Hashable]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
