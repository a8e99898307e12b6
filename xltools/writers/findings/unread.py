"""无法读取: the files nobody could read, or whose formulas nobody here can compute, and what to do."""

from __future__ import annotations

from xltools.core.model import Checked
from xltools.core.overview.overview import Overview
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import DOUBT_FILL, ERROR_FILL, Book, Sheet, height
from xltools.writers.summary.listed import file_link, filled

_WIDTHS = {"文件": 36, "情况": 10, "原因": 54, "怎么处理": 46, "所在位置": 40}


def write_unread(book: Book, overview: Overview, last_row: int) -> None:
    """Write the sheet 无法读取."""
    files = (*overview.unread, *overview.refused)
    note = (
        f"共 {len(files)} 份。“无法读取”的没有审核；“未重算”的读到了数，但公式在这里算不了，有关规则未判。"
        if files
        else "没有无法读取的文件。"
    )
    write_pages(book, Paged("无法读取", "无法读取的文件", note, _WIDTHS), files, _file, last_row)


def _file(sheet: Sheet, row: int, checked: Checked) -> None:
    _, message, fix = checked.error or ("", "", "")
    wrapped = sheet.book.boxed(text_wrap=True)
    file_link(sheet, (row, 1), checked.path)
    state, fill = ("无法读取", ERROR_FILL) if checked.record is None else ("未重算", DOUBT_FILL)
    sheet.text(row, 2, state, filled(sheet.book, fill))
    texts = {"原因": message, "怎么处理": fix, "所在位置": checked.path}
    for column, text in enumerate(texts.values(), 3):
        sheet.text(row, column, text, wrapped)
    sheet.raw.set_row(row - 1, height(*((text, _WIDTHS[name]) for name, text in texts.items())))
