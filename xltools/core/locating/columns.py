"""Where the columns of a table are, and from which row to which: by their headings and by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from xltools.core.locating.extent import Rows, areas_of, extent_of
from xltools.core.locating.frame import Frame, Grid, Line
from xltools.core.locating.headings import Texts
from xltools.core.locating.located import Move, Outside, Strange
from xltools.core.locating.seek import Sightings, Top
from xltools.core.model import Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Field


@dataclass
class Columns:
    """The areas chosen so far, how, what is lost, and the rows beside a table's own."""

    areas: dict[str, Area] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    strange: list[Strange] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)


@dataclass(frozen=True)
class Finder:
    """What is known of a workbook when its tables are looked for."""

    workbook: Workbook
    frame: Frame
    texts: Texts
    seen: Sightings
    named: Mapping[str, Area]
    cells: Mapping[str, Place]

    def find(self, fields: Mapping[str, tuple[Field, ...]]) -> Columns:
        """The columns of every table; ``fields`` are the columns of each by the table's name."""
        found = Columns()
        for grid in self.frame.grids:
            name = grid.table.block.name
            areas = self._fixed(grid) if grid.table.stems else self._listed(grid, fields[name], found)
            for column in grid.headings:
                self._add(found, f"{name}_{column}", areas.get(column))
        return found

    def _add(self, found: Columns, name: str, area: Area | None) -> None:
        """Take a column's area; where its name says otherwise, that is a move."""
        if area is None:
            found.lost.append(name)
            return
        before = self.named.get(name)
        found.areas[name] = area
        elsewhere = before is None or (before.sheet, before.first_column) != (area.sheet, area.first_column)
        if elsewhere or (before is not None and self._apart(name, before)):
            found.moves.append(Move(name, before, area))

    def _apart(self, name: str, area: Area) -> bool:
        """Whether the name of a column covers other rows than those of most columns of its table."""
        grid = next(grid for grid in self.frame.grids if name.startswith(f"{grid.table.block.name}_"))
        names = (f"{grid.table.block.name}_{column}" for column in grid.headings)
        spans = Counter(_span(self.named[each]) for each in names if each in self.named)
        return spans[_span(area)] <= spans.total() / 2

    def _fixed(self, grid: Grid) -> dict[str, Area]:
        """The columns of a table with fixed rows: over the rows of its cells."""
        name = grid.table.block.name
        held: dict[str, list[Place]] = {column: [] for column in grid.headings}
        for (_, column), cell in grid.cells.items():
            if cell in self.cells:
                held[column].append(self.cells[cell])
        rows = [place.row for places in held.values() for place in places]
        areas = {}
        for column, places in held.items():
            if len({(place.sheet, place.column) for place in places}) != 1:
                continue
            first = places[0]
            area = Area(first.sheet, min(rows), first.column, max(rows), first.column)
            before = self.named.get(f"{name}_{column}")
            wider = (
                before is not None
                and _covers(before, area)
                and not self._apart(f"{name}_{column}", before)
                and not self._strays(grid, before)
            )
            areas[column] = before if before is not None and wider else area
        return areas

    def _strays(self, grid: Grid, area: Area) -> bool:
        """Whether an area reaches over fields that are not this table's, or over the label of a lost one."""
        own = frozenset(grid.cells.values())
        sure = (place for name, place in self.cells.items() if name not in own)
        labels = (Place(*at) for line in self._lost(grid) for at in self.texts.places.get(line.label, ()))
        return any(
            place.sheet == area.sheet
            and area.first_row <= place.row <= area.last_row
            and area.first_column <= place.column <= area.last_column
            for place in (*sure, *labels)
        )

    def _lost(self, grid: Grid) -> Iterator[Line]:
        """The items with lost cells that may stand beside a table: of its sheet, or of one partly found.

        Of a sheet that is gone altogether nothing can stand there: the same words are then entries.
        """
        found = {
            line.field.sheet for line in self.frame.lines if any(c.name in self.cells for c, _ in line.cells)
        }
        found.add(grid.table.block.sheet)
        for line in self.frame.lines:
            if line.field.sheet in found and any(cell.name not in self.cells for cell, _ in line.cells):
                yield line

    def _listed(self, grid: Grid, fields: tuple[Field, ...], found: Columns) -> dict[str, Area]:
        """The columns of a 明细 table: from its headings to its totals, with the rows typed beside them."""
        name = grid.table.block.name
        named = {
            column: self.named[f"{name}_{column}"]
            for column in grid.headings
            if f"{name}_{column}" in self.named
        }
        top = self._top(grid, named)
        if top is None:
            return self._by_names(grid, named, found)
        rows = _rows_of(top, named)
        numbers = dict(top.columns)
        for column, area in named.items():
            if (
                column not in numbers
                and _agrees(top, area, rows)
                and area.first_column not in numbers.values()
            ):
                numbers[column] = area.first_column
                now = self.texts[top.sheet, top.row].get(area.first_column, "")
                found.strange.append(Strange(f"{name}_{column}", area.first, "heading", now))
        by_number = {numbers[each.name]: each for each in fields if each.name in numbers}
        sheet = next(sheet for sheet in self.workbook.sheets if sheet.name == top.sheet)
        extent = extent_of(sheet, top, by_number, rows, self.frame.titles - grid.titles)
        first, last = extent.rows
        whole = Area(top.sheet, first, min(by_number), last, max(by_number))
        if self._strays(grid, whole):
            return {}
        for counted, parts in ((True, extent.taken), (False, extent.left)):
            areas = areas_of(top.sheet, parts, by_number)
            found.outside.extend(Outside(name, area, counted) for area in areas)
        return {column: Area(top.sheet, first, number, last, number) for column, number in numbers.items()}

    def _top(self, grid: Grid, named: Mapping[str, Area]) -> Top | None:
        """The heading row of a table: the only one on the sheet of its names, or under which they point."""
        sheets = Counter(area.sheet for area in named.values()).most_common(1)
        tops = [top for top in self.seen.of(grid) if not sheets or top.sheet == sheets[0][0]]
        support = [sum(_under(top, column, area) for column, area in named.items()) for top in tops]
        best = [top for top, count in zip(tops, support, strict=True) if count == max(support)]
        return best[0] if len(best) == 1 else None

    def _by_names(self, grid: Grid, named: Mapping[str, Area], found: Columns) -> dict[str, Area]:
        """The columns their names tell, where the headings are altered beyond recognition and names agree."""
        if self.seen.of(grid):
            return {}
        numbers = grid.table.columns
        spans = {
            column: (replace(area, first_column=0, last_column=area.first_column - numbers[column]))
            for column, area in named.items()
        }
        common = Counter(spans.values())
        kept = {
            column: area
            for column, area in named.items()
            if common[spans[column]] > len(grid.headings) / 2 and not self._strays(grid, area)
        }
        for column, area in kept.items():
            now = self.texts[area.sheet, area.first_row - 1].get(area.first_column, "")
            name = f"{grid.table.block.name}_{column}"
            found.strange.append(Strange(name, area.first, "heading", now))
        return kept


def _under(top: Top, column: str, area: Area) -> bool:
    """Whether a name points below the heading of its column."""
    return (
        area.sheet == top.sheet
        and area.first_column == area.last_column == top.columns.get(column)
        and top.row < area.first_row
        and (top.open or area.last_row <= top.last)
    )


def _rows_of(top: Top, named: Mapping[str, Area]) -> Rows | None:
    """The rows that most names cover which point below their headings; None where none does."""
    rows = Counter(
        (area.first_row, area.last_row) for column, area in named.items() if _under(top, column, area)
    )
    return rows.most_common(1)[0][0] if rows else None


def _span(area: Area) -> tuple[str, int, int]:
    """The sheet and rows of an area."""
    return area.sheet, area.first_row, area.last_row


def _agrees(top: Top, area: Area, rows: Rows | None) -> bool:
    return area.sheet == top.sheet and (area.first_row, area.last_row) == rows


def _covers(outer: Area, inner: Area) -> bool:
    """Whether an area holds all of another, in the same column."""
    return (
        (outer.sheet, outer.first_column, outer.last_column)
        == (inner.sheet, inner.first_column, inner.last_column)
        and outer.first_row <= inner.first_row
        and inner.last_row <= outer.last_row
    )
