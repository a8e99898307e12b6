"""指标得分率: which indicators lose points, and where: live rates over the scores of 得分表."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xltools.core.amounts import grouped, round_half_up
from xltools.core.consolidation.lost_points import IndicatorRate, indicator_rates
from xltools.core.consolidation.summary import Member
from xltools.core.refs import column_letters, quote_sheet
from xltools.core.standard import Indicator
from xltools.writers.summary.book import BLOCK_FILL, GIVEN_FILL, Book, Sheet, height
from xltools.writers.summary.plan import Plan
from xltools.writers.summary.score_plan import ScorePlan

INDICATOR_RATES = "指标得分率"

_COLUMNS = {
    "一级指标": 12,
    "指标": 22,
    "分值": 7,
    "评分单位数": 8,
    "平均得分": 8,
    "得分率%": 9,
    "满分单位数": 8,
    "失分单位数": 8,
    "失分合计": 9,
    "失分最多的单位": 34,
}
_GROUP, _NAME, _POINTS, _UNITS, _MEAN, _RATE, _FULL, _LOSING, _LOST, _WORST, _FIRST_RUN = range(1, 12)
_ABOVE, _HEADS, _FIRST = 3, 4, 5
_RUN_WIDTH = 9
_A3 = 8

#: So many units that lose most are named, and so many columns fit a page at a size people can read.
_NAMED = 3
_MOST_ON_PAGE = 16

_LOW, _MIDDLE, _HIGH = "#F4A69E", "#FCE9C8", "#A9D3A5"


class RateTable:
    """The rows of 指标得分率, so that the cover can point at them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scores = ScorePlan(plan)
        self.runs = tuple(self.scores.runs())
        self.of_runs = tuple(_by_name(plan, run.members) for run in self.runs)
        rates = _by_name(plan, plan.scored)
        self.rates = tuple(rates[indicator.name] for indicator in plan.indicators)

    @property
    def last_row(self) -> int:
        """The row of the last indicator."""
        return _FIRST + len(self.rates) - 1

    def cell(self, indicator: Indicator, *, lost: bool = False) -> str:
        """The rate of an indicator, or the points lost on it, as other sheets point at it."""
        names = [each.indicator.name for each in self.rates]
        row, column = _FIRST + names.index(indicator.name), _LOST if lost else _RATE
        return f"{quote_sheet(INDICATOR_RATES)}!${column_letters(column)}${row}"


def _by_name(plan: Plan, members: Sequence[Member]) -> Mapping[str, IndicatorRate]:
    return {each.indicator.name: each for each in indicator_rates(plan.standard, members)}


def write_indicator_rates(book: Book, table: RateTable) -> None:
    """Write the sheet 指标得分率."""
    one = any(len(run.members) == 1 for run in table.runs)
    by = "各单位" if one else "各部门"
    more = f"右边是{by}的得分率，颜色越红失分越多；不在任何部门下的单位只算在左边。" if table.runs else ""
    note = f"得分率＝得分之和÷（分值×评分单位数），由“得分表”实时计算；没有自评得分的单位不计入。{more}"
    sheet = book.sheet(INDICATOR_RATES, "指标得分率", note)
    last = max(_WORST, _WORST + len(table.runs))
    _headings(sheet, table, by)
    for number, rate in enumerate(table.rates):
        _indicator(sheet, table, number, rate)
    _whole(sheet, table)
    raw = sheet.raw
    for column, width in enumerate((*_COLUMNS.values(), *(_RUN_WIDTH for _ in table.runs))):
        raw.set_column(column, column, width)
    scale: dict[str, object] = {
        "type": "3_color_scale",
        "min_color": _LOW,
        "mid_color": _MIDDLE,
        "max_color": _HIGH,
    }
    scale |= {"max_type": "num", "max_value": 100, "mid_type": "percent", "mid_value": 50}
    losing = any(rate.lost for rate in table.rates)
    if losing:  # where nobody loses a point the scale has no lower end, and full marks would be red
        raw.conditional_format(_FIRST - 1, _RATE - 1, table.last_row - 1, _RATE - 1, scale)
    if losing and table.runs:
        raw.conditional_format(_FIRST - 1, _FIRST_RUN - 1, table.last_row - 1, last - 1, scale)
    raw.autofilter(_HEADS - 1, 0, table.last_row - 1, last - 1)
    raw.freeze_panes(_HEADS, _NAME)
    raw.repeat_rows(_ABOVE - 1, _HEADS - 1)
    raw.repeat_columns(0, _NAME - 1)
    if len(table.runs) > _MOST_ON_PAGE:
        raw.set_paper(_A3)
        raw.fit_to_pages(0, 1)
    else:
        raw.fit_to_pages(1, 0)


def _headings(sheet: Sheet, table: RateTable, by: str) -> None:
    book = sheet.book
    sheet.merged(_ABOVE, 1, _WORST, "全部单位", book.head(bg_color=BLOCK_FILL))
    names = tuple(run.name for run in table.runs)
    if names:
        last = _WORST + len(names)
        sheet.merged(_ABOVE, _FIRST_RUN, last, f"{by}得分率%", book.head(bg_color=BLOCK_FILL))
    sheet.raw.set_row(_HEADS - 1, max(30, height(*((name, _RUN_WIDTH) for name in names))))
    sheet.heads(_HEADS, tuple(_COLUMNS))
    for column, name in enumerate(names, _FIRST_RUN):
        sheet.text(_HEADS, column, name, book.head(font_size=9))


