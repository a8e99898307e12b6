"""审核情况说明: the words of the official account, to copy, with links to the lists behind it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from xltools.core.consolidation.account import account, handed_in
from xltools.core.consolidation.headlines import Headlines
from xltools.core.consolidation.summary import Summary
from xltools.core.overview.words import Section
from xltools.writers.summary.book import LINK_COLOUR, Book, Sheet
from xltools.writers.summary.jumps import jump

ACCOUNT = "审核情况说明"

#: The text runs over so many columns, each so wide.
_COLUMNS, _WIDTH = 7, 12.5
_LINE_HEIGHT = 17.5
_NUMERALS = "一二三四五六七八九十"

#: Excel's tallest row, in points.
_TALLEST = 409


def write_account(book: Book, summary: Summary, heads: Headlines, behind: Iterable[str]) -> None:
    """Write the sheet 审核情况说明; ``behind`` are the sheets it rests on, linked to at its end."""
    note = (
        "由审核结果自动生成，与反馈函的审核情况说明同一套语句，可整段复制到正式文稿；不含附表（项目自评等）。"
    )
    sheet = book.sheet(ACCOUNT, "审核情况说明", note)
    sheet.raw.set_portrait()
    sheet.raw.set_column(0, _COLUMNS - 1, _WIDTH)
    row = 4
    for number, section in enumerate((handed_in(heads), *account(summary))):
        row = _section(sheet, row, f"{_NUMERALS[number]}、", section)
    sheet.text(row, 1, "逐条清单", book.format(bold=True, font_size=12))
    for offset, name in enumerate(behind, 1):
        jump(sheet, (row + offset, 1), name, book.format(font_color=LINK_COLOUR, underline=1, indent=2))
    sheet.raw.fit_to_pages(1, 0)
    sheet.raw.freeze_panes(2, 0)
    sheet.raw.repeat_rows(0)


def _section(sheet: Sheet, row: int, number: str, section: Section) -> int:
    """Write a section from a row on; the first free row after it."""
    sheet.raw.set_row(row - 1, 22)
    sheet.text(row, 1, f"{number}{section.heading}", sheet.book.format(bold=True, font_size=12))
    style = sheet.book.format(text_wrap=True, font_size=11, valign="top")
    for paragraph in section.paragraphs:
        row += 1
        text = f"　　{paragraph}"
        sheet.raw.set_row(row - 1, _height(text))
        sheet.merged(row, 1, _COLUMNS, text, style)
    return row + 2


def _height(text: str) -> float:
    """The height of a paragraph at the size of running text: a tenth larger than the width is counted in."""
    signs = sum(1 if sign.isascii() else 2 for sign in text) * 1.08
    return min(_TALLEST, 4 + _LINE_HEIGHT * max(1, math.ceil(signs / (_COLUMNS * _WIDTH))))
