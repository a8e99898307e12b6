"""得分表: units by indicators, with rates, grades and ranks as live formulas; 参数: what formulas look up."""

from __future__ import annotations

from decimal import Decimal

from xltools.core.consolidation.summary import Member
from xltools.core.expressions import rename
from xltools.core.refs import column_letters
from xltools.writers.summary.book import BLOCK_FILL, GIVEN_FILL, ROW_HEIGHT, Book, Sheet
from xltools.writers.summary.plan import PARAMETERS, SCORES, Plan

#: Rows over the headings: the points, then the mean rate.
_POINTS, _MEAN, _GROUPS, _HEADS, _FIRST = 3, 4, 5, 6, 7
_FRONT = ("编码", "名称", "总分", "得分率%", "等级", "名次", "参考总分", "自评减参考", "参考等级")
#: A unit has too many indicators for A4 at a size people can read.
_A3 = 8
_TOTAL, _RATE, _GRADE, _RANK, _REFERENCE, _DIFFERENCE, _BY_REFERENCE = range(3, 10)


class _Columns:
    """Where groups and indicators stand."""

    def __init__(self, plan: Plan) -> None:
        self.group = len(_FRONT) + 1
        self.first = self.group + len(plan.groups)
        self.last = self.first + len(plan.indicators) - 1
        self.last_row = max(_FIRST, _FIRST + len(plan.scored) - 1)

    def across(self, row: int, first: int, last: int) -> str:
        """Cells of a row from one indicator to another, counted from 0; the row is fixed for the points."""
        mark = "$" if row == _POINTS else ""
        left, right = column_letters(self.first + first), column_letters(self.first + last)
        return f"{left}{mark}{row}:{right}{mark}{row}"

    def down(self, column: int) -> str:
        """All units' cells of a column."""
        letters = column_letters(column)
        return f"${letters}${_FIRST}:${letters}${self.last_row}"


def write_scores(book: Book, plan: Plan) -> None:
    """Write the sheet 得分表."""
    note = (
        "总分、得分率、等级、名次由各单位自评得分实时计算;灰底为满分和平均得分率。参考总分按评分标准的公式，"
        "没有公式或缺数据的指标按自评计；逐项差异见“评分对照”。"
    )
    sheet = book.sheet(SCORES, "自评得分表", note)
    columns = _Columns(plan)
    _headings(sheet, plan, columns)
    for offset, member in enumerate(plan.scored):
        _member(sheet, plan, columns, _FIRST + offset, member)
    raw = sheet.raw
    raw.set_default_row(ROW_HEIGHT)
    raw.set_column(0, 0, 10)
    raw.set_column(1, 1, 26)
    raw.set_column(2, columns.first - 2, 7)
    raw.set_column(columns.first - 1, columns.last - 1, 5.3)
    raw.set_row(_HEADS - 1, 72)
    raw.freeze_panes(_HEADS, 2)
    raw.autofilter(_HEADS - 1, 0, columns.last_row - 1, columns.last - 1)
    raw.repeat_rows(_POINTS - 1, _HEADS - 1)
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


def _headings(sheet: Sheet, plan: Plan, columns: _Columns) -> None:
    book = sheet.book
    sheet.heads(_HEADS, _FRONT)
    sheet.merged(_GROUPS, 1, len(_FRONT), "", book.head())
    for offset, (name, first, last) in enumerate(plan.groups):
        sheet.text(_HEADS, columns.group + offset, name + "得分率%", book.head(font_size=9))
        sheet.merged(
            _GROUPS, columns.first + first, columns.first + last, name, book.head(bg_color=BLOCK_FILL)
        )
    sheet.merged(_GROUPS, columns.group, columns.first - 1, "一级指标得分率", book.head(bg_color=BLOCK_FILL))
    for offset, indicator in enumerate(plan.indicators):
        sheet.text(_HEADS, columns.first + offset, indicator.third, book.head(font_size=9))
    _points(sheet, plan, columns)


