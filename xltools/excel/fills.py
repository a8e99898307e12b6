"""The fills of cells: as the file has them, as the screen shows them, painted and given back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from xltools.core.errors import XltoolsError
from xltools.core.model import Workbook
from xltools.excel.areas import Spot, addresses
from xltools.readers.closed_xml import closed_parser
from xltools.writers.patch.draft import open_draft
from xltools.writers.patch.remembered import NO_FILL
from xltools.writers.patch.sheets import Cells, sheet_parts
from xltools.writers.patch.styles import Styles, solid

RGB = tuple[int, int, int]

#: Cells of several colours, asked for at once.
MIXED = (-1, -1, -1)


class SavedFills:
    """The fills that cells have in the file, as marking a file remembers them; "" where nobody knows."""

    def __init__(self, workbook: Workbook) -> None:
        try:
            self._draft = open_draft(workbook.content, workbook.path)
            self._styles = Styles(self._draft)
            self._parts = sheet_parts(self._draft)
        except XltoolsError:
            self._parts = {}
        self._cells: dict[str, Cells] = {}

    def of(self, sheet: str, spot: Spot) -> str:
        """The fill of a cell."""
        if sheet not in self._parts:
            return ""
        if sheet not in self._cells:
            self._cells[sheet] = Cells(self._draft.tree(self._parts[sheet]))
        cell = self._cells[sheet].cell(*spot)
        return "" if cell is None else self._styles.fill_of(int(cell.get("s") or 0))


def colour(fill: str) -> RGB | None:
    """The colour of a plain fill, None for no fill; MIXED for what a colour alone is not."""
    pattern = etree.fromstring(fill, closed_parser()).find("patternFill") if fill else None
    kind = "" if pattern is None else pattern.get("patternType", "none")
    if kind == "none":
        return None
    front = None if pattern is None else pattern.find("fgColor")
    code = "" if front is None else front.get("rgb", "")
    return rgb(code[-6:]) if kind == "solid" and len(code) in (6, 8) else MIXED


def as_fill(colour: RGB | None) -> str:
    """A plain fill of that colour."""
    return solid("{:02X}{:02X}{:02X}".format(*colour)) if colour else NO_FILL


def rgb(code: str) -> RGB:
    """``FFC2BC`` as numbers."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def shown(sheet: Any, spots: Iterable[Spot]) -> RGB | None:
    """The colour that all these cells of an ``xlwings.Sheet`` show; None for no fill, else MIXED."""
    found = {_shown(sheet.range(area)) for area in addresses(spots)}
    return found.pop() if len(found) == 1 else MIXED


def _shown(area: Any) -> RGB | None:
    try:
        found = area.color
    except TypeError:  # of several colours Excel gives none, which xlwings cannot take apart
        return MIXED
    return None if found is None else (int(found[0]), int(found[1]), int(found[2]))


def paint(sheet: Any, spots: Iterable[Spot], colour: RGB | None) -> None:
    """Fill cells of an ``xlwings.Sheet``, or take their fill away."""
    for area in addresses(spots):
        sheet.range(area).color = colour
