"""A long list on a sheet: its headings, its links, its coloured words, the two sides of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from xltools.core.formulas.change import shortened
from xltools.core.model import Finding
from xltools.core.refs import Place, quote_sheet
from xltools.writers.summary.book import DOUBT_FILL, ERROR_FILL, GOOD_FILL, LINK_COLOUR, Book, Sheet

#: The colour of a level, and of a verdict; a word without one stands on none.
LEVEL_FILLS: Mapping[str, str] = {"错误": ERROR_FILL, "核实": DOUBT_FILL}
VERDICT_FILLS: Mapping[str, str] = {
    "通过": GOOD_FILL,
    "需核实": DOUBT_FILL,
    "不通过": ERROR_FILL,
    "无法读取": ERROR_FILL,
}

#: A text of so many signs stands in one line, to the right as numbers do.
_SHORT = 12

#: Where a cell is on a sheet: row and column, counted from 1.
At = tuple[int, int]


def columns(sheet: Sheet, row: int, widths: Mapping[str, float], count: int) -> None:
    """Write the headings and set what a long list needs: widths, filter, panes, one page wide."""
    sheet.heads(row, tuple(widths))
    for column, width in enumerate(widths.values()):
        sheet.raw.set_column(column, column, width)
    sheet.raw.set_row(row - 1, 22)
    sheet.raw.autofilter(row - 1, 0, row - 1 + max(count, 1), len(widths) - 1)
    sheet.raw.freeze_panes(row, 1)
    sheet.raw.repeat_rows(row - 1)
    sheet.raw.fit_to_pages(1, 0)


def filled(book: Book, fill: str) -> Any:
    """The format of a short word in the middle of its cell, on a colour ("": on none)."""
    return book.boxed(align="center", bg_color=fill) if fill else book.boxed(align="center")


def cell_link(sheet: Sheet, at: At, path: str, place: Place | None) -> None:
    """Write the address of a finding's cell, linked to it in its file."""
    if place is None:
        sheet.text(*at, "", sheet.book.boxed())
        return
    style = sheet.book.boxed(font_color=LINK_COLOUR, underline=1, align="center")
    sheet.link(at, (path, f"{quote_sheet(place.sheet)}!{place.cell}"), place.cell, style)


def place_link(sheet: Sheet, at: At, path: str, finding: Finding) -> None:
    """Write where a finding is, linked to it: its first cell, or the paragraph of a report."""
    if finding.spot is None:
        cell_link(sheet, at, path, finding.places[0] if finding.places else None)
    else:
        style = sheet.book.boxed(font_color=LINK_COLOUR, underline=1, align="center")
        sheet.link(at, (path, ""), f"第{finding.spot.paragraph}段", style)


def file_link(sheet: Sheet, at: At, path: str) -> None:
    """Write a file's name, linked to it."""
    wrapped = {"font_color": LINK_COLOUR, "underline": 1, "text_wrap": True}
    style = sheet.book.boxed(**wrapped) if path else sheet.book.boxed()
    sheet.link(at, (path, ""), PurePath(path).name, style)


def side(sheet: Sheet, at: At, value: Decimal | str | None) -> None:
    """Write one side of a finding: a number as a number, text as text."""
    if isinstance(value, str):
        align = "right" if len(value) <= _SHORT else "left"
        sheet.text(*at, shortened(value), sheet.book.boxed(align=align, text_wrap=True))
    else:
        sheet.number(*at, value, sheet.book.boxed(align="right", num_format="#,##0.00####"))
