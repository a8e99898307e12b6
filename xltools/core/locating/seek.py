"""Where a workbook's own words put each field: by the label of the row and the heading of the column.

Nothing here chooses: a field has all the places that carry its words, none, one or several.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltools.core.locating.frame import Frame, Grid, Line
from xltools.core.locating.headings import At, Texts
from xltools.core.refs import Place


@dataclass(frozen=True, slots=True)
class Top:
    """A row of headings: of a table, or (``grid`` is None) of an item block.

    What belongs to it ends with row ``last``; the row of headings above it is ``after`` (0: none), and it is
    ``open`` when none follows.
    """

    sheet: str
    row: int
    last: int
    after: int
    open: bool
    grid: Grid | None
    columns: Mapping[str, int]
    """Column name of the table -> column number, for the headings that stand there."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """What the words tell: the places of each field, the heading rows of each sheet, from above."""

    cells: Mapping[str, tuple[Place, ...]]
    tops: Mapping[str, tuple[Top, ...]]

    def above(self, sheet: str, row: int) -> Top | None:
        """The nearest row of headings above a row."""
        return _above(self.tops.get(sheet, ()), row)

    def of(self, grid: Grid) -> tuple[Top, ...]:
        """The heading rows of a table: several where a sheet was copied."""
        return tuple(top for tops in self.tops.values() for top in tops if top.grid is grid)


def seek(frame: Frame, texts: Texts, named: Mapping[str, Place]) -> Sightings:
    """Find every place that carries a field's words.

    ``named`` only tells how far from its label the value of a cover or text block stands.
    """
    tops = _tops(frame, texts)
    found: dict[str, tuple[Place, ...]] = {}
    labelled = _labelled(frame, texts)
    for line in frame.lines:
        if not line.beside:
            found.update(_under_headings(line, texts, tops, labelled))
    for block in {line.block for line in frame.lines if line.beside}:
        found.update(_beside_labels([line for line in frame.lines if line.block == block], texts, named))
    seen = Sightings(found, tops)
    for grid in frame.grids:
        found.update(_in_rows(grid, texts, seen.of(grid)))
    return seen


def _tops(frame: Frame, texts: Texts) -> Mapping[str, tuple[Top, ...]]:
    """The heading rows of each sheet, from above."""
    rows: dict[str, list[tuple[int, Grid | None]]] = {}
    for (sheet, row), cells in texts.rows.items():
        said = frozenset(cells.values())
        if len(said) < 2:
            continue
        grid = max(frame.grids, key=lambda grid: _likeness(grid, said), default=None)
        if grid is not None and _likeness(grid, said) >= 0.5:
            rows.setdefault(sheet, []).append((row, grid))
        elif 2 * len(said & frame.headings) > len(said) and len(said & frame.headings) > 1:
            rows.setdefault(sheet, []).append((row, None))
    ends = dict(sorted(texts.ends))
    tops = {}
    for sheet, found in rows.items():
        found.sort(key=lambda each: each[0])
        lasts = [row - 1 for row, _ in found[1:]] + [ends[sheet]]
        tops[sheet] = tuple(
            Top(sheet, row, end, after, end == ends[sheet], grid, _columns(grid, texts[sheet, row]))
            for (row, grid), end, after in zip(found, lasts, [0, *(row for row, _ in found)], strict=False)
        )
    return tops


def _likeness(grid: Grid, said: frozenset[str]) -> float:
    headings = frozenset(grid.headings.values())
    return len(headings & said) / len(headings | said)


def _columns(grid: Grid | None, cells: Mapping[int, str]) -> Mapping[str, int]:
    """The columns of a table by their headings; one that stands twice is left out."""
    if grid is None:
        return {}
    counts = Counter(cells.values())
    at = {text: column for column, text in cells.items() if counts[text] == 1}
    return {column: at[text] for column, text in grid.headings.items() if text in at}


def _labelled(frame: Frame, texts: Texts) -> Mapping[str, list[tuple[int, tuple[str, str]]]]:
    """The rows of each sheet that carry the label of an item under headings, with its block."""
    found: dict[str, list[tuple[int, tuple[str, str]]]] = {}
    for line in frame.lines:
        for sheet, row, _ in texts.places.get(line.label, ()) if not line.beside else ():
            found.setdefault(sheet, []).append((row, line.block))
    for rows in found.values():
        rows.sort()
    return found


def _under_headings(
    line: Line,
    texts: Texts,
    tops: Mapping[str, tuple[Top, ...]],
    labelled: Mapping[str, list[tuple[int, tuple[str, str]]]],
) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Each cell of an item: in a row with its label, under its heading in the block's own heading row."""
    rows: list[tuple[str, int, int, Mapping[int, str]]] = []
    for sheet, row, column in texts.places.get(line.label, ()):
        top = _above(tops.get(sheet, ()), row)
        if top is None or top.grid is not None:
            continue
        between = labelled[sheet][bisect_left(labelled[sheet], (top.row + 1,)) :]
        if all(block == line.block for other, block in between if other < row):
            rows.append((sheet, row, column, texts[sheet, top.row]))
    for cell, heading in line.cells:
        yield (
            cell.name,
            tuple(
                Place(sheet, row, column)
                for sheet, row, left, headings in rows
                for column, text in headings.items()
                if column > left and text == heading
            ),
        )


