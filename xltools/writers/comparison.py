"""A comparison as a workbook (公开一致): 摘要 by pair, 逐项差异 side by side, 未配对; with links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePath

from xltools.core.compare.difference import Comparison, Difference, Pair, Spot, Weight
from xltools.core.names import COMPARISON_NAME
from xltools.core.refs import MAX_ROW, quote_sheet
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import (
    DOUBT_FILL,
    ERROR_FILL,
    GIVEN_FILL,
    GOOD_FILL,
    LINK_COLOUR,
    NOTE_COLOUR,
    Book,
    Sheet,
    height,
)
from xltools.writers.summary.listed import At, file_link, filled

PAIRS, DIFFERENCES, ALONE = "摘要", "逐项差异", "未配对"

_PAIR_WIDTHS = {
    "序号": 6,
    "报送稿": 30,
    "公开稿": 30,
    "结论": 12,
    "比较": 8,
    "一致": 8,
    "不同": 8,
    "无法比较": 9,
    "提示": 8,
    "说明": 46,
    "报送 sha256": 11,
    "公开 sha256": 11,
}
_DIFFERENCE_WIDTHS = {
    "序号": 6,
    "报送稿": 18,
    "结论": 9,
    "种类": 9,
    "报送位置": 17,
    "公开位置": 17,
    "项目或原句": 26,
    "报送内容": 28,
    "公开内容": 28,
    "差": 15,
    "单位": 6,
    "说明": 34,
}
_ALONE_WIDTHS = {"序号": 6, "情形": 14, "文件": 70}

_FILLS: Mapping[Weight, str] = {"不同": ERROR_FILL, "无法比较": DOUBT_FILL, "提示": GIVEN_FILL}
_SIGNED = "+#,##0.00####;-#,##0.00####;0"
_NUMBER = re.compile(r"-?[0-9,]+(?:\.[0-9]+)?[^0-9.,]{0,2}")
#: A text of so many signs at most is compared like a number: to the right.
_SHORT = 14

#: A difference with its pair, numbered.
_Row = tuple[int, Pair, Difference]


def comparison_book(comparison: Comparison, home: Path = Path(), *, last_row: int = MAX_ROW) -> bytes:
    """The bytes of the workbook; the same comparison and ``home`` give the same bytes.

    Links are relative to ``home``, the folder where the workbook will stay. A list longer than ``last_row``
    goes on on a further sheet.
    """
    content = BytesIO()
    book = Book(content, home, {}, title="公开一致比较")
    _write_pairs(book, comparison, last_row)
    _write_differences(book, comparison, last_row)
    _write_alone(book, comparison, last_row)
    book.mark(COMPARISON_NAME)
    book.close()
    return content.getvalue()


def _write_pairs(book: Book, comparison: Comparison, last_row: int) -> None:
    pairs = comparison.pairs
    counts = [sum(pair.told.compared for pair in pairs), sum(pair.agreed for pair in pairs)]
    counts += [sum(pair.count(weight) for pair in pairs) for weight in ("不同", "无法比较")]
    note = "共比较 {} 处，一致 {}，不同 {}，无法比较 {}。".format(*counts)
    note += "“提示”算作一致；公开的应当就是报送的。"
    paged = Paged(PAIRS, "公开一致：报送稿与公开稿", note, _PAIR_WIDTHS)
    write_pages(book, paged, enumerate(pairs, 1), _pair, last_row)


def _pair(sheet: Sheet, row: int, numbered: tuple[int, Pair]) -> None:
    number, pair = numbered
    book, centred = sheet.book, sheet.book.boxed(align="center")
    said = _said(pair)
    sheet.number(row, 1, number, centred)
    file_link(sheet, (row, 2), pair.submitted)
    file_link(sheet, (row, 3), pair.published)
    word, fill = _conclusion(pair)
    sheet.text(row, 4, word, filled(book, fill))
    counts = (pair.told.compared, pair.agreed, *(pair.count(weight) for weight in _FILLS))
    known = pair.error is None and not pair.identical
    for column, count in enumerate(counts, 5):
        sheet.number(row, column, count if known else None, centred)
    sheet.text(row, 10, said, book.boxed(text_wrap=True))
    for column, sha256 in enumerate(pair.sha256, 11):
        sheet.text(row, column, sha256, book.boxed(font_color=NOTE_COLOUR, align="fill"))
    texts = (PurePath(pair.submitted).name, 30), (PurePath(pair.published).name, 30), (said, 46)
    sheet.raw.set_row(row - 1, height(*texts))


def _conclusion(pair: Pair) -> tuple[str, str]:
    if pair.error:
        return "没有比成", ERROR_FILL
    if pair.identical:
        return "完全一致", GOOD_FILL
    if pair.same_content:
        return "内容一致", GOOD_FILL
    if pair.agrees:
        return "一致", GOOD_FILL
    return ("不同", ERROR_FILL) if pair.count("不同") else ("无法比较", DOUBT_FILL)


def _said(pair: Pair) -> str:
    if pair.error:
        return "".join(pair.error[1:])
    if pair.identical:
        return "两个文件逐字节相同（sha256）。"
    saved = ("重新保存过，字节不同，内容相同",) if pair.same_content else ()
    notes = "；".join((*saved, *pair.told.notes))
    return f"{notes}。" if notes else ""


def _write_differences(book: Book, comparison: Comparison, last_row: int) -> None:
    rows = list(_rows(comparison))
    note = f"共 {len(rows)} 条；可按报送稿、结论、种类筛选，点位置打开原文件。差是公开减报送。"
    paged = Paged(DIFFERENCES, "逐项差异", note, _DIFFERENCE_WIDTHS)
    write_pages(book, paged, rows, _difference, last_row)


def _rows(comparison: Comparison) -> Iterator[_Row]:
    found = chain.from_iterable(((pair, each) for each in pair.told.differences) for pair in comparison.pairs)
    return ((number, pair, each) for number, (pair, each) in enumerate(found, 1))


def _difference(sheet: Sheet, row: int, numbered: _Row) -> None:
    number, pair, found = numbered
    book = sheet.book
    centred, wrapped = book.boxed(align="center"), book.boxed(text_wrap=True)
    sheet.number(row, 1, number, centred)
    sheet.text(row, 2, PurePath(pair.submitted).name, wrapped)
    sheet.text(row, 3, found.weight, filled(book, _FILLS[found.weight]))
    sheet.text(row, 4, found.kind, centred)
    _spot(sheet, (row, 5), pair.submitted, found.left)
    _spot(sheet, (row, 6), pair.published, found.right)
    sheet.text(row, 7, found.label, wrapped)
    sheet.text(row, 8, found.submitted, _side(book, found.submitted))
    sheet.text(row, 9, found.published, _side(book, found.published))
    signed = book.boxed(align="right", num_format=_SIGNED)
    sheet.number(row, 10, found.difference, signed)
    sheet.text(row, 11, found.unit, centred)
    sheet.text(row, 12, found.note, wrapped)
    texts = {
        "报送稿": PurePath(pair.submitted).name,
        "报送位置": _named(found.left),
        "公开位置": _named(found.right),
        "项目或原句": found.label,
        "报送内容": found.submitted,
        "公开内容": found.published,
        "说明": found.note,
    }
    sheet.raw.set_row(row - 1, height(*((text, _DIFFERENCE_WIDTHS[name]) for name, text in texts.items())))


def _side(book: Book, text: str) -> object:
    """A number stands to the right, so that both sides can be read digit under digit."""
    number = len(text) <= _SHORT * 2 and _NUMBER.fullmatch(text) is not None
    return book.boxed(align="right" if number else "left", text_wrap=True)


def _spot(sheet: Sheet, at: At, path: str, spot: Spot | None) -> None:
    """A place, linked to it: into the cells of a workbook, to a report as a whole."""
    if spot is None:
        sheet.text(*at, "", sheet.book.boxed())
        return
    style = sheet.book.boxed(font_color=LINK_COLOUR, underline=1, text_wrap=True)
    cells = spot.at if not spot.at.startswith("第") else ""
    in_workbook = path.lower().endswith((".xlsx", ".xlsm"))
    anchor = f"{quote_sheet(spot.part)}!{cells or 'A1'}" if in_workbook else ""
    sheet.link(at, (path, anchor), _named(spot), style)


def _named(spot: Spot | None) -> str:
    if spot is None:
        return ""
    return f"{spot.part}{spot.at}" if spot.at.startswith("第") else str(spot)


def _write_alone(book: Book, comparison: Comparison, last_row: int) -> None:
    """The files without a counterpart; the sheet is there when there are none, too."""
    sides = (("只报送未公开", comparison.only_submitted), ("只公开未报送", comparison.only_published))
    rows = [(word, path) for word, files in sides for path in files]
    note = f"共 {len(rows)} 个文件没有对应的。" if rows else "没有：每个文件都有对应的。"
    paged = Paged(ALONE, "未配对的文件", note, _ALONE_WIDTHS)
    write_pages(book, paged, enumerate(rows, 1), _alone, last_row)


def _alone(sheet: Sheet, row: int, numbered: tuple[int, tuple[str, str]]) -> None:
    number, (word, path) = numbered
    sheet.number(row, 1, number, sheet.book.boxed(align="center"))
    sheet.text(row, 2, word, filled(sheet.book, DOUBT_FILL))
    file_link(sheet, (row, 3), path)
    sheet.raw.set_row(row - 1, height((PurePath(path).name, 70)))
