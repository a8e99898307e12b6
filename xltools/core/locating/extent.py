"""The rows of a 明细 table: what its names cover, and filled rows that staff put above or below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltools.core.locating.headings import TOTAL, words
from xltools.core.locating.seek import Top
from xltools.core.model import Sheet
from xltools.core.refs import Area
from xltools.core.standard import Field

#: The first and last row of something.
Rows = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extent:
    """The rows of a table: those that count, and filled ones; ``taken`` were added, ``left`` do not count."""

    rows: Rows
    taken: tuple[Rows, ...] = ()
    left: tuple[Rows, ...] = ()


class _Region:
    """The part of a sheet from a table's headings to whatever follows the table."""

    def __init__(self, sheet: Sheet, top: Top, columns: Mapping[int, Field], titles: frozenset[str]) -> None:
        self._sheet = sheet
        self._inputs = {number: field for number, field in columns.items() if not field.formula}
        self.first = top.row + 1
        ends = (r for r in range(self.first, top.last + 1) if self._is_title(r, titles))
        self.last = next(ends, top.last + 1) - 1
        starts = (r for r in range(top.row - 1, top.after, -1) if self._is_title(r, titles))
        alone = top.grid is not None and top.grid.first and not top.after
        self.above = range(1 if alone else next(starts, top.row - 1) + 1, top.row)
        left = min(columns)
        totals = (r for r in range(self.first, self.last + 1) if words(sheet.value(r, left)) == TOTAL)
        self.total = next(totals, 0)

    def _is_title(self, row: int, titles: frozenset[str]) -> bool:
        cells = self._sheet.values[row - 1] if row <= len(self._sheet.values) else ()
        return any(words(value) in titles for value in cells if isinstance(value, str))

    def _filled(self, row: int) -> list[Field]:
        """The input columns in which something stands."""
        found = []
        for number, field in self._inputs.items():
            value = self._sheet.value(row, number)
            blank = value is None or (isinstance(value, str) and not value.strip())
            if not blank or (row, number) in self._sheet.formulas:
                found.append(field)
        return found

    def is_filled(self, row: int) -> bool:
        """Whether anything was entered."""
        return bool(self._filled(row))

    def is_row(self, row: int) -> bool:
        """Whether it looks like a row of the table, and not like a remark under it."""
        return self.is_full(row) or any(field.is_required("") for field in self._filled(row))

    def is_full(self, row: int) -> bool:
        """Whether it holds a number, or more than one thing."""
        numbers = [
            number
            for number, field in self._inputs.items()
            if field.numeric and isinstance(self._sheet.value(row, number), int | float)
        ]
        return bool(numbers) or len(self._filled(row)) > 1


def extent_of(
    sheet: Sheet, top: Top, columns: Mapping[int, Field], named: Rows | None, titles: frozenset[str]
) -> Extent:
    """The rows of a table under ``top``; ``named`` are those its names cover (None: they are lost)."""
    region = _Region(sheet, top, columns, titles)
    first, last = named or (region.first, _last_row(region))
    total = region.total if region.total > last else 0
    gaps = [row for row in range(region.first, first) if region.is_filled(row)]
    end = total - 1 if total else _adjacent(region, last)
    more = [row for row in range(last + 1, end + 1) if region.is_filled(row)]
    beyond = range(max(end, last) + 1, region.last + 1)
    left = [row for row in region.above if region.is_full(row)]
    left += [row for row in beyond if row != total and region.is_row(row)]
    rows = (min([first, *gaps]), max([last, *more]))
    return Extent(rows, tuple(_runs([*gaps, *more])), tuple(_runs(left)))


def _last_row(region: _Region) -> int:
    """Where a table without names ends: before its totals, or with the rows filled one after another."""
    if region.total:
        return max(region.total - 1, region.first)
    return max(_adjacent(region, region.first - 1), region.first)


def _adjacent(region: _Region, last: int) -> int:
    """The last of the rows that follow each other without a gap."""
    while last < region.last and region.is_row(last + 1):
        last += 1
    return last


def _runs(rows: list[int]) -> Iterator[Rows]:
    """Rows that follow each other, as one."""
    start = 0
    for position, row in enumerate(rows):
        if position + 1 == len(rows) or rows[position + 1] != row + 1:
            yield rows[start], row
            start = position + 1


def areas_of(sheet: str, rows: tuple[Rows, ...], columns: Mapping[int, Field]) -> Iterator[Area]:
    """Rows of a table as areas over its columns."""
    return (Area(sheet, first, min(columns), last, max(columns)) for first, last in rows)
