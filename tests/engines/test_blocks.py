"""Cells as blocks: every cell in one of them, once, where it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltools.engines.blocks import blocks

CELLS = st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 9)), st.none() | st.integers())


@given(CELLS)
def test_every_cell_is_in_one_block(cells: dict[tuple[int, int], int | None]) -> None:
    """Whatever the gaps, and blanks that are to be put in among them."""
    found = [
        ((top + down, left + right), value)
        for top, left, rows in blocks(cells)
        for down, row in enumerate(rows)
        for right, value in enumerate(row)
    ]
    assert len(found) == len(cells)
    assert dict(found) == cells


@given(st.integers(1, 50), st.integers(1, 50))
def test_a_full_rectangle_is_one_block(height: int, width: int) -> None:
    """So that an engine is called once for it."""
    cells = {(row, column): 1 for row in range(1, height + 1) for column in range(3, width + 3)}
    ((top, left, rows),) = blocks(cells)
    assert (top, left, len(rows), len(rows[0])) == (1, 3, height, width)
