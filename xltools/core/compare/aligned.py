"""The rows and columns of two grids that belong together, though some were inserted, deleted or moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from xltools.core.compare.align import Pairs, align
from xltools.core.compare.grid import Alignment, Grid, Known

#: A column is looked for elsewhere when more than this part of its filled cells differ.
_STRANGE = 0.5


def align_grids(left: Grid, right: Grid, known: Known) -> Alignment:
    """Find rows and columns again that were inserted, deleted or moved apart."""
    rows = _rows(left, right, known)
    both = [(i, j) for i, j in rows if i is not None and j is not None]
    return Alignment(rows, _columns(left, right, both, known))


def moved(left: Grid, right: Grid) -> dict[int, int]:
    """The rows that occur once on either side, with where they stand on the other."""
    ours, theirs = ({key: n for n, key in enumerate(grid.keys) if key} for grid in (left, right))
    once = [Counter(grid.keys) for grid in (left, right)]
    return {i: theirs[key] for key, i in ours.items() if key in theirs and once[0][key] == once[1][key] == 1}


def _rows(left: Grid, right: Grid, known: Known) -> Pairs:
    there = moved(left, right)
    back = {j: i for i, j in there.items()}

    def alike(i: int, j: int) -> float:
        if there.get(i, j) != j or back.get(j, i) != i:
            # Its like stands elsewhere: it was moved, not rewritten.
            return -1.0
        one, other = left.bags[i], right.bags[j]
        if not one or not other:
            return 0.0
        return 2 * (one & other).total() / (one.total() + other.total())

    fixed = [(one[0] - 1, other[0] - 1) for one, other in known.pairs]
    return align(left.keys, right.keys, alike, fixed)


def _columns(left: Grid, right: Grid, rows: Sequence[tuple[int, int]], known: Known) -> Pairs:
    """The columns in pairs: as they stand, unless some column then hardly fits."""
    if left.width == right.width and not any(_strange(left, right, rows, c) for c in range(left.width)):
        return [(column, column) for column in range(left.width)]

    def keys(grid: Grid, side: int) -> list[Hashable]:
        chosen = [pair[side] + 1 for pair in rows]
        return [tuple(grid.cell(r, c + 1).key for r in chosen) for c in range(grid.width)]

    def alike(a: int, b: int) -> float:
        return _fit(left, right, rows, a, b)

    fixed = [(one[1] - 1, other[1] - 1) for one, other in known.pairs]
    return align(keys(left, 0), keys(right, 1), alike, fixed)


def _strange(left: Grid, right: Grid, rows: Sequence[tuple[int, int]], column: int) -> bool:
    filled = [
        left.cell(i + 1, column + 1).key == right.cell(j + 1, column + 1).key
        for i, j in rows
        if not (left.cell(i + 1, column + 1).blank and right.cell(j + 1, column + 1).blank)
    ]
    return len(filled) > 1 and filled.count(False) > _STRANGE * len(filled)


def _fit(left: Grid, right: Grid, rows: Sequence[tuple[int, int]], a: int, b: int) -> float:
    """How much of two columns is the same, row by row."""
    cells = [(left.cell(i + 1, a + 1), right.cell(j + 1, b + 1)) for i, j in rows]
    filled = [(one, other) for one, other in cells if not (one.blank and other.blank)]
    return sum(one.key == other.key for one, other in filled) / len(filled) if filled else 0.0
