"""Marks taken out of a workbook that was saved since: found by their signs, wherever they moved."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.core.errors import InputError
from xltools.core.model import Sheet
from xltools.core.returned import layout
from xltools.core.returned.notes import numbers
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch import vault
from xltools.writers.patch.book import drop_sheet
from xltools.writers.patch.colours import MARKS
from xltools.writers.patch.comments import Spot, clear_notes
from xltools.writers.patch.draft import Draft
from xltools.writers.patch.remembered import NO_FILL, Remembered, remembered
from xltools.writers.patch.sheets import Cells, numbered, sheet_parts
from xltools.writers.patch.styles import Styles


def clean(draft: Draft) -> bool:
    """Take all marks away; whether there were any."""
    results = _results(draft)
    fills = remembered(results)
    for sheet in results:
        drop_sheet(draft, sheet.name)
    parts = sheet_parts(draft)
    notes = {name: clear_notes(draft, part) for name, part in parts.items()}
    had_vault = vault.present(draft)
    vault.drop_vault(draft)
    if not (results or had_vault or any(notes.values())):
        return False
    _unfill(draft, parts, notes, fills)
    return True


def _results(draft: Draft) -> tuple[Sheet, ...]:
    """The sheets 审核结果; none in a workbook that cannot be read, for then nobody checked and marked it."""
    # Reading every cell of a big workbook takes long, and most have never been marked.
    if not any(_may_say(draft.package.read(name), layout.KEY.label) for name in draft.package.names):
        return ()
    try:
        return tuple(layout.result_sheets(read_bytes(draft.original, draft.package.file)))
    except InputError:
        return ()


def _may_say(part: bytes, word: str) -> bool:
    """Whether a part may hold a word: it does as it stands or as references, or is no UTF-8."""
    head = part[:200].lower()
    if b"\0" in head or (b"encoding=" in head and b"utf-8" not in head):
        return True
    if word.encode() in part or word.encode("ascii", "xmlcharrefreplace") in part:
        return True
    return b"&#x" in part and "".join(f"&#x{ord(each):x};" for each in word).encode() in part.lower()


def _unfill(
    draft: Draft, parts: Mapping[str, str], notes: Mapping[str, Mapping[Spot, str]], fills: Remembered
) -> None:
    """Give each cell that still has a colour of ours its own fill back; no fill where nobody knows it."""
    part = draft.related(draft.workbook, "styles")
    if part is None or part not in draft:
        return
    styles = Styles(draft)
    ours = {str(style) for style in styles.coloured(MARKS)}
    if not ours:
        return
    for name, sheet in parts.items():
        grid = Cells(draft.tree(sheet))
        for row, line in grid.rows():
            for column, cell in numbered(line):
                if cell.get("s") in ours:
                    spot = grid.merged(row, column)
                    known = [fills.numbered.get(each, "") for each in numbers(notes[name].get(spot, ""))]
                    fill = next(filter(None, known), "") or fills.placed.get((name, spot), NO_FILL)
                    cell.set("s", str(styles.with_fill(int(cell.get("s", "0")), fill)))