def _points(sheet: Sheet, plan: Plan, columns: _Columns) -> None:
    """Write the two rows over the headings: the points of each indicator and the mean rate."""
    book = sheet.book
    shown = book.boxed(num_format="0.00", align="center", bg_color=GIVEN_FILL)
    plain = book.boxed(num_format="General", align="center", bg_color=GIVEN_FILL)
    for row, label in ((_POINTS, "满分"), (_MEAN, "平均得分率%")):
        sheet.merged(row, 1, 2, label, book.boxed(bold=True, bg_color=GIVEN_FILL, align="center"))
        for column in range(_TOTAL, columns.last + 1):
            sheet.text(row, column, "", plain)
    last = len(plan.indicators) - 1
    sheet.formula(_POINTS, _TOTAL, f"=SUM({columns.across(_POINTS, 0, last)})", plain)
    for offset, indicator in enumerate(plan.indicators):
        column = columns.first + offset
        letters = column_letters(column)
        cells = columns.down(column)
        sheet.number(_POINTS, column, indicator.points, plain)
        formula = f'=IF(COUNT({cells})=0,"",ROUND(AVERAGE({cells})/{letters}${_POINTS}*100,2))'
        sheet.formula(_MEAN, column, formula, shown)
    for column in (_RATE, *range(columns.group, columns.first)):
        cells = columns.down(column)
        sheet.formula(_MEAN, column, f'=IF(COUNT({cells})=0,"",ROUND(AVERAGE({cells}),2))', shown)


def _member(sheet: Sheet, plan: Plan, columns: _Columns, row: int, member: Member) -> None:
    """Write one unit's scores."""
    book = sheet.book
    score = book.boxed(num_format="0.00", align="center", font_size=9)
    strong = book.boxed(num_format="0.00", align="center", bold=True)
    sheet.text(row, 1, member.unit.code, book.boxed())
    sheet.text(row, 2, member.unit.name, book.boxed())
    for offset, indicator in enumerate(plan.indicators):
        figure = member.score.by_indicator.get(indicator.name) if member.score else None
        sheet.number(row, columns.first + offset, figure.value if figure else None, score)
    own, total = columns.across(row, 0, len(plan.indicators) - 1), f"{column_letters(_TOTAL)}{row}"
    points = f"${column_letters(_TOTAL)}${_POINTS}"
    sheet.formula(row, _TOTAL, f'=IF(COUNT({own})=0,"",SUM({own}))', strong)
    sheet.formula(row, _RATE, f'=IF(COUNT({total})=0,"",ROUND({total}/{points}*100,2))', score)
    rank = f'=IF(COUNT({total})=0,"",RANK({total},{columns.down(_TOTAL)}))'
    sheet.formula(row, _RANK, rank, book.boxed(align="center"))
    _grade(sheet, plan, row, (_GRADE, _TOTAL), member.score.grade if member.score else "")
    _by_reference(sheet, plan, row, member)
    for offset, (_, first, last) in enumerate(plan.groups):
        cells, full = columns.across(row, first, last), columns.across(_POINTS, first, last)
        formula = f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells})/SUM({full})*100,2))'
        sheet.formula(row, columns.group + offset, formula, score)


def _by_reference(sheet: Sheet, plan: Plan, row: int, member: Member) -> None:
    """Write the total by reference, what the own one has more, and the grade that total gets."""
    score = sheet.book.boxed(num_format="0.00", align="center", font_size=9)
    totals = member.file.totals if member.file else ()
    found = next((each for each in totals if each.basis == "参考"), None)
    sheet.number(row, _REFERENCE, found.total if found else None, score)
    own, reference = (f"{column_letters(column)}{row}" for column in (_TOTAL, _REFERENCE))
    difference = f'=IF(COUNT({own},{reference})<2,"",{own}-{reference})'
    sheet.formula(row, _DIFFERENCE, difference, score)
    _grade(sheet, plan, row, (_BY_REFERENCE, _REFERENCE), found.grade if found else "")


def _grade(sheet: Sheet, plan: Plan, row: int, columns: tuple[int, int], told: str) -> None:
    """Write in the first of ``columns`` the grade of the total in the second, by the standard's own formula.

    Where that needs more than the total, what was ``told``.
    """
    column, of = columns
    style = sheet.book.boxed(align="center", bold=True)
    if not plan.grade:
        sheet.text(row, column, told, style)
        return
    total = f"{column_letters(of)}{row}"
    sheet.formula(row, column, rename(plan.grade, lambda name: plan.parameter(name) or total), style)
