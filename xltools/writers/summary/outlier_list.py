"""异常值: each figure that stands apart, why, and its cell; then what could not be compared."""

from __future__ import annotations

from decimal import Decimal

from xltools.core.amounts import round_half_up
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.outliers import Outlier, Outliers, Unjudged
from xltools.core.standard import Standard
from xltools.writers.summary.book import DOUBT_FILL, Book, Sheet, height
from xltools.writers.summary.listed import cell_link, columns, file_link, filled, side

OUTLIERS = "异常值"

_HEADS = 3
_COLUMNS = {
    "编码": 11,
    "单位": 20,
    "类型": 7,
    "对比": 8,
    "项目": 18,
    "数值": 15,
    "上年": 15,
    "增减%": 10,
    "修正Z值": 10,
    "中位数": 15,
    "下四分位": 15,
    "上四分位": 15,
    "原因": 44,
    "工作表": 9,
    "单元格": 8,
    "文件": 18,
}


def write_outliers(book: Book, standard: Standard, outliers: Outliers) -> None:
    """Write the sheet 异常值."""
    count = len(outliers.found) + len(outliers.unjudged)
    note = (
        f"共 {len(outliers.found)} 条，请单位核实；没有比较的另列 {len(outliers.unjudged)} 条，不等于正常。"
        "同类：与同一类型的单位比；上年：增减与同一类型的单位比（中位数、四分位为增减%）。"
    )
    sheet = book.sheet(OUTLIERS, "异常值", note)
    columns(sheet, _HEADS, _COLUMNS, count)
    for row, outlier in enumerate(outliers.found, _HEADS + 1):
        _outlier(sheet, row, standard, outlier)
    for row, unjudged in enumerate(outliers.unjudged, _HEADS + 1 + len(outliers.found)):
        _unjudged(sheet, row, standard, unjudged)


def _outlier(sheet: Sheet, row: int, standard: Standard, outlier: Outlier) -> None:
    unit, spread = outlier.member.unit, outlier.spread
    texts = (unit.code, unit.name, unit.kind, outlier.against, titled(standard, outlier.field))
    _texts(sheet, row, texts, fill=DOUBT_FILL)
    change = None if outlier.last is None else outlier.measured
    figures: tuple[Decimal | None, ...] = (
        outlier.value,
        outlier.last,
        _shown(change),
        _shown(outlier.score),
        _shown(spread.middle),
        _shown(spread.lower),
        _shown(spread.upper),
    )
    for column, figure in enumerate(figures, len(texts) + 1):
        side(sheet, (row, column), figure)
    after = len(texts) + len(figures) + 1
    _reason(sheet, row, outlier.reason)
    sheet.text(row, after + 1, outlier.place.sheet, sheet.book.boxed(align="center"))
    cell_link(sheet, (row, after + 2), outlier.source.path, outlier.place)
    file_link(sheet, (row, after + 3), outlier.source.path)


def _unjudged(sheet: Sheet, row: int, standard: Standard, unjudged: Unjudged) -> None:
    """Write what was not compared, and why: never left out as if it were usual."""
    unit = unjudged.member.unit if unjudged.member else None
    known = unjudged.field in standard.by_cell_name
    item = titled(standard, unjudged.field) if known else unjudged.field
    _texts(
        sheet,
        row,
        (unit.code if unit else "", unit.name if unit else "", unjudged.kind, unjudged.against, item),
        fill="",
    )
    for column in range(6, len(_COLUMNS) + 1):
        sheet.text(row, column, "", sheet.book.boxed())
    _reason(sheet, row, f"未比较：{unjudged.why}")


def _reason(sheet: Sheet, row: int, reason: str) -> None:
    """Write the reason, and make its row as high as it needs."""
    sheet.text(row, list(_COLUMNS).index("原因") + 1, reason, sheet.book.boxed(text_wrap=True))
    sheet.raw.set_row(row - 1, height((reason, _COLUMNS["原因"])))


def _texts(sheet: Sheet, row: int, texts: tuple[str, ...], *, fill: str) -> None:
    wrapped, centred = sheet.book.boxed(text_wrap=True), sheet.book.boxed(align="center")
    styles = (sheet.book.boxed(), wrapped, centred, filled(sheet.book, fill), wrapped)
    for column, (text, style) in enumerate(zip(texts, styles, strict=True), 1):
        sheet.text(row, column, text, style)


def _shown(number: Decimal | None) -> Decimal | None:
    return None if number is None else round_half_up(number, 2)
