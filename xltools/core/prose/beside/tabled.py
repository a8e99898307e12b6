"""What the figures in a report's tables are called: by the words of their row and of their column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.prose.beside.linked import NEAR, SAME, SURE
from xltools.core.prose.figure import Figure
from xltools.core.prose.read import Read

_BARE = re.compile(r"\s*[-+]?[0-9,.]+\s*(?:%|元|万元|亿元|分|人|名|个|项)?\s*")
_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_UNIT = re.compile(r"[(（:：]\s*(?:人民币)?(亿元|万元|元)\s*(?:[)）]|$)|单位\s*[:：]?\s*(亿元|万元|元)")
_SCORE = re.compile(r"分$|分值|得分")

_Cells = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Head:
    """What a figure alone in its cell is called, each with how surely at most, and what its unit is.

    ``scale`` is how many 元 an amount without a unit counts in; None where the table does not say.
    """

    words: tuple[tuple[str, int], ...]
    scale: Decimal | None

    def scaled(self, figure: Figure) -> Iterator[Figure]:
        """The figure in the units it may be in."""
        if figure.unit or figure.value is None:
            yield figure
            return
        if any(_SCORE.search(words) for words, _ in self.words):
            yield replace(figure, unit="分")
        for scale in (self.scale,) if self.scale else CURRENCY_UNITS.values():
            yield replace(figure, unit="元", value=figure.value * scale, scale=figure.scale * scale)
        yield figure


def heads_of(read: Read, year: int | None) -> Mapping[tuple[int, int], Head]:
    """Figures that stand alone in a cell, by passage and start -> what they are called.

    ``year`` is the one reported on: a column's words need not name it.
    """
    tables: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for index, passage in enumerate(read.narrative.passages):
        if passage.cell is not None:
            table, row, column = passage.cell
            tables[table].setdefault((row, column), index)
    return {
        (index, figure.start): head
        for cells in tables.values()
        for place, index in cells.items()
        if _BARE.fullmatch(read.texts[index]) and (head := _head(read, cells, place, year)).words
        for figure in read.figures_by_passage.get(index, ())
    }


def _head(read: Read, cells: _Cells, place: tuple[int, int], year: int | None) -> Head:
    """Row and column together; the row alone, the column alone, surely where there is no other."""
    row, column = place
    left = _said(read, cells, ((row, before) for before in range(column - 1, 0, -1)))
    above = _said(read, cells, ((before, column) for before in range(row - 1, 0, -1)))
    above = above.replace(f"{year}年度", "").replace(f"{year}年", "")
    words = [(words, SURE) for words in (left, above) if words]
    if left and above:
        words = [(f"{left}{above}", SURE), (left, SAME if _DIGIT.search(above) else NEAR), (above, SAME)]
    first = min(cells.values())
    texts = (above, left, *read.texts[max(0, first - 2) : first])
    units = [match[1] or match[2] for text in texts if (match := _UNIT.search(text))]
    return Head(tuple(words), CURRENCY_UNITS[units[0]] if units else None)


def _said(read: Read, cells: _Cells, places: Iterable[tuple[int, int]]) -> str:
    """The words of the first of the cells that holds words and not a figure."""
    texts = (read.texts[cells[place]] for place in places if place in cells)
    return next((text for text in texts if _WORD.search(text) and not _BARE.fullmatch(text)), "")
