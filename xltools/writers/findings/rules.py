"""按规则: a row a rule that has findings, with how many of each kind and one of them as example."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from xltools.core.causes.laid import own_words
from xltools.core.overview.counts import KINDS
from xltools.core.overview.overview import Overview, RuleView
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import Book, Sheet, height
from xltools.writers.summary.listed import LEVEL_FILLS, filled, place_link

_WIDTHS = {
    "规范": 12,
    "编号": 7,
    "规则": 24,
    "级别": 6,
    "单位数": 7,
    "问题合计": 8,
    **dict.fromkeys(KINDS, 7.5),
    "例子": 50,
    "单元格": 9,
    "依据": 26,
}


def write_rules(book: Book, overview: Overview, last_row: int) -> None:
    """Write the sheet 按规则, the rules with most errors first."""
    place = "单元格" if overview.reviewed == "工作簿" else "段落"
    note = f"一行一条规则，只列有问题的；“例子”是其中一条，点{place}打开那份{overview.reviewed}。"
    widths = {place if name == "单元格" else name: width for name, width in _WIDTHS.items()}
    paged = Paged("按规则", "审核情况：按规则", note, widths)
    write_pages(book, paged, overview.rules, partial(_rule, names=overview.names), last_row)


def _rule(sheet: Sheet, row: int, rule: RuleView, names: Mapping[str, str]) -> None:
    book = sheet.book
    cell, centred, wrapped = book.boxed(), book.boxed(align="center"), book.boxed(text_wrap=True)
    sheet.text(row, 1, rule.standard, cell)
    sheet.text(row, 2, rule.number, centred)
    sheet.text(row, 3, rule.name, wrapped)
    sheet.text(row, 4, rule.level, filled(book, LEVEL_FILLS.get(rule.level, "")))
    for column, number in enumerate((rule.units, len(rule.found), *rule.counts.values()), 5):
        sheet.number(row, column, number, centred)
    first = next((each for each in rule.found if not each.finding.cause), rule.found[0])
    example = f"{names.get(first.unit, '')}：{own_words(first.finding)}"
    sheet.text(row, 14, example, wrapped)
    place_link(sheet, (row, 15), first.checked.path, first.finding)
    sheet.text(row, 16, rule.basis, wrapped)
    texts = {"规则": rule.name, "例子": example, "依据": rule.basis}
    sheet.raw.set_row(row - 1, height(*((text, _WIDTHS[name]) for name, text in texts.items())))
