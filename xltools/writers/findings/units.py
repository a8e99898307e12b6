"""按单位: a row a unit, the worst first, with how many findings of each kind it has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import PurePath

from xltools.core.overview.counts import KINDS
from xltools.core.overview.overview import Overview, UnitView
from xltools.writers.findings.pages import Paged, write_pages
from xltools.writers.summary.book import Book, Sheet, height
from xltools.writers.summary.listed import VERDICT_FILLS, file_link, filled

_WIDTHS = {
    "编码": 12,
    "单位": 28,
    "工作簿": 7,
    "结论": 9,
    **dict.fromkeys(KINDS, 7.5),
    "问题合计": 8,
    "主要问题": 46,
    "文件": 30,
}
_FIRST_COUNT = 5
#: How many rules of a unit are named.
_NAMED = 3


def write_units(book: Book, overview: Overview, last_row: int) -> None:
    """Write the sheet 按单位, with the totals of all units under it."""
    note = "最需要处理的在前；“主要问题”按条数列出，由别处引起的不计；读不了的文件见“无法读取”。"
    widths = {overview.reviewed if name == "工作簿" else name: width for name, width in _WIDTHS.items()}
    paged = Paged("按单位", "审核情况：按单位", note, widths)
    titles = {(rule.standard, rule.number): rule.name for rule in overview.rules}
    sheet, free = write_pages(book, paged, overview.units, partial(_unit, titles=titles), last_row)
    _totals(sheet, free, overview)


def _unit(sheet: Sheet, row: int, unit: UnitView, titles: Mapping[tuple[str, str], str]) -> None:
    book = sheet.book
    centred, wrapped = book.boxed(align="center"), book.boxed(text_wrap=True)
    sheet.text(row, 1, unit.code, book.boxed())
    sheet.text(row, 2, unit.name, wrapped)
    sheet.number(row, 3, len(unit.files), centred)
    sheet.text(row, 4, unit.verdict, filled(book, VERDICT_FILLS[unit.verdict]))
    for column, number in enumerate((*unit.counts.values(), len(unit.found)), _FIRST_COUNT):
        sheet.number(row, column, number, centred)
    told = _main(unit, titles)
    sheet.text(row, 13, told, wrapped)
    paths = [each.path for each in unit.files]
    names = "\n".join(PurePath(path).name for path in paths)
    if len(paths) == 1:
        file_link(sheet, (row, 14), paths[0])
    else:
        sheet.text(row, 14, names, wrapped)
    widths = {"单位": unit.name, "主要问题": told, "文件": names}
    sheet.raw.set_row(row - 1, height(*((text, _WIDTHS[name]) for name, text in widths.items())))


def _main(unit: UnitView, titles: Mapping[tuple[str, str], str]) -> str:
    """The rules a unit has most findings by."""
    standards = {found.finding.rule: found.checked.standard for found in unit.found}
    names = {number: titles.get((standard, number), "") for number, standard in standards.items()}
    listed = [f"{f'{number} {names[number]}'.strip()} {count} 条" for number, count in unit.rules[:_NAMED]]
    return "；".join(listed) + (f"；等 {len(unit.rules)} 条规则" if len(unit.rules) > _NAMED else "")


def _totals(sheet: Sheet, row: int, overview: Overview) -> None:
    book = sheet.book
    bold = book.boxed(bold=True, align="center")
    sheet.text(row, 1, "合计", bold)
    sheet.text(row, 2, f"{len(overview.units)} 个单位", bold)
    sheet.number(row, 3, sum(len(unit.files) for unit in overview.units), bold)
    for column in (4, 13, 14):
        sheet.text(row, column, "", bold)
    for column, number in enumerate((*overview.counts.values(), len(overview.found)), _FIRST_COUNT):
        sheet.number(row, column, number, bold)
