"""得分表: units by indicators, with rates, grades and ranks as live formulas; 参数: what formulas look up."""

from __future__ import annotations

from decimal import Decimal

from xltools.core.consolidation.ranking import DECIMALS
from xltools.core.consolidation.summary import Member
from xltools.core.expressions import rename
from xltools.core.refs import column_letters
from xltools.writers.summary.book import BLOCK_FILL, GIVEN_FILL, ROW, ROW_HEIGHT, Book, Sheet
from xltools.writers.summary.parameters import PARAMETERS
from xltools.writers.summary.plan import SCORES, Plan
from xltools.writers.summary.score_plan import (
    BY_REFERENCE,
    DIFFERENCE,
    FIRST,
    FRONT,
    GRADE,
    GROUPS,
    HEADS,
    MEAN,
    POINTS,
    RANK,
    RATE,
    REFERENCE,
    TOTAL,
    ScorePlan,
    by_reference,
)

#: A unit has too many indicators for A4 at a size people can read.
_A3 = 8


def write_scores(book: Book, plan: Plan) -> None:
    """Write the sheet 得分表."""
    note = (
        "总分、得分率、等级、名次由各单位自评得分实时计算;灰底为满分和平均得分率。参考总分按评分标准的公式，"
        "没有公式或缺数据的指标按自评计；逐项差异见“评分对照”，排序、筛选用“得分排名”。"
    )
    sheet = book.sheet(SCORES, "自评得分表", note, by_rows=True)
    sheet.raw.set_default_row(ROW_HEIGHT)
    columns = ScorePlan(plan)
    _headings(sheet, plan, columns)
    for offset, member in enumerate(plan.scored):
        _member(sheet, plan, columns, FIRST + offset, member)
    raw = sheet.raw
    raw.set_column(0, 0, 10)
    raw.set_column(1, 1, 26)
    raw.set_column(2, columns.first - 2, 7)
    raw.set_column(columns.first - 1, columns.last - 1, 5.3)
    raw.freeze_panes(HEADS, 2)
    raw.repeat_rows(POINTS - 1, HEADS - 1)
    raw.set_paper(_A3)
    raw.fit_to_pages(1, 0)


def write_parameters(book: Book, plan: Plan) -> None:
    """Write the sheet 参数: the values of the standard that formulas look up."""
    sheet = book.sheet(PARAMETERS, "参数", "取自规范,供公式查用;改动这里会改变等级。")
    for name, area in plan.parameters.items():
        sheet.text(area.first_row - 1, area.first_column, name, book.head())
        for offset, value in enumerate(plan.standard.parameter[name].values):
            place = area.first_row + offset, area.first_column
            if isinstance(value, Decimal):
                sheet.number(*place, value, book.boxed(align="center"))
            else:
                sheet.text(*place, value, book.boxed(align="center"))
    sheet.raw.set_column(0, max(len(plan.parameters) - 1, 0), 16)


def _headings(sheet: Sheet, plan: Plan, columns: ScorePlan) -> None:
    book = sheet.book
    _points(sheet, plan, columns)
    sheet.merged(GROUPS, 1, len(FRONT), "", book.head())
    for name, first, last in plan.groups:
        sheet.merged(
            GROUPS, columns.first + first, columns.first + last, name, book.head(bg_color=BLOCK_FILL)
        )
    sheet.merged(GROUPS, columns.group, columns.first - 1, "一级指标得分率", book.head(bg_color=BLOCK_FILL))
    sheet.raw.set_row(HEADS - 1, 72)
    sheet.heads(HEADS, FRONT)
    for offset, (name, _, _) in enumerate(plan.groups):
        sheet.text(HEADS, columns.group + offset, name + "得分率%", book.head(font_size=9))
    for offset, indicator in enumerate(plan.indicators):
        sheet.text(HEADS, columns.first + offset, indicator.third, book.head(font_size=9))


