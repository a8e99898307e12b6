"""现场数据: the values at failure: every cell that a finding looked at, with what stood there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import PurePath

from xltools.core.messages import content
from xltools.core.model import Typed
from xltools.core.overview.looked import Looked, looked
from xltools.core.overview.overview import Overview
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import DOUBT_FILL, NOTE_COLOUR, Book, Sheet, height
from xltools.writers.summary.listed import cell_link

_WIDTHS = {
    "问题序号": 8,
    "单位": 24,
    "文件": 24,
    "规则": 7,
    "位置": 6,
    "工作表": 12,
    "单元格": 9,
    "项目": 30,
    "值": 22,
    "计量单位": 8,
    "单元格里写的": 20,
    "情况": 11,
}
_NUMBER = "#,##0.00####"


def write_values(book: Book, overview: Overview, last_row: int) -> None:
    """Write the sheet 现场数据."""
    note = (
        "每条问题看了哪些单元格、当时的值；公式按重算后的值。“本处”是要改的那一格，“相关”是一同比较的；"
        "“不是填报项”的单元格（标题、说明、空白处）这里不取值，请看原表。"
    )
    cells = sum(len(found.finding.places) for found in overview.found)
    paged = Paged("现场数据", "现场数据", note, _WIDTHS, links=cells)
    write_pages(book, paged, looked(overview), partial(_cell, names=overview.names), last_row)


def _cell(sheet: Sheet, row: int, each: Looked, names: Mapping[str, str]) -> None:
    book, found = sheet.book, each.found
    wrapped, centred = book.boxed(text_wrap=True), book.boxed(align="center")
    path = found.checked.path
    texts = {
        "单位": names.get(found.unit, ""),
        "文件": PurePath(path).name,
        "工作表": each.place.sheet,
        "项目": each.label,
        "单元格里写的": each.written,
    }
    sheet.number(row, 1, found.number, centred)
    for column, name in ((2, "单位"), (3, "文件"), (6, "工作表"), (8, "项目"), (11, "单元格里写的")):
        sheet.text(row, column, texts[name], wrapped)
    sheet.text(row, 4, found.finding.rule, centred)
    sheet.text(row, 5, "本处" if each.first else "相关", centred)
    cell_link(sheet, (row, 7), path, each.place)
    _value(sheet, row, each.value)
    sheet.text(row, 10, each.unit, centred)
    fill = {"不能识别": {"bg_color": DOUBT_FILL}, "不是填报项": {"font_color": NOTE_COLOUR}}.get(
        each.state, {}
    )
    sheet.text(row, 12, each.state, book.boxed(align="center", **fill))
    shown = texts | {"值": content(each.value) if isinstance(each.value, str) else ""}
    sheet.raw.set_row(row - 1, height(*((text, _WIDTHS[name]) for name, text in shown.items())))


def _value(sheet: Sheet, row: int, value: Typed) -> None:
    """Write a value as what it is: a number as a number, a date as a date, a text as a text."""
    book = sheet.book
    if isinstance(value, dt.date):
        sheet.raw.write_datetime(row - 1, 8, value, book.boxed(align="right", num_format="yyyy-mm-dd"))
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.number(row, 9, Decimal(value), book.boxed(align="right", num_format=_NUMBER))
    else:
        sheet.text(row, 9, content(value), book.boxed(text_wrap=True))
