"""Where the box of a note stands and how big it is: beside its cell, as large as its text needs."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from xltools.core.refs import MAX_COLUMN, MAX_ROW
from xltools.core.returned.notes import lines_needed
from xltools.writers.patch.order import TRUE, M
from xltools.writers.patch.vml import Box

#: In pixels: how wide a box is, a line in it, and its edges; half-width characters a line.
_WIDTH, _LINE, _EDGE, _MOST = 300, 17, 14, 520
_CHARACTERS = 46
_GAP = 15
#: How far from a cell a box may end, in columns or rows: sheets may hide nearly all.
_STEPS = 300
_POINTS = 0.75


class Boxes:
    """The boxes of notes on one sheet, by the widths and heights of its columns and rows."""

    def __init__(self, root: etree._Element) -> None:
        layout = root.find(f"{M}sheetFormatPr")
        if layout is None:
            layout = root.makeelement(f"{M}sheetFormatPr", {})
        base = _number(layout.get("baseColWidth"), 8)
        self._width = _pixels(_number(layout.get("defaultColWidth"), base + 0.43))
        self._height = round(_number(layout.get("defaultRowHeight"), 15) / _POINTS)
        self._columns = [
            (int(each.get("min", "0")), int(each.get("max", "0")), self._across(each))
            for each in root.iterfind(f"{M}cols/{M}col")
        ]
        self._rows = {
            int(each.get("r", "0")): self._down(each)
            for each in root.iterfind(f"{M}sheetData/{M}row")
            if each.get("r") and (each.get("ht") or each.get("hidden"))
        }

    def box(self, row: int, column: int, text: str) -> Box:
        """The box of a note's text; where the sheet ends it stands before its cell."""
        height = min(_MOST, lines_needed(text, _CHARACTERS) * _LINE + _EDGE)
        left = column if column < MAX_COLUMN - 8 else column - 9
        top = max(row - 2, 0) if row < MAX_ROW - 40 else row - 40
        right, across = _walk(left, _GAP + _WIDTH, self._column)
        bottom, down = _walk(top, height + 4, self._row)
        anchor = f"{left}, {_GAP}, {top}, 4, {right}, {across}, {bottom}, {down}"
        return Box(row, column, anchor, _WIDTH * _POINTS, height * _POINTS)

    def _column(self, at: int) -> int:
        return next((wide for first, last, wide in self._columns if first <= at + 1 <= last), self._width)

    def _row(self, at: int) -> int:
        return self._rows.get(at + 1, self._height)

    def _across(self, element: etree._Element) -> int:
        if element.get("hidden") in TRUE:
            return 0
        return _pixels(_number(element.get("width"), 8.43)) if element.get("width") else self._width

    def _down(self, element: etree._Element) -> int:
        if element.get("hidden") in TRUE:
            return 0
        return round(_number(element.get("ht"), 15) / _POINTS)


def _walk(at: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column or row that lies so many pixels behind the beginning of another, and how far into it."""
    for step in range(_STEPS):
        there = size(at + step)
        if pixels < there:
            return at + step, pixels
        pixels -= there
    return at + _STEPS, 0


def _pixels(characters: float) -> int:
    return round(characters * 7 + 5)


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise
