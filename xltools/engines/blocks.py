"""Single cells put together into blocks: an engine takes a block in one call, where single calls are slow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")

#: (row, column) of the first cell, from 1, and the rows of the block, all of one length.
Block = tuple[int, int, list[list[T]]]


def blocks(cells: Mapping[tuple[int, int], T]) -> Iterator[Block[T]]:
    """The cells as blocks: those side by side are a run, runs below each other of one width a block.

    >>> list(blocks({(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d", (4, 3): "e"}))
    [(1, 1, [['a', 'b'], ['c', 'd']]), (4, 3, [['e']])]
    """
    open_: dict[tuple[int, int], Block[T]] = {}
    for row, column, run in _runs(cells):
        key = column, len(run)
        before = open_.get(key)
        if before and before[0] + len(before[2]) == row:
            before[2].append(run)
            continue
        if before:
            yield before
        open_[key] = (row, column, [run])
    yield from open_.values()


def _runs(cells: Mapping[tuple[int, int], T]) -> Iterator[tuple[int, int, list[T]]]:
    """The cells side by side in a row, row by row, with the place of the first."""
    run: list[T] = []
    start = (0, 0)
    for row, column in sorted(cells):
        if run and (row, column) != (start[0], start[1] + len(run)):
            yield *start, run
            run = []
        if not run:
            start = (row, column)
        run.append(cells[row, column])
    if run:
        yield *start, run
