"""Rows and columns that stand in one of two grids only, or elsewhere in the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xltools.core.compare.aligned import moved
from xltools.core.compare.difference import Difference
from xltools.core.compare.grid import Alignment, At, Grid, Known, runs
from xltools.core.compare.reading import Reading
from xltools.core.refs import column_letters

#: How much of what stands in a missing row is shown.
_EXCERPT = 60


def missing(left: Grid, right: Grid, known: Known, aligned: Alignment) -> Iterator[Difference]:
    """What stands in one grid only; of a column what stands in rows that both have."""
    ours = [i for i, j in aligned.rows if i is not None and j is None]
    theirs = [j for i, j in aligned.rows if i is None and j is not None]
    there = {i: j for i, j in moved(left, right).items() if i in set(ours) and j in set(theirs)}
    yield from (_moved_row(left, right, i, j) for i, j in there.items())
    yield from _rows(left, [i for i in ours if i not in there], known.left, "报送稿")
    alone = [j for j in theirs if j not in set(there.values())]
    yield from map(_mirrored, _rows(right, alone, known.right, "公开稿"))
    both = [(i, j) for i, j in aligned.rows if i is not None and j is not None]
    lost = [a for a, b in aligned.columns if a is not None and b is None]
    yield from _columns(left, lost, [i for i, _ in both], known.left, "报送稿")
    new = [b for a, b in aligned.columns if a is None and b is not None]
    yield from map(_mirrored, _columns(right, new, [j for _, j in both], known.right, "公开稿"))


def _moved_row(left: Grid, right: Grid, i: int, j: int) -> Difference:
    text = _excerpt(left.rows[i])
    note = f"这一行的位置不同（报送第 {i + 1} 行，公开第 {j + 1} 行），内容相同"
    spots = left.rows_at(i + 1, i + 1), right.rows_at(j + 1, j + 1)
    return Difference("行", "提示", *spots, text, _excerpt(right.rows[j]), note=note)


def _rows(grid: Grid, rows: Sequence[int], known: frozenset[At], whose: str) -> Iterator[Difference]:
    """The rows of one grid only, those in a run together; blank ones and those compared are nothing."""
    said = [r for r in rows if any(_said(grid, (r + 1, c + 1), known) for c in range(len(grid.rows[r])))]
    for first, last in runs(said):
        cells = (cell for row in grid.rows[first : last + 1] for cell in row)
        spot = grid.rows_at(first + 1, last + 1)
        count = "" if first == last else f" 至 {last + 1}"
        note = f"第 {first + 1}{count} 行只在{whose}里"
        yield Difference("行", "不同", spot, None, _excerpt(cells), "", note=note)


def _columns(
    grid: Grid, columns: Sequence[int], rows: Sequence[int], known: frozenset[At], whose: str
) -> Iterator[Difference]:
    """The columns of one grid only, as far as anything stands in these rows of them."""
    said = [c for c in columns if any(_said(grid, (r + 1, c + 1), known) for r in rows)]
    for first, last in runs(said):
        cells = (grid.cell(r + 1, c) for r in rows for c in range(first + 1, last + 2))
        spot = grid.columns_at(first + 1, last + 1)
        letters = column_letters(first + 1) + ("" if first == last else f" 至 {column_letters(last + 1)}")
        yield Difference("列", "不同", spot, None, _excerpt(cells), "", note=f"{letters} 列只在{whose}里")


def _said(grid: Grid, at: At, known: frozenset[At]) -> bool:
    return at not in known and not grid.cell(*at).blank


def _mirrored(found: Difference) -> Difference:
    """What is said of the submitted side, said of the published one."""
    return replace(found, left=None, right=found.left, submitted="", published=found.submitted)


def _excerpt(cells: Iterable[Reading]) -> str:
    text = "、".join(cell.text.replace("\n", " ") for cell in cells if not cell.blank)
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