def _above(tops: tuple[Top, ...], row: int) -> Top | None:
    """The nearest row of headings above a row."""
    return next((top for top in reversed(tops) if top.row < row), None)


def _beside_labels(
    lines: list[Line], texts: Texts, named: Mapping[str, Place]
) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Each cell right of its label: before the note, and where the names of its block agree, there."""
    at: dict[str, list[At]] = {line.label: [] for line in lines}
    lefts: dict[tuple[str, int], int] = {}
    for line in lines:
        for sheet, row, column in texts.places.get(line.label, ()):
            at[line.label].append((sheet, row))
            lefts[sheet, row] = column
    notes, agreed = _note_columns(lines, texts, at), _agreed_columns(lines, at, named)
    for line in lines:
        places: list[Place] = []
        for sheet, row in at[line.label]:
            left = lefts[sheet, row]
            end = notes.get(sheet) or max(texts.ends[sheet, row], left + 1) + 1
            columns = range(left + 1, end)
            if agreed.get(sheet) in columns:
                columns = range(agreed[sheet], agreed[sheet] + 1)
            places += [Place(sheet, row, column) for column in columns]
        yield line.cells[0][0].name, tuple(places)


def _note_columns(lines: list[Line], texts: Texts, at: Mapping[str, list[At]]) -> Mapping[str, int]:
    """The column in which the notes of a block stand, by sheet; absent where they do not agree."""
    seen: dict[str, Counter[int]] = {}
    for line in lines:
        for sheet, row in at[line.label] if line.note else ():
            columns = [column for column, text in texts[sheet, row].items() if text == line.note]
            seen.setdefault(sheet, Counter()).update(columns)
    return _most(seen)


def _agreed_columns(
    lines: list[Line], at: Mapping[str, list[At]], named: Mapping[str, Place]
) -> Mapping[str, int]:
    """The column to which the names of a block point in rows that carry their labels, by sheet."""
    seen: dict[str, Counter[int]] = {}
    for line in lines:
        place = named.get(line.cells[0][0].name)
        if place is not None and (place.sheet, place.row) in at[line.label]:
            seen.setdefault(place.sheet, Counter())[place.column] += 1
    return _most(seen)


def _most(seen: Mapping[str, Counter[int]]) -> Mapping[str, int]:
    """What more than half of at least two agree on."""
    best = {sheet: counts.most_common(1)[0] for sheet, counts in seen.items() if counts}
    return {sheet: column for sheet, (column, count) in best.items() if 1 < count > seen[sheet].total() / 2}


def _in_rows(grid: Grid, texts: Texts, tops: tuple[Top, ...]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Each cell of a table with fixed rows: in a row with its key, in the column of its heading."""
    found: dict[str, list[Place]] = {}
    for top in tops:
        for row, stem in _key_rows(grid, texts, top):
            for column, number in top.columns.items():
                found.setdefault(grid.cells[stem, column], []).append(Place(top.sheet, row, number))
    return ((name, tuple(places)) for name, places in found.items())


def _key_rows(grid: Grid, texts: Texts, top: Top) -> Iterator[tuple[int, str]]:
    """The rows of a table that carry a key, in the column of keys."""
    column = top.columns.get(grid.key)
    if column is None:
        return
    for row in range(top.row + 1, top.last + 1):
        for stem in grid.stems.get(texts[top.sheet, row].get(column, ""), ()):
            yield row, stem
