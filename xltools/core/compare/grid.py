"""A grid of cells as read: a sheet or a report's table; its rows and columns, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from xltools.core.compare.align import Pairs
from xltools.core.compare.difference import Spot
from xltools.core.compare.reading import BLANK, Reading
from xltools.core.refs import column_letters

#: Row and column counted from 1.
At = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet or table as read; ``unit`` is the money unit it is declared to be in ("" for none).

    ``spot`` names a cell, ``rows_at`` and ``columns_at`` whole ones (first, last) for people.
    """

    name: str
    rows: Sequence[Sequence[Reading]]
    unit: str = ""
    of_report: bool = False

    def cell(self, row: int, column: int) -> Reading:
        """The reading at a cell; blank outside the grid."""
        cells = self.rows[row - 1] if 1 <= row <= len(self.rows) else ()
        return cells[column - 1] if 1 <= column <= len(cells) else BLANK

    @cached_property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)

    @cached_property
    def bags(self) -> Sequence[Counter[Hashable]]:
        """For each row what stands in it, wherever; a formula without a result is unlike anything."""
        return [Counter(cell.key for cell in row if not cell.blank and not cell.unknown) for row in self.rows]

    @cached_property
    def keys(self) -> Sequence[Hashable]:
        """For each row what stands in it, in order."""
        return [tuple(cell.key for cell in row if not cell.blank) for row in self.rows]

    def spot(self, row: int, column: int) -> Spot:
        """A cell for people."""
        if self.of_report:
            return Spot(self.name, f"第{row}行第{column}格")
        return Spot(self.name, f"{column_letters(column)}{row}")

    def rows_at(self, first: int, last: int) -> Spot:
        """Whole rows for people."""
        if self.of_report:
            return Spot(self.name, f"第{first}行" if first == last else f"第{first}至{last}行")
        return Spot(self.name, f"{first}:{last}")

    def columns_at(self, first: int, last: int) -> Spot:
        """Whole columns for people."""
        if self.of_report:
            return Spot(self.name, f"第{first}列" if first == last else f"第{first}至{last}列")
        return Spot(self.name, f"{column_letters(first)}:{column_letters(last)}")


@dataclass(frozen=True)
class Known:
    """What is known of cells beforehand: pairs (both places) by a standard, compared already."""

    pairs: Sequence[tuple[At, At]] = ()

    @cached_property
    def left(self) -> frozenset[At]:
        """The cells of the first grid that were compared."""
        return frozenset(one for one, _ in self.pairs)

    @cached_property
    def right(self) -> frozenset[At]:
        """The cells of the second."""
        return frozenset(other for _, other in self.pairs)


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which rows and which columns of two grids belong together, counted from 0."""

    rows: Pairs
    columns: Pairs


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Consecutive numbers as (first, last)."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]
