"""Marking an open workbook: the sheet 审核结果 first, for it remembers; then fills and notes on the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from xltools.core.model import Sheet, Workbook
from xltools.core.refs import column_letters
from xltools.core.returned.item import Item, Review
from xltools.core.returned.layout import result_sheets
from xltools.core.returned.notes import note, without
from xltools.core.returned.shown import place_of
from xltools.excel.areas import Spot
from xltools.excel.fills import MIXED, SavedFills, as_fill, colour, paint, rgb, shown
from xltools.excel.reading import Opened
from xltools.excel.results import free_title, write_results
from xltools.excel.showing import show
from xltools.excel.standing import OnSheet, Standing, standing, unmark
from xltools.excel.troubles import is_refusal, spoken, unless_refused
from xltools.writers.patch.colours import colour_of, strongest


@dataclass(frozen=True, slots=True)
class Marked:
    """The sheet's title, and the names of sheets where nothing could be coloured, for they are protected."""

    title: str
    locked: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cell:
    """One cell to mark: its lines with their numbers, and its own fill ("" where it stays as it is)."""

    lines: list[tuple[int, Item]] = field(default_factory=list)
    fill: str = ""

    @property
    def mark(self) -> str:
        """The colour it gets."""
        return strongest([colour_of(item) for _, item in self.lines])


_Cells = dict[str, dict[Spot, _Cell]]


def mark(book: Any, opened: Opened, review: Review) -> Marked:
    """Mark an ``xlwings.Book`` by the review of what was read from it; earlier marks are taken away first."""
    workbook, sheets = opened.workbook, opened.sheets
    with quiet(opened.app), spoken("标注"):
        results = result_sheets(workbook)
        ours = {sheet.name for sheet in results}
        others = {name: sheet for name, sheet in sheets.items() if name not in ours}
        saved = SavedFills(workbook)
        old = standing(others, results, saved)
        cells, linked = _wanted(workbook, review, others.keys())
        title = results[0].name if results else free_title(list(sheets))
        notes = {
            name: {at: note(each.lines, title) for at, each in spots.items()} for name, spots in cells.items()
        }
        unmark(old, notes)
        for name, spots in cells.items():
            _remember(others[name], spots, _before(name, spots, old, saved))
        sheet = sheets[title] if results else _added(book, sheets, title)
        write_results(sheet, review, _fills(review, cells), linked)
        locked = [name for name, spots in cells.items() if not _fill(others[name], spots)]
        for name, texts in notes.items():
            _note(old.sheets[name], texts)
        for extra in results[1:]:
            sheets[extra.name].delete()
        show(sheet)
    return Marked(title, tuple(locked))


@contextmanager
def quiet(app: Any) -> Iterator[None]:
    """Nothing flickers meanwhile."""
    app.screen_updating = False
    try:
        yield
    finally:
        app.screen_updating = True


def _wanted(workbook: Workbook, review: Review, there: Any) -> tuple[_Cells, list[bool]]:
    """The cells to mark by sheet, and which items have a cell that is there."""
    found: _Cells = {}
    linked = []
    for number, item in enumerate(review.items, 1):
        place = place_of(item)
        here = place is not None and place.sheet in there
        linked.append(here)
        if place is not None and here and colour_of(item):
            spot = _merged(workbook.sheet(place.sheet), (place.row, place.column))
            found.setdefault(place.sheet, {}).setdefault(spot, _Cell()).lines.append((number, item))
    return found, linked


def _merged(sheet: Sheet | None, spot: Spot) -> Spot:
    """The cell that is seen at a place: of a merged area its first."""
    for area in sheet.merges if sheet else ():
        if area.first_row <= spot[0] <= area.last_row and area.first_column <= spot[1] <= area.last_column:
            return area.first_row, area.first_column
    return spot


def _before(name: str, spots: Mapping[Spot, _Cell], old: Standing, saved: SavedFills) -> Mapping[Spot, str]:
    return {spot: old.original(name, spot) or saved.of(name, spot) for spot in spots}


def _remember(sheet: Any, spots: Mapping[Spot, _Cell], before: Mapping[Spot, str]) -> None:
    """Note each cell's own fill, as it is on the screen: asked for together, one by one where that differs.

    A pattern or a theme's colour cannot be given back through the program: such a cell gets no fill of ours.
    """
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        groups.setdefault(before[spot], []).append(spot)
    for fill, same in groups.items():
        expected = colour(fill)
        if fill and (expected == MIXED or shown(sheet, same) == expected):
            for spot in same:
                spots[spot].fill = "" if expected == MIXED else fill
            continue
        for spot in same:
            spots[spot].fill = as_fill(shown(sheet, [spot]))


def _fills(review: Review, cells: _Cells) -> Sequence[str]:
    """By item: the own fill of the cell it colours."""
    fills = [""] * len(review.items)
    for spots in cells.values():
        for each in spots.values():
            for number, _ in each.lines:
                fills[number - 1] = each.fill
    return fills


def _added(book: Any, sheets: Mapping[str, Any], title: str) -> Any:
    """A new sheet behind all others."""
    with spoken(f"添加工作表“{title}”"):
        made = book.sheets.add(after=list(sheets.values())[-1])
        made.name = title
    return made


def _fill(sheet: Any, spots: Mapping[Spot, _Cell]) -> bool:
    """Colour the cells; False where the sheet does not let itself be coloured."""
    groups: dict[str, list[Spot]] = {}
    for spot, each in spots.items():
        if each.fill:
            groups.setdefault(each.mark, []).append(spot)
    try:
        for mark_, same in groups.items():
            paint(sheet, same, rgb(mark_))
    except Exception as error:
        if not is_refusal(error):
            raise
        return False
    return True


def _note(there: OnSheet, texts: Mapping[Spot, str]) -> None:
    """Write the notes. One of somebody else is left alone: its looks could not be given back.

    Words that somebody added to a note of ours stand before ours.
    """
    for (row, column), text in texts.items():
        note, before = there.ours.get((row, column), (None, ""))
        if text == before or (note is None and (row, column) in there.others):
            continue
        with unless_refused():
            if rest := without(before).strip():
                note.text = f"{rest}\n{text}"
            else:
                # The range's own ``add_note`` asks five things first; a thread (对话批注) takes no note.
                there.sheet.range(f"{column_letters(column)}{row}").impl.add_note(text)
