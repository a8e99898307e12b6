"""A sheet for each kind of attached form (项目支出自评 …): one line a form, linked to its file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath

from xltools.core.attachments.listing import Line, Listing
from xltools.writers.summary.book import LINK_COLOUR, Book, Sheet, number_format

_BEFORE = {"预算编码": 14, "单位": 30}
_AFTER = {"结论": 10, "说明": 36, "文件": 34}
_FIRST_ROW = 4
_AMOUNT, _OTHER, _TEXT = 17, 10, 34

#: What Excel takes as the name of a sheet at most.
_LONGEST_NAME = 31


def write_listing(book: Book, listing: Listing) -> None:
    """Write one listing as a sheet of its own."""
    note = "每份附表一行;金额一律折算成元。执行率等比率为重算值。空白为没有填或不能识别,见“说明”。"
    sheet = book.sheet(listing.standard[:_LONGEST_NAME], f"{listing.standard}:各附表一览", note)
    sheet.heads(_FIRST_ROW - 1, (*_BEFORE, *listing.columns, *_AFTER))
    widths = [*_BEFORE.values(), *(_width(listing, name) for name in listing.columns), *_AFTER.values()]
    for column, width in enumerate(widths):
        sheet.raw.set_column(column, column, width)
    for row, line in enumerate(listing.lines, _FIRST_ROW):
        _write_line(sheet, row, listing, line)
    last = _FIRST_ROW + len(listing.lines) - 1
    sheet.raw.autofilter(_FIRST_ROW - 2, 0, last - 1, len(widths) - 1)
    sheet.raw.freeze_panes(_FIRST_ROW - 1, 2)
    sheet.raw.repeat_rows(_FIRST_ROW - 2)
    sheet.raw.fit_to_pages(1, 0)


def _width(listing: Listing, name: str) -> int:
    field = listing.columns[name]
    if field.kind == "金额":
        return _AMOUNT
    return _OTHER if field.numeric else _TEXT if field.required else _OTHER


def _write_line(sheet: Sheet, row: int, listing: Listing, line: Line) -> None:
    book = sheet.book
    wrapped, centred = book.boxed(text_wrap=True), book.boxed(align="center")
    sheet.text(row, 1, line.form.code, book.boxed())
    sheet.text(row, 2, line.form.name, wrapped)
    column = len(_BEFORE) + 1
    for field, value in zip(listing.columns.values(), line.values, strict=True):
        if isinstance(value, Decimal):
            sheet.number(row, column, value, book.boxed(align="right", num_format=number_format(field)))
        else:
            sheet.text(row, column, value or "", wrapped)
        column += 1
    sheet.text(row, column, line.verdict, centred)
    sheet.text(row, column + 1, line.note, wrapped)
    style = book.boxed(font_color=LINK_COLOUR, underline=1, text_wrap=True)
    sheet.link((row, column + 2), (line.form.path, ""), PurePath(line.form.path).name, style)
