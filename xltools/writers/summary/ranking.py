"""得分排名: units by score, with live ranks; the first and the last are marked in words and colours."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xltools.core.amounts import round_half_up
from xltools.core.consolidation.headlines import grade_names
from xltools.core.consolidation.ranking import DECIMALS, Ranked, marked_share, ranking
from xltools.core.consolidation.roster import Unit
from xltools.core.refs import column_letters, quote_sheet
from xltools.writers.summary.above import parents
from xltools.writers.summary.book import DOUBT_FILL, ERROR_FILL, GIVEN_FILL, GOOD_FILL, Book, Sheet
from xltools.writers.summary.listed import columns, file_link
from xltools.writers.summary.plan import Plan
from xltools.writers.summary.score_plan import FIRST as FIRST_SCORE
from xltools.writers.summary.score_plan import POINTS, TOTAL, ScorePlan, by_reference

RANKING = "得分排名"

_COLUMNS = {
    "名次": 7,
    "编码": 12,
    "单位": 30,
    "上级单位": 24,
    "总分": 9,
    "得分率%": 12,
    "等级": 8,
    "标注": 8,
    "参考总分": 9,
    "自评减参考": 11,
    "参考等级": 9,
    "文件": 26,
}
_RANK, _CODE, _NAME, _ABOVE, _TOTAL, _RATE, _GRADE, _MARK, _REFERENCE, _MORE, _BY_REFERENCE, _FILE = range(
    1, len(_COLUMNS) + 1
)
_SETTINGS, _HEADS, _FIRST = 3, 4, 5

#: Each live rank looks at all totals: of more units than these ranks and marks are written as they are now.
_MOST_LIVE = 5_000

_BAR = "#9DB8DC"


class Ranking:
    """The rows of 得分排名, so that the cover can point at them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = ranking(plan.standard, plan.summary.members)
        self.ranked = sum(each.rank is not None for each in self.rows)
        self.last_row = max(_FIRST, _FIRST + len(self.rows) - 1)

    def _down(self, column: int) -> str:
        letters = column_letters(column)
        return f"${letters}${_FIRST}:${letters}${self.last_row}"

    @property
    def totals(self) -> str:
        """All totals, as the sheet's own formulas point at them."""
        return self._down(_TOTAL)

    @property
    def totals_outside(self) -> str:
        """All totals, as other sheets point at them."""
        return f"{quote_sheet(RANKING)}!{self.totals}"

    @property
    def grades_outside(self) -> str:
        """All grades, as other sheets point at them."""
        return f"{quote_sheet(RANKING)}!{self._down(_GRADE)}"


def write_ranking(book: Book, table: Ranking) -> None:
    """Write the sheet 得分排名."""
    plan, live = table.plan, len(table.rows) <= _MOST_LIVE
    kept = "" if live else f"单位超过 {_MOST_LIVE} 家，名次和标注是写出时的结果，改动得分后不会自动更新。"
    rest = len(table.rows) - table.ranked
    unranked = f"{rest} 家没有自评得分，不排名，列在最后。" if rest else ""
    note = f"共 {table.ranked} 家，同分同名次；等级为单位所填；上年得分未填报，不比增减。{unranked}{kept}"
    sheet = book.sheet(RANKING, "得分排名", note, by_rows=True)
    share = marked_share(plan.standard)
    _settings(sheet, table, share)
    columns(sheet, _HEADS, _COLUMNS, len(table.rows))
    sheet.raw.freeze_panes(_HEADS, 3)
    scores, above = ScorePlan(plan), parents(plan.summary)
    rows = {id(member): FIRST_SCORE + number for number, member in enumerate(plan.scored)}
    for row, ranked in enumerate(table.rows, _FIRST):
        _identity(sheet, row, ranked, above)
        _total(sheet, row, ranked, scores, rows[id(ranked.member)])
        _rank(sheet, row, ranked, table, share=share, live=live)
        _reference(sheet, row, ranked)
        file_link(sheet, (row, _FILE), ranked.member.file.path if ranked.member.file else "")
    _formats(sheet, table)


def _settings(sheet: Sheet, table: Ranking, share: Decimal | None) -> None:
    """Write the share that is marked, and how many units are ranked: what the marks look at."""
    book = sheet.book
    if share is not None:
        sheet.merged(_SETTINGS, 1, 3, "前后各标注百分之几（默认值，可改）", book.boxed(bg_color=GIVEN_FILL))
        sheet.number(_SETTINGS, 4, share, book.boxed(align="center", bold=True))
    sheet.text(_SETTINGS, _TOTAL, "参评", book.boxed(bg_color=GIVEN_FILL, align="center"))
    counted = book.boxed(num_format="#,##0", align="center", bold=True)
    sheet.known((_SETTINGS, _RATE), f"=COUNT({table.totals})", table.ranked, counted)