def _points(sheet: Sheet, plan: Plan, columns: ScorePlan) -> None:
    """Write the two rows over the headings: the points of each indicator and the mean rate."""
    book = sheet.book
    shown = book.boxed(num_format="0.00", align="center", bg_color=GIVEN_FILL)
    plain = book.boxed(num_format="General", align="center", bg_color=GIVEN_FILL)
    _label(sheet, columns, POINTS, "满分")
    last = len(plan.indicators) - 1
    sheet.formula(POINTS, TOTAL, f"=SUM({columns.across(POINTS, 0, last)})", plain)
    for offset, indicator in enumerate(plan.indicators):
        sheet.number(POINTS, columns.first + offset, indicator.points, plain)
    _label(sheet, columns, MEAN, "平均得分率%")
    for column in range(columns.first, columns.last + 1):
        letters = column_letters(column)
        cells = columns.down(column)
        formula = f'=IF(COUNT({cells})=0,"",ROUND(AVERAGE({cells})/{letters}${POINTS}*100,2))'
        sheet.formula(MEAN, column, formula, shown)
    for column in (RATE, *range(columns.group, columns.first)):
        cells = columns.down(column)
        sheet.formula(MEAN, column, f'=IF(COUNT({cells})=0,"",ROUND(AVERAGE({cells}),2))', shown)


def _label(sheet: Sheet, columns: ScorePlan, row: int, label: str) -> None:
    """Write what one of the two rows is called, and its empty cells."""
    book = sheet.book
    sheet.merged(row, 1, 2, label, book.boxed(bold=True, bg_color=GIVEN_FILL, align="center"))
    plain = book.boxed(num_format="General", align="center", bg_color=GIVEN_FILL)
    for column in range(TOTAL, columns.last + 1):
        sheet.text(row, column, "", plain)


def _member(sheet: Sheet, plan: Plan, columns: ScorePlan, row: int, member: Member) -> None:
    """Write one unit's scores."""
    book = sheet.book
    score = book.boxed(num_format="0.00", align="center", font_size=9)
    strong = book.boxed(num_format="0.00", align="center", bold=True)
    sheet.text(row, 1, member.unit.code, book.boxed())
    sheet.text(row, 2, member.unit.name, book.boxed())
    for offset, indicator in enumerate(plan.indicators):
        own_score = member.score.by_indicator.number(indicator.name) if member.score else None
        sheet.number(row, columns.first + offset, own_score, score)
    own, total = columns.across(ROW, 0, len(plan.indicators) - 1), f"{column_letters(TOTAL)}{ROW}"
    points = f"${column_letters(TOTAL)}${POINTS}"
    sheet.row_formula(row, TOTAL, f'=IF(COUNT({own})=0,"",ROUND(SUM({own}),{DECIMALS}))', strong)
    sheet.row_formula(row, RATE, f'=IF(COUNT({total})=0,"",ROUND({total}/{points}*100,2))', score)
    rank = f'=IF(COUNT({total})=0,"",RANK({total},{columns.down(TOTAL)}))'.replace(ROW, str(row))
    sheet.formula(row, RANK, rank, book.boxed(align="center"))
    _grade(sheet, plan, row, (GRADE, TOTAL), member.score.grade if member.score else "")
    _by_reference(sheet, plan, row, member)
    for offset, (_, first, last) in enumerate(plan.groups):
        cells, full = columns.across(ROW, first, last), columns.across(POINTS, first, last)
        formula = f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells})/SUM({full})*100,2))'
        sheet.row_formula(row, columns.group + offset, formula, score)


def _by_reference(sheet: Sheet, plan: Plan, row: int, member: Member) -> None:
    """Write the total by reference, what the own one has more, and the grade that total gets."""
    score = sheet.book.boxed(num_format="0.00", align="center", font_size=9)
    found = by_reference(member)
    sheet.number(row, REFERENCE, found.total if found else None, score)
    own, reference = (f"{column_letters(column)}{ROW}" for column in (TOTAL, REFERENCE))
    difference = f'=IF(COUNT({own},{reference})<2,"",{own}-{reference})'
    sheet.row_formula(row, DIFFERENCE, difference, score)
    _grade(sheet, plan, row, (BY_REFERENCE, REFERENCE), found.grade if found else "")


def _grade(sheet: Sheet, plan: Plan, row: int, columns: tuple[int, int], told: str) -> None:
    """Write in the first of ``columns`` the grade of the total in the second, by the standard's own formula.

    Where that needs more than the total, what was ``told``.
    """
    column, of = columns
    style = sheet.book.boxed(align="center", bold=True)
    if not plan.grade:
        sheet.text(row, column, told, style)
        return
    total = f"{column_letters(of)}{ROW}"
    sheet.row_formula(row, column, rename(plan.grade, lambda name: plan.parameter(name) or total), style)
