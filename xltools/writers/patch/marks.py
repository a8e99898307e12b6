"""Marking (退回稿): a workbook with each finding at its cell, and the sheet 审核结果; nothing of it lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xltools.core.refs import MAX_COLUMN, MAX_ROW
from xltools.core.returned.item import Item, Review
from xltools.core.returned.layout import HEAD_ROW
from xltools.core.returned.notes import note
from xltools.writers.patch.book import append_sheet, free_title
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.colours import colour_of, strongest
from xltools.writers.patch.comments import Spot, write_notes
from xltools.writers.patch.draft import Draft, open_draft
from xltools.writers.patch.looks import Looks
from xltools.writers.patch.refusal import patching
from xltools.writers.patch.results import area, results_sheet
from xltools.writers.patch.sheets import Cells, sheet_parts
from xltools.writers.patch.styles import Styles
from xltools.writers.patch.vault import close_vault
from xltools.writers.patch.vml import Blocks


@dataclass(slots=True)
class _Marked:
    """The lines of one cell: their numbers with their items."""

    lines: list[tuple[int, Item]] = field(default_factory=list)
    fill: str = ""


def annotated(content: bytes, path: str, review: Review) -> bytes:
    """The workbook marked by a review; earlier marks are cleared first, so that twice is once.

    Only what is marked is written anew; ``path`` is for messages. InputError for what is no workbook,
    PatchRefused for one that cannot be marked without losing something.
    """
    plain = cleared(content, path)
    with patching(path):
        draft = open_draft(plain, path)
        _mark(draft, review)
        return draft.content()


def _mark(draft: Draft, review: Review) -> None:
    title = free_title(draft)
    parts = sheet_parts(draft)
    styles = Styles(draft)
    blocks = _blocks(draft)
    fills, linked = [""] * len(review.items), [False] * len(review.items)
    grids: dict[str, Cells] = {}
    for sheet, cells in _by_sheet(draft, parts, review, grids, linked).items():
        _fill(grids[sheet], cells, styles)
        for each in cells.values():
            for number, _ in each.lines:
                fills[number - 1] = each.fill
        texts = {spot: note(each.lines, title) for spot, each in cells.items()}
        write_notes(draft, parts[sheet], texts, blocks)
    sheet_part = results_sheet(review, fills, linked, Looks(styles))
    append_sheet(draft, title, sheet_part, area(len(review.items)), HEAD_ROW)
    close_vault(draft)


def _by_sheet(
    draft: Draft, parts: Mapping[str, str], review: Review, grids: dict[str, Cells], linked: list[bool]
) -> dict[str, dict[Spot, _Marked]]:
    """The cells to mark, by sheet; ``grids`` gets their sheets, ``linked`` which items have a cell here."""
    found: dict[str, dict[Spot, _Marked]] = {}
    for number, item in enumerate(review.items, 1):
        place = item.finding.places[0] if item.finding.places else None
        if place is None or place.sheet not in parts:
            continue
        if not (1 <= place.row <= MAX_ROW and 1 <= place.column <= MAX_COLUMN):
            continue
        linked[number - 1] = True
        if colour_of(item):
            if place.sheet not in grids:
                grids[place.sheet] = Cells(draft.tree(parts[place.sheet]))
            spot = grids[place.sheet].merged(place.row, place.column)
            found.setdefault(place.sheet, {}).setdefault(spot, _Marked()).lines.append((number, item))
    return found


def _fill(grid: Cells, cells: Mapping[Spot, _Marked], styles: Styles) -> None:
    for spot, each in sorted(cells.items()):
        cell = grid.cell(*spot)
        if cell is not None:
            style = int(cell.get("s") or 0)
            each.fill = styles.fill_of(style)
            colour = strongest([colour_of(item) for _, item in each.lines])
            cell.set("s", str(styles.filled(style, colour)))


def _blocks(draft: Draft) -> Blocks:
    """The blocks of shape ids that the workbook's drawings use."""
    blocks = Blocks()
    for name in draft.names:
        if name.lower().endswith(".vml"):
            blocks.note(draft.read(name))
    return blocks
