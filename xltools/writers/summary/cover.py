"""封面: one page with the headline figures, live, what they look like, and where to find the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import exact, round_half_up
from xltools.core.consolidation.headlines import Headlines, KeyFigure, ScoreSpread
from xltools.core.model import Value
from xltools.core.refs import Place, quote_sheet
from xltools.writers.summary.book import LINK_COLOUR, NOTE_COLOUR, number_format
from xltools.writers.summary.compared import Compared
from xltools.writers.summary.cover_charts import GREY, Bars, Series, insert_bars
from xltools.writers.summary.cover_page import WIDE, Column, Live, Page, Table, Tile
from xltools.writers.summary.cover_scale import Scale, scale_of
from xltools.writers.summary.indicator_rates import RateTable
from xltools.writers.summary.issues import FilingCells, IssueCells
from xltools.writers.summary.jumps import jump, purpose
from xltools.writers.summary.plan import Plan
from xltools.writers.summary.ranking import Ranking

#: So many indicators and rules have room on the page.
_MOST_INDICATORS, _MOST_RULES = 8, 7

#: The columns of the totals that departments are compared by; each takes two.
_TOTALS = (4, 6)

#: The colours of the verdicts' bars; the words stand beside each.
_VERDICT_BARS = {"通过": "#70A868", "需核实": "#E0A93B", "不通过": "#C9584C", "无法读取": GREY}


@dataclass(frozen=True)
class Behind:
    """What the cover points at: where figures stand on the other sheets, and the names of those.

    Without ``filing``, ``issues``, ``ranking`` or ``rates`` those lists are in other workbooks: what the
    cover says of them are numbers, not formulas.
    """

    plan: Plan
    heads: Headlines
    filing: FilingCells | None
    issues: IssueCells | None
    ranking: Ranking | None
    rates: RateTable | None
    sheets: Sequence[str]


def write_cover(page: Page, behind: Behind) -> None:
    """Write the cover, from the top down."""
    heads = behind.heads
    _title(page, heads, live=behind.filing is not None)
    if behind.plan.told:
        page.line(behind.plan.told, 9, 29, font_color=NOTE_COLOUR, text_wrap=True)
    page.section("报送")
    page.tiles(tuple(_filing(heads, behind.filing)))
    if heads.figures:
        page.section("主要数据（比率由各项都填了的单位的合计数重算）")
        page.tiles(tuple(_figures(page, behind)))
    page.section("审核结论与评价等级" if heads.scores else "审核结论")
    _verdicts(page, behind)
    page.section("问题")
    _issues(page, behind)
    if heads.weakest:
        page.section("失分最多的指标")
        _indicators(page, heads, behind.rates)
    compared = Compared(behind.plan)
    if compared.lines:
        page.section(compared.title)
        _compared(page, compared)
    page.section("目录")
    _contents(page, behind.sheets)
    _sources(page, behind.plan)
    page.sheet.raw.print_area(0, 0, page.row - 2, WIDE - 1)


def _title(page: Page, heads: Headlines, *, live: bool) -> None:
    told = (
        "数字为实时公式，随后面各表更新"
        if live
        else "合计为实时公式；家数、条数、得分为写出时的结果，逐家见各分册"
    )
    page.gap(10)
    if heads.unit:
        page.line(heads.unit, 16, 26, font_name="黑体")
    page.line(heads.title.removeprefix(heads.unit), 22, 38, font_name="黑体", bold=True)
    page.line(f"规范：{heads.standard}　　{told}", 9, 16, font_color=NOTE_COLOUR)


def _filing(heads: Headlines, cells: FilingCells | None) -> Iterator[Tile]:
    """应报 实报 未报, as they stand on 报送情况, and how many files count."""
    without = "" if heads.expected is not None else "没有单位名册"
    counts = (
        ("应报", heads.expected, without),
        ("实报", heads.received, ""),
        ("未报", heads.missing, without),
    )
    for label, value, note in counts:
        cell = cells.count(label) if cells else ""
        yield Tile(f"{label}（家）", Live(f'=IF(COUNT({cell})=0,"",{cell})', value) if cells else value, note)
    counted = heads.counted
    yield Tile("计入汇总（家）", Live(f'=COUNTIF({cells.states},"已报")', counted) if cells else counted)


def _figures(page: Page, behind: Behind) -> Iterator[Tile]:
    """The headline totals and rates, from 汇总表."""
    amounts = [each for each in behind.heads.figures if each.field.kind == "金额"]
    scale = scale_of([each.value for each in amounts])
    for each in behind.heads.figures:
        place = behind.plan.places.get(each.name)
        if place is None:
            continue
        own = scale if each in amounts else Scale(each.field.unit, 1)
        value = _cached(page, place) if each.rate else each.value
        shown = number_format(each.field) if own.by == 1 else "#,##0.00"
        cell = f"{quote_sheet(place.sheet)}!{place.cell}"
        label = f"{each.label}（{own.unit}）" if own.unit else each.label
        yield Tile(label, Live(own.formula(cell), own.of(value), shown), _units(each))


def _units(figure: KeyFigure) -> str:
    return f"{figure.units} 家各项齐全" if figure.rate else f"{figure.units} 家填报"


def _cached(page: Page, place: Place) -> Decimal | None:
    """What a formula of another sheet shows."""
    value: Value = page.book.cached.get(place)
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _verdicts(page: Page, behind: Behind) -> None:
    """Verdicts and grades: a table and its bars each, side by side."""
    heads, cells = behind.heads, behind.filing
    verdicts: tuple[tuple[str, Live | int], ...] = tuple(
        (name, Live(f'=COUNTIF({cells.verdicts},"{name}")', count) if cells else count)
        for name, count in heads.verdicts.items()
    )
    tables = [Table((Column("结论", 1, 2), Column("份", 3, 3)), verdicts)]
    grades = tuple(_grades(heads, behind.ranking))
    if grades:
        tables.append(Table((Column("单位自评等级", 7, 8), Column("家", 9, 9)), grades))
    above = page.tables(*tables)
    colours = tuple(_VERDICT_BARS.values())
    insert_bars(page, Bars(above, len(verdicts), 1, (Series("审核结论（份）", 3, colours=colours),), 4, 6))
    if grades:
        insert_bars(page, Bars(above, len(grades), 7, (Series("自评等级（家）", 9),), 10, WIDE))
    if heads.scores:
        page.gap(4)
        page.tiles(tuple(_scores(heads.scores, behind.ranking)))


def _grades(heads: Headlines, ranking: Ranking | None) -> Iterator[tuple[str, Live]]:
    """Each grade with how many units gave it to themselves, from 得分排名 where that is in the workbook."""
    for name, count in heads.grades.items() if heads.scores else ():
        formula = f'=COUNTIF({ranking.grades_outside},"{name}")' if ranking else ""
        yield name or "没有填写", Live(formula, count)


def _scores(spread: ScoreSpread, ranking: Ranking | None) -> Iterator[Tile]:
    """How many units have a total; the highest, the median, the lowest."""
    cells = ranking.totals_outside if ranking else ""
    yield Tile("有自评总分（家）", Live(f"=COUNT({cells})" if cells else "", spread.units))
    for label, function, value in (
        ("总分最高", "MAX", round_half_up(spread.highest, 4)),
        ("总分中位数", "MEDIAN", round_half_up(spread.middle, 5)),
        ("总分最低", "MIN", round_half_up(spread.lowest, 4)),
    ):
        formula = f'=IF(COUNT({cells})=0,"",{function}({cells}))' if cells else ""
        yield Tile(label, Live(formula, value, "0.00"))


def _issues(page: Page, behind: Behind) -> None:
    """Findings by kind, and the rules that most units failed."""
    heads, cells = behind.heads, behind.issues
    kinds: tuple[tuple[str, Live | int], ...] = tuple(
        (kind, Live(cells.count(kind), count) if cells and cells.complete else count)
        for kind, count in heads.findings.items()
    )
    rules = tuple((f"{rule.number} {rule.name}".strip(), rule.units) for rule in heads.rules[:_MOST_RULES])
    tables = [Table((Column("问题", 1, 2), Column("条", 3, 3)), kinds)]
    if rules:
        tables.append(Table((Column("涉及单位最多的规则（不通过）", 5, 10), Column("家", 11, WIDE)), rules))
    page.tables(*tables)


def _indicators(page: Page, heads: Headlines, rates: RateTable | None) -> None:
    """The indicators with the lowest rates, from 指标得分率 where that is in the workbook."""
    lines = []
    for rate in heads.weakest[:_MOST_INDICATORS]:
        cells = [rates.cell(rate.indicator, lost=lost) if rates else "" for lost in (False, True)]
        formulas = [f'=IF(COUNT({cell})=0,"",{cell})' if cell else "" for cell in cells]
        shown = None if rate.rate is None else round_half_up(rate.rate, 2)
        figures = Live(formulas[0], shown, "0.00"), Live(formulas[1], round_half_up(rate.lost, 4), "#,##0.00")
        lines.append((rate.indicator.third, *figures))
    table = Table((Column("指标", 1, 4), Column("得分率%", 5, 5), Column("失分合计", 6, 6)), tuple(lines))
    above = page.tables(table)
    insert_bars(page, Bars(above, len(lines), 1, (Series("指标得分率%", 5),), 7, WIDE, "0.00", 115))


def _compared(page: Page, compared: Compared) -> None:
    """Departments, or units where there are none, by the totals the standard names."""
    columns = [Column(compared.heading, 1, 3)]
    columns += [
        Column(label, first, first + 1) for first, label in zip(_TOTALS, compared.labels, strict=False)
    ]
    above = page.tables(Table(tuple(columns), compared.lines))
    parts = zip(compared.labels, _TOTALS, compared.colours, strict=False)
    series = tuple(Series(label, column, colour) for label, column, colour in parts)
    first = _TOTALS[len(series) - 1] + 2
    insert_bars(page, Bars(above, len(compared.lines), 1, series, first, WIDE, "#,##0.0"))


def _contents(page: Page, sheets: Sequence[str]) -> None:
    """The other sheets with links, in two columns."""
    half = (len(sheets) + 1) // 2
    link = page.book.format(font_color=LINK_COLOUR, underline=1)
    word = page.book.format(font_color=NOTE_COLOUR, font_size=9, shrink=True)
    for number in range(half):
        page.sheet.raw.set_row(page.row - 1, 15)
        for place, first in ((number, 1), (number + half, 7)):
            if place < len(sheets):
                page.sheet.merged(page.row, first, first + 1, "", link)
                jump(page.sheet, (page.row, first), sheets[place], link)
                page.sheet.merged(page.row, first + 2, first + 5, purpose(sheets[place]), word)
        page.row += 1


def _sources(page: Page, plan: Plan) -> None:
    """Say which values are defaults and no official ones, as the standard itself says."""
    page.gap(4)
    told = [text for key, text in plan.standard.about.items() if key.startswith("来源")]
    own = "主要数据、对比、异常值和排名标注用哪些项目和界限，是自定的默认值，在规范的“词表”页修改。"
    for text in (*told, own):
        page.line(f"注：{text}", 8, 13, align="left", font_color=NOTE_COLOUR, shrink=True)