def _identity(sheet: Sheet, row: int, ranked: Ranked, above: Mapping[Unit, Unit]) -> None:
    book, unit = sheet.book, ranked.member.unit
    over = above.get(unit)
    sheet.text(row, _CODE, unit.code, book.boxed())
    sheet.text(row, _NAME, unit.name, book.boxed())
    sheet.text(row, _ABOVE, over.name if over else "", book.boxed())
    grade = ranked.member.score.grade if ranked.member.score else ""
    sheet.text(row, _GRADE, grade, book.boxed(align="center", bold=True))


def _total(sheet: Sheet, row: int, ranked: Ranked, scores: ScorePlan, source: int) -> None:
    """Write the total, from 得分表 where it is added up there, and its share of all points."""
    score = sheet.book.boxed(num_format="0.00", align="center")
    total, at = ranked.total, (row, _TOTAL)
    if ranked.member.score and ranked.member.score.by_indicator:
        cell = scores.cell(source, TOTAL)
        sheet.known(at, f'=IF(COUNT({cell})=0,"",ROUND({cell},{DECIMALS}))', total, score)
    else:
        sheet.number(*at, total, score)
    points = sum((each.points for each in scores.plan.indicators), Decimal(0))
    own, full = f"{column_letters(_TOTAL)}{row}", scores.cell(POINTS, TOTAL)
    if points:
        rate = None if total is None else round_half_up(total / points * 100, 2)
        sheet.known((row, _RATE), f'=IF(COUNT({own})=0,"",ROUND({own}/{full}*100,2))', rate, score)
    else:
        sheet.text(row, _RATE, "", score)


def _rank(
    sheet: Sheet, row: int, ranked: Ranked, table: Ranking, *, share: Decimal | None, live: bool
) -> None:
    centred = sheet.book.boxed(align="center")
    own, rank = f"{column_letters(_TOTAL)}{row}", f"{column_letters(_RANK)}{row}"
    if not live:
        sheet.number(row, _RANK, ranked.rank, centred)
        sheet.text(row, _MARK, ranked.mark, centred)
        return
    formula = f'=IF(COUNT({own})=0,"",RANK({own},{table.totals}))'
    sheet.known((row, _RANK), formula, ranked.rank, centred)
    if share is None:
        sheet.text(row, _MARK, "", centred)
        return
    units, most = f"${column_letters(_RATE)}${_SETTINGS}", f"$D${_SETTINGS}/100"
    last = f'IF({units}-{rank}+1<={units}*{most},"靠后","")'
    formula = f'=IF(COUNT({rank})=0,"",IF({rank}<={units}*{most},"前列",{last}))'
    sheet.known((row, _MARK), formula, ranked.mark, centred)


def _reference(sheet: Sheet, row: int, ranked: Ranked) -> None:
    """Write the total by reference, how much more the own one is, and the grade by reference."""
    book = sheet.book
    found = by_reference(ranked.member)
    total = found.total if found else None
    sheet.number(row, _REFERENCE, total, book.boxed(num_format="0.00", align="center"))
    own, reference = (f"{column_letters(column)}{row}" for column in (_TOTAL, _REFERENCE))
    more = None if total is None or ranked.total is None else round_half_up(ranked.total - total, DECIMALS)
    style = book.boxed(num_format="+0.00;-0.00;0.00", align="center")
    formula = f'=IF(COUNT({own},{reference})<2,"",ROUND({own}-{reference},{DECIMALS}))'
    sheet.known((row, _MORE), formula, more, style)
    sheet.text(row, _BY_REFERENCE, found.grade if found else "", book.boxed(align="center"))


def _formats(sheet: Sheet, table: Ranking) -> None:
    """Add the bars and colours; what they say stands in words and numbers beside them."""

    def area(column: int) -> tuple[int, int, int, int]:
        return _FIRST - 1, column - 1, table.last_row - 1, column - 1

    raw, book = sheet.raw, sheet.book.book
    bar = {"type": "data_bar", "bar_color": _BAR, "min_type": "num", "min_value": 0}
    raw.conditional_format(*area(_RATE), bar | {"max_type": "num", "max_value": 100})
    grades = grade_names(table.plan.standard)
    for word, fill, column in (
        ("前列", GOOD_FILL, _MARK),
        ("靠后", ERROR_FILL, _MARK),
        *((grade, GOOD_FILL, _GRADE) for grade in grades[:1]),
        *((grade, ERROR_FILL, _GRADE) for grade in grades[-1:]),
    ):
        style = book.add_format({"bg_color": fill})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        raw.conditional_format(*area(column), rule)
    style = book.add_format({"bg_color": DOUBT_FILL})
    raw.conditional_format(
        *area(_MORE),
        {"type": "formula", "criteria": f"=N(${column_letters(_MORE)}{_FIRST})>0", "format": style},
    )
