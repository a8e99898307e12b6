"""评分对照: every score that is not the one the standard's formula gives, or that rests on an exemption."""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath

from xltools.core.consolidation.summary import Member
from xltools.core.refs import column_letters, quote_sheet
from xltools.core.scores.score import Score
from xltools.writers.summary.book import DOUBT_FILL, LINK_COLOUR, Book, Sheet, height
from xltools.writers.summary.plan import COMPARISON, Plan

_COLUMNS = {
    "编码": 10,
    "名称": 24,
    "指标": 20,
    "分值": 6,
    "自评得分": 9,
    "参考得分": 9,
    "差": 8,
    "不计豁免": 9,
    "缘由": 62,
    "文件": 20,
}
_HEADS = 3
_OWN, _REFERENCE, _DIFFERENCE, _WITHOUT, _WHY, _FILE = 5, 6, 7, 8, 9, 10


def write_comparison(book: Book, plan: Plan) -> None:
    """Write the sheet 评分对照, the greatest difference in favour of a unit first."""
    note = (
        f"共 {len(plan.compared)} 处：自评与按评分标准算出的参考得分不同，或计了豁免；没有列出的一致、"
        "没有公式或缺数据。“差”为自评减参考；定性分档的参考得分是离自评最近的界限。"
    )
    sheet = book.sheet(COMPARISON, "评分对照", note)
    sheet.heads(_HEADS, tuple(_COLUMNS))
    for offset, (member, score) in enumerate(plan.compared, 1):
        _line(sheet, _HEADS + offset, member, score)
    raw = sheet.raw
    for column, width in enumerate(_COLUMNS.values()):
        raw.set_column(column, column, width)
    raw.set_row(_HEADS - 1, 22)
    raw.autofilter(_HEADS - 1, 0, _HEADS - 1 + max(len(plan.compared), 1), len(_COLUMNS) - 1)
    raw.freeze_panes(_HEADS, 3)
    raw.repeat_rows(_HEADS - 1)
    raw.fit_to_pages(1, 0)


def _line(sheet: Sheet, row: int, member: Member, score: Score) -> None:
    """Write one indicator of one unit."""
    book, path = sheet.book, member.file.path if member.file else ""
    figure = book.boxed(num_format="0.00", align="center")
    wrapped = book.boxed(text_wrap=True)
    sheet.text(row, 1, member.unit.code, book.boxed())
    sheet.text(row, 2, member.unit.name, wrapped)
    sheet.text(row, 3, score.name, wrapped)
    sheet.number(row, 4, score.points, book.boxed(align="center"))
    sheet.number(row, _REFERENCE, _nearest(score), figure)
    own, reference = (f"{column_letters(column)}{row}" for column in (_OWN, _REFERENCE))
    sheet.number(row, _OWN, score.own, figure)
    style = book.boxed(num_format="+0.00;-0.00;0.00", align="center", bold=True, bg_color=DOUBT_FILL)
    sheet.formula(row, _DIFFERENCE, f'=IF(COUNT({own},{reference})<2,"",{own}-{reference})', style)
    sheet.number(row, _WITHOUT, score.without, figure)
    sheet.text(row, _WHY, score.why, wrapped)
    name = PurePath(path).name
    link = book.boxed(font_color=LINK_COLOUR, underline=1, text_wrap=True)
    anchor = f"{quote_sheet(score.place.sheet)}!{score.place.cell}" if score.place else ""
    sheet.link((row, _FILE), (path, anchor), name, link)
    texts = {"名称": member.unit.name, "指标": score.name, "缘由": score.why, "文件": name}
    sheet.raw.set_row(row - 1, height(*((text, _COLUMNS[head]) for head, text in texts.items())))


def _nearest(score: Score) -> Decimal | None:
    """The reference, of a band its end that is nearer to the own score."""
    if score.own is None or score.difference is None:
        return score.reference
    return score.own - score.difference