def _indicator(sheet: Sheet, table: RateTable, number: int, rate: IndicatorRate) -> None:
    """Write one indicator: over everyone, then in each department."""
    book, row, indicator = sheet.book, _FIRST + number, rate.indicator
    count, score, _ = _styles(book)
    worst = _worst(rate, table.plan.scored)
    texts = ((indicator.third, _COLUMNS["指标"]), (worst, _COLUMNS["失分最多的单位"]))
    sheet.raw.set_row(row - 1, height(*texts))
    sheet.text(row, _GROUP, indicator.first, book.boxed())
    sheet.text(row, _NAME, indicator.third, book.boxed(text_wrap=True))
    sheet.number(row, _POINTS, indicator.points, book.boxed(align="center"))
    cells, points = table.scores.scores(number), _own(row, _POINTS)
    units, losing = _own(row, _UNITS), _own(row, _LOSING)
    sheet.known((row, _UNITS), f"=COUNT({cells})", rate.units, count)
    mean = round_half_up(rate.scored / rate.units, 2) if rate.units else None
    sheet.known((row, _MEAN), f'=IF({units}=0,"",ROUND(SUM({cells})/{units},2))', mean, score)
    _rate(sheet, (row, _RATE), cells, rate)
    sheet.known((row, _FULL), f"={units}-{losing}", rate.full, count)
    below = f'"<"&{points}'
    sheet.known((row, _LOSING), f"=COUNTIF({cells},{below})", rate.losing, count)
    formula = f"=ROUND({points}*{losing}-SUMIF({cells},{below}),4)"
    sheet.known((row, _LOST), formula, round_half_up(rate.lost, 4), score)
    sheet.text(row, _WORST, worst, book.boxed(text_wrap=True))
    for column, (run, rates) in enumerate(zip(table.runs, table.of_runs, strict=True), _FIRST_RUN):
        _rate(sheet, (row, column), table.scores.scores(number, run), rates[indicator.name])


def _rate(sheet: Sheet, at: tuple[int, int], cells: str, rate: IndicatorRate) -> None:
    """Write one rate: the sum of the scores over the points of the units that have one."""
    points = f"$C{at[0]}"
    shown = None if rate.rate is None else round_half_up(rate.rate, 2)
    formula = f'=IF(COUNT({cells})*{points}=0,"",ROUND(SUM({cells})/(COUNT({cells})*{points})*100,2))'
    sheet.known(at, formula, shown, _styles(sheet.book)[1])


def _whole(sheet: Sheet, table: RateTable) -> None:
    """Write the line under all indicators."""
    row = table.last_row + 1
    if not table.rates:
        return
    book, rates = sheet.book, table.rates
    count, score, plain = _styles(book, bold=True, bg_color=GIVEN_FILL)

    def down(column: int) -> str:
        letters = column_letters(column)
        return f"{letters}{_FIRST}:{letters}{table.last_row}"

    sheet.merged(row, 1, 2, "合计", plain)
    points = sum((each.indicator.points for each in rates), Decimal(0))
    sheet.known((row, _POINTS), f"=SUM({down(_POINTS)})", points, plain)
    for column in (_UNITS, _MEAN, _FULL, _LOSING, _WORST):
        sheet.text(row, column, "", count)
    scored = sum((each.scored for each in rates), Decimal(0))
    most = sum((each.indicator.points * each.units for each in rates), Decimal(0))
    block = _block(table)
    full = f"SUMPRODUCT({down(_POINTS)},{down(_UNITS)})"
    shown = round_half_up(scored / most * 100, 2) if most else None
    sheet.known((row, _RATE), f'=IF({full}=0,"",ROUND(SUM({block})/{full}*100,2))', shown, score)
    lost = sum((each.lost for each in rates), Decimal(0))
    sheet.known((row, _LOST), f"=ROUND(SUM({down(_LOST)}),4)", round_half_up(lost, 4), score)
    for column, _ in enumerate(table.runs, _FIRST_RUN):
        sheet.text(row, column, "", count)


def _block(table: RateTable) -> str:
    """All scores of all units."""
    first = table.scores.scores(0).split(":", maxsplit=1)[0]
    return f"{first}:{table.scores.scores(len(table.rates) - 1).rsplit(':', maxsplit=1)[1]}"


def _worst(rate: IndicatorRate, members: Sequence[Member]) -> str:
    """The units that lose most, with the points each lost."""
    points, losses = rate.indicator.points, []
    for number, member in enumerate(members):
        score = member.score.by_indicator.number(rate.indicator.name) if member.score else None
        if score is not None and score < points:
            losses.append((score - points, number))
    named = [(-less, members[number].unit) for less, number in heapq.nsmallest(_NAMED, losses)]
    told = "、".join(f"{unit.name or unit.code}（{grouped(lost)}分）" for lost, unit in named)
    return told + (f"等 {len(losses)} 家" if len(losses) > _NAMED else "")


def _own(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _styles(book: Book, **properties: object) -> tuple[object, object, object]:
    """How counts, scores and points are shown."""
    count = book.boxed(num_format="#,##0", align="center", **properties)
    score = book.boxed(num_format="#,##0.00", align="center", **properties)
    return count, score, book.boxed(align="center", **properties)
