"""What the figures in a report's tables are called: by the words of their row and of their column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from xltools.core.prose.figure import Figure
from xltools.core.prose.read import Read

_BARE = re.compile(r"\s*[-+]?[0-9,.]+\s*(?:%|元|万元|分|人|个|项)?\s*")
_WORD = re.compile(r"[\u4e00-\u9fff]")

_Cells = Mapping[tuple[int, int], int]


def heads_of(read: Read) -> Mapping[Figure, tuple[str, ...]]:
    """Figures that stand alone in a cell -> what they are called, the surest first."""
    tables: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for index, passage in enumerate(read.narrative.passages):
        if passage.cell is not None:
            table, row, column = passage.cell
            tables[table].setdefault((row, column), index)
    return {
        figure: head
        for cells in tables.values()
        for place, index in cells.items()
        if _BARE.fullmatch(read.texts[index]) and (head := tuple(_words(read, cells, place)))
        for figure in read.figures_by_passage.get(index, ())
    }


def _words(read: Read, cells: _Cells, place: tuple[int, int]) -> Iterator[str]:
    """Row and column together, the row alone, the column alone."""
    row, column = place
    left = _said(read, cells, ((row, before) for before in range(column - 1, 0, -1)))
    above = _said(read, cells, ((before, column) for before in range(row - 1, 0, -1)))
    if left and above:
        yield f"{left}{above}"
    if left and not above:
        yield left
    if above and not left:
        yield above


def _said(read: Read, cells: _Cells, places: Iterable[tuple[int, int]]) -> str:
    """The words of the first of the cells that holds words and not a figure."""
    texts = (read.texts[cells[place]] for place in places if place in cells)
    return next((text for text in texts if _WORD.search(text) and not _BARE.fullmatch(text)), "")
