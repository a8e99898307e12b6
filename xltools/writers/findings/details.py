"""问题明细: a row a finding, its two sides as numbers, linked to its cell in its file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import PurePath

from xltools.core.causes.laid import own_words
from xltools.core.causes.sources import Sources
from xltools.core.overview.looked import item_of, sourced
from xltools.core.overview.overview import Found, Overview
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import Book, Sheet, height
from xltools.writers.summary.listed import LEVEL_FILLS, filled, place_link, side

_WIDTHS = {
    "序号": 6,
    "单位": 20,
    "文件": 20,
    "规则": 7,
    "级别": 6,
    "结论": 9,
    "工作表": 11,
    "单元格": 9,
    "项目": 18,
    "问题": 44,
    "填报值": 17,
    "对照值": 17,
    "差额": 14,
    "容差": 9,
    "怎么改": 30,
    "依据": 22,
    "由何引起": 16,
    "核实说明": 24,
}
#: Of reports: the words in place of the sheet, their paragraph in place of the cell.
_IN_REPORTS = {"工作表": ("原文", 26), "单元格": ("段落", 8)}
_COLUMN = {name: number for number, name in enumerate(_WIDTHS, 1)}


def write_details(book: Book, overview: Overview, last_row: int) -> None:
    """Write the sheet 问题明细."""
    of_reports = overview.reviewed == "报告"
    opens = "点段落打开报告" if of_reports else "点单元格打开原表"
    note = f"共 {len(overview.found)} 条；可按单位、规则、级别、结论筛选，{opens}。"
    named = (
        _IN_REPORTS.get(name, (name, width)) if of_reports else (name, width)
        for name, width in _WIDTHS.items()
    )
    paged = Paged("问题明细", "问题明细", note, dict(named), wide=True, links=len(overview.found))
    write = partial(_finding, names=overview.names)
    write_pages(book, paged, sourced(overview), write, last_row)


def _finding(sheet: Sheet, row: int, each: tuple[Found, Sources | None], names: Mapping[str, str]) -> None:
    book, (found, sources) = sheet.book, each
    finding, path = found.finding, found.checked.path
    place = finding.places[0] if finding.places else None
    texts = {
        "单位": names.get(found.unit, ""),
        "文件": PurePath(path).name,
        "工作表": finding.spot.text if finding.spot else place.sheet if place else "",
        "项目": item_of(finding, sources),
        "问题": own_words(finding),
        "怎么改": finding.fix,
        "依据": finding.basis,
        "由何引起": finding.cause,
        "核实说明": finding.explanation or "",
    }
    wrapped, centred = book.boxed(text_wrap=True), book.boxed(align="center")
    for name, text in texts.items():
        sheet.text(row, _COLUMN[name], text, wrapped)
    sheet.number(row, _COLUMN["序号"], found.number, centred)
    fill = LEVEL_FILLS.get(finding.level, "") if finding.outcome == "不通过" else ""
    for name, word, style in (
        ("规则", finding.rule, centred),
        ("级别", finding.level, filled(book, fill)),
        ("结论", finding.outcome, centred),
    ):
        sheet.text(row, _COLUMN[name], word, style)
    place_link(sheet, (row, _COLUMN["单元格"]), path, finding)
    sides = {
        "填报值": finding.left,
        "对照值": finding.right,
        "差额": finding.difference,
        "容差": finding.tolerance,
    }
    for name, value in sides.items():
        _side(sheet, row, _COLUMN[name], value)
    widths = _WIDTHS | ({"工作表": _IN_REPORTS["工作表"][1]} if finding.spot else {})
    texts |= {n: v for n, v in sides.items() if isinstance(v, str)}
    sheet.raw.set_row(row - 1, height(*((text, widths[name]) for name, text in texts.items())))


def _side(sheet: Sheet, row: int, column: int, value: Decimal | str | None) -> None:
    """Write a side; a text, however long, whole."""
    if isinstance(value, str):
        sheet.text(row, column, value, sheet.book.boxed(text_wrap=True, valign="top"))
    else:
        side(sheet, (row, column), value)
