"""Two grids, row by row and cell by cell: what differs, what stands in one of them only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xltools.core.compare.aligned import align_grids
from xltools.core.compare.difference import Difference, Told
from xltools.core.compare.grid import NOTHING_KNOWN, Alignment, At, Grid, Known
from xltools.core.compare.missing import missing
from xltools.core.compare.verdict import judge

#: Makes the difference of two cells, or None where they agree.
Compare = Callable[[At, At], Difference | None]


def compare_grids(
    left: Grid,
    right: Grid,
    compare: Compare | None = None,
    known: Known = NOTHING_KNOWN,
    alignment: Alignment | None = None,
) -> Told:
    """Compare two grids cell by cell; cells in ``known`` were compared already."""
    aligned = alignment or align_grids(left, right, known)
    cells = compare or plainly(left, right)
    compared, differences = 0, []
    for one, other in _cells(aligned):
        if one in known.left or other in known.right:
            continue
        if left.cell(*one).blank and right.cell(*other).blank:
            continue
        compared += 1
        found = cells(one, other)
        if found is not None:
            differences.append(found)
    alone = tuple(missing(left, right, known, aligned))
    return Told(compared + len(alone), (*differences, *alone))


def _cells(aligned: Alignment) -> Iterator[tuple[At, At]]:
    """The cells that belong together, row by row."""
    columns = [(a + 1, b + 1) for a, b in aligned.columns if a is not None and b is not None]
    for i, j in aligned.rows:
        if i is not None and j is not None:
            yield from (((i + 1, a), (j + 1, b)) for a, b in columns)


def plainly(left: Grid, right: Grid) -> Compare:
    """Compare cells by what they say alone, or in the units the two grids are declared to be in."""
    units = left.unit, right.unit

    def compare(one: At, other: At) -> Difference | None:
        a, b = left.cell(*one), right.cell(*other)
        verdict = judge(a, b)
        if verdict is not None and units[0] != units[1] and all(units):
            # Not every number on a sheet is money: the unit only explains what differs.
            declared = judge(a, b, units)
            verdict = declared if declared and declared.weight == "提示" else verdict
        if verdict is None:
            return None
        return Difference(
            verdict.kind,
            verdict.weight,
            left.spot(*one),
            right.spot(*other),
            a.text,
            b.text,
            verdict.difference,
            verdict.unit,
            label=_beside(left, one),
            note=verdict.note,
        )

    return compare


def _beside(grid: Grid, at: At) -> str:
    """The words left of a cell: what its row is about."""
    row, column = at
    cells = (grid.cell(row, each) for each in range(column - 1, 0, -1))
    return next((c.words for c in cells if c.words and c.number is None and c.date is None), "")
