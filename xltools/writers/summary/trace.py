"""溯源: which cells of which files each total was added up from; of very many, where each field stands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from pathlib import PurePath

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.summary import Member, Summary
from xltools.core.consolidation.tracing import CellMap, Traced, cell_maps, count, sources, traced
from xltools.core.refs import Place, quote_sheet
from xltools.writers.summary.book import LINK_COLOUR, NOTE_COLOUR, Book, Sheet
from xltools.writers.summary.listed import columns

TRACE = "溯源"

#: So many numbers have a row each: Excel follows no more than 65,530 links of a sheet, and a row without its
#: link would be no trace.
MOST_ROWS = 50_000

_HEADS = 3
_COLUMNS = {
    "字段": 24,
    "项目": 30,
    "口径": 10,
    "单位编码": 13,
    "单位": 28,
    "数值": 18,
    "计量单位": 9,
    "工作表": 12,
    "单元格": 9,
    "文件": 30,
    "sha256": 12,
}
_MAP_COLUMNS = {
    "字段": 24,
    "项目": 30,
    "口径": 10,
    "填报单位数": 11,
    "工作表": 12,
    "单元格": 9,
    "在别处的单位数": 14,
    "单位编码": 13,
    "单位": 28,
    "文件": 30,
}


def first_rows(summary: Summary) -> Mapping[str, int]:
    """The row of 溯源 on which each number's sources begin; none of a number that nobody filled.

    Empty where numbers are too many for a row each.
    """
    if count(summary) > MOST_ROWS:
        return {}
    names = [(each.name, sum(1 for _ in sources(summary, each))) for each in traced(summary.standard)]
    starts = accumulate((units for _, units in names), initial=_HEADS + 1)
    return {name: row for (name, units), row in zip(names, starts, strict=False) if units}


def write_trace(book: Book, summary: Summary) -> None:
    """Write the sheet 溯源."""
    number = count(summary)
    if number > MOST_ROWS:
        _write_map(book, summary, number)
        return
    note = (
        f"汇总的每个数由哪些格相加得来：共 {number} 个，同一项的排在一起，可筛选；点单元格打开原表。"
        "金额已换算成元；抵销另见“抵销”页；比率由这些数重算。"
    )
    sheet = book.sheet(TRACE, "溯源", note, by_rows=True)
    columns(sheet, _HEADS, _COLUMNS, number)
    row = _HEADS
    for each in traced(summary.standard):
        for member, figure in sources(summary, each):
            row += 1
            _source(sheet, row, each, member, figure)


def _source(sheet: Sheet, row: int, each: Traced, member: Member, figure: Figure) -> None:
    book, place = sheet.book, figure.place
    plain, centred = book.boxed(), book.boxed(align="center")
    for column, text in enumerate((each.name, each.label, each.measure, member.unit.code), 1):
        sheet.text(row, column, text, plain)
    sheet.text(row, 5, member.unit.name, plain)
    sheet.number(row, 6, figure.value, book.boxed(align="right", num_format=_shown(each, figure)))
    sheet.text(row, 7, each.unit, centred)
    sheet.text(row, 8, place.sheet, centred)
    _cell(sheet, (row, 9), figure.source.path, place)
    sheet.text(row, 10, PurePath(figure.source.path).name, plain)
    sheet.text(row, 11, figure.source.sha256, book.boxed(font_color=NOTE_COLOUR, align="fill"))


def _shown(each: Traced, figure: Figure) -> str:
    """How a number is shown: an amount to the cent, a count of people as a whole number."""
    whole = each.unit not in CURRENCY_UNITS and figure.value == figure.value.to_integral_value()
    return "#,##0" if whole else "#,##0.00####"


def _cell(sheet: Sheet, at: tuple[int, int], path: str, place: Place) -> None:
    style = sheet.book.boxed(font_color=LINK_COLOUR, underline=1, align="center")
    sheet.link(at, (path, f"{quote_sheet(place.sheet)}!{place.cell}"), place.cell, style)


def _write_map(book: Book, summary: Summary, number: int) -> None:
    """Write where each number stands, then the units that have it elsewhere."""
    maps = list(cell_maps(summary))
    others = sum(len(each.others) for each in maps)
    told = min(others, MOST_ROWS)
    note = (
        f"各单位共填 {number} 个数，超过 {MOST_ROWS} 个，不逐格列出：每项在各单位表中的位置见下，"
        f"数值、文件和 sha256 见“单位对照表”同名的列；位置不同的单位另列 {told} 处"
        f"{f'（共 {others} 处）' if told < others else ''}。逐格的明细用 consolidate --values 取得。"
    )
    sheet = book.sheet(TRACE, "溯源", note, by_rows=True)
    columns(sheet, _HEADS, _MAP_COLUMNS, len(maps) + told)
    row = _HEADS
    for each in maps:
        row += 1
        _map(sheet, row, each)
        for member, figure in each.others[: max(0, told)]:
            row += 1
            _other(sheet, row, each.traced, member, figure)
        told -= len(each.others)


def _map(sheet: Sheet, row: int, each: CellMap) -> None:
    book = sheet.book
    bold, centred = book.boxed(bold=True), book.boxed(bold=True, align="center")
    for column, text in enumerate((each.traced.name, each.traced.label, each.traced.measure), 1):
        sheet.text(row, column, text, bold)
    sheet.number(row, 4, each.units, centred)
    sheet.text(row, 5, each.place.sheet if each.place else "", centred)
    sheet.text(row, 6, each.place.cell if each.place else "", centred)
    sheet.number(row, 7, len(each.others), centred)
    for column in range(8, len(_MAP_COLUMNS) + 1):
        sheet.text(row, column, "", bold)


def _other(sheet: Sheet, row: int, each: Traced, member: Member, figure: Figure) -> None:
    plain = sheet.book.boxed()
    for column, text in enumerate((each.name, each.label, each.measure, ""), 1):
        sheet.text(row, column, text, plain)
    sheet.text(row, 5, figure.place.sheet, sheet.book.boxed(align="center"))
    _cell(sheet, (row, 6), figure.source.path, figure.place)
    sheet.text(row, 7, "", plain)
    sheet.text(row, 8, member.unit.code, plain)
    sheet.text(row, 9, member.unit.name, plain)
    sheet.text(row, 10, PurePath(figure.source.path).name, plain)
