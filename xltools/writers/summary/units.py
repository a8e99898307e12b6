"""单位对照表: one row a unit in tree order, one column a cell of the form; 部门合计: one row a department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Member, Node, State
from xltools.core.standard import Field
from xltools.writers.summary.book import (
    BLOCK_FILL,
    DOUBT_FILL,
    ERROR_FILL,
    LINK_COLOUR,
    NOTE_COLOUR,
    ROW_HEIGHT,
    Book,
    Sheet,
    height,
    number_format,
)
from xltools.writers.summary.floats import floats
from xltools.writers.summary.parts import Column
from xltools.writers.summary.plan import (
    DEPARTMENT_HEADINGS,
    DEPARTMENTS,
    FIRST_ROW,
    HEAD_ROWS,
    UNIT_HEADINGS,
    UNITS,
    Plan,
)

#: Excel shows at most so many levels of an outline.
_DEEPEST = 7

#: Of more departments than these, only so many levels are open: people see the sheet at a glance.
_MOST_OPEN = 100
_OPEN_LEVELS = 2

#: The narrowest column of figures: a heading of some words in it stays within a few lines.
_NARROWEST = 10.0
_A3 = 8


def write_units(book: Book, plan: Plan) -> None:
    """Write the sheet 单位对照表: each unit's own figures, in 元 whatever unit it reported in."""
    note = "每家单位一行,只列本单位自己的数;金额已统一换算。点文件名可打开原表。"
    sheet = book.sheet(UNITS, "单位对照表", note, by_rows=True)
    write_headings(sheet, plan, UNIT_HEADINGS)
    states: dict[Unit, State] = {
        each.unit: each.state
        for each in plan.summary.submissions
        if each.unit and each.state not in ("相同副本", "旧版")
    }
    styles = {name: _style(book, column) for name, column in plan.columns.items()}
    figures = _Figures(plan, list(styles.values()))
    for number, member in enumerate(plan.summary.members):
        row = plan.member_row(number)
        if book.drawn:
            _member(sheet, row, member, states)
        figures.write(sheet, row, member)
        write_rates(sheet, plan, row, member, styles)
    sheet.raw.set_column(2, 2, 5)
    sheet.raw.set_column(3, 3, 26)
    sheet.raw.set_column(4, 4, 14)
    if not plan.departments:
        # Departments add up runs of rows: a sort through the filter would move units out of their run.
        last = max(plan.member_row(len(plan.summary.members) - 1), HEAD_ROWS)
        sheet.raw.autofilter(HEAD_ROWS - 1, 0, last - 1, len(UNIT_HEADINGS) + len(plan.columns) - 1)


def write_departments(book: Book, plan: Plan) -> None:
    """Write the sheet 部门合计: each department with all units below it; rates from its own totals."""
    less = " − 抵销" if plan.eliminated.lines else ""
    note = f"各部门 = 本级 + 全部下属单位{less};由“单位对照表”相加,比率由各项都填了的单位的合计数重算。"
    sheet = book.sheet(DEPARTMENTS, "部门合计", note, by_rows=True)
    write_headings(sheet, plan, DEPARTMENT_HEADINGS)
    many = len(plan.departments) > _MOST_OPEN
    for offset, node in enumerate(plan.departments):
        _department(sheet, plan, FIRST_ROW + offset, node)
        if many and node.unit:
            _fold(sheet, FIRST_ROW + offset, node, plan.departments[offset + 1 :][:1])
    sheet.raw.set_column(2, 2, 5)
    sheet.raw.set_column(3, 3, 11)


def write_headings(sheet: Sheet, plan: Plan, front: tuple[str, ...]) -> None:
    """Write two rows of headings: the block over its columns, then label and measure."""
    if not sheet.book.drawn:
        return
    book, above, widths = sheet.book, HEAD_ROWS - 1, _widths(plan)
    for number in range(1, len(front) + 1):
        sheet.text(above, number, "", book.head(bottom=0))
    for block, items in plan.items:
        names = [name for item in items for name, _ in item.cell_names() if name in plan.columns]
        first, last = plan.column_of(names[0], front), plan.column_of(names[-1], front)
        sheet.merged(above, first, last, block.name, book.head(bg_color=BLOCK_FILL))
    for number, name in enumerate(front, 1):
        sheet.text(HEAD_ROWS, number, name, book.head(top=0))
    for column in plan.columns.values():
        number = plan.column_of(column.name, front)
        sheet.text(HEAD_ROWS, number, _heading(column), book.head())
        sheet.raw.set_column(number - 1, number - 1, widths[column.name])
    for rate, name in plan.inputs:
        number = plan.input_column(rate, name, front)
        sheet.text(HEAD_ROWS, number, f"{rate}\n{name}", book.head())
        sheet.raw.set_column(number - 1, number - 1, None, None, {"hidden": True})
    _page(sheet, max(height((_heading(c), widths[name])) for name, c in plan.columns.items()))


def _widths(plan: Plan) -> Mapping[str, float]:
    """How wide each column of figures is: as its longest figure, so that few pages are mostly empty."""
    widest = dict(plan.largest)
    for name, total in plan.summary.nodes[0].totals.items():
        widest[name] = max(widest.get(name, Decimal(0)), abs(total.value or Decimal(0)))
    return {
        name: max(_NARROWEST, _length(column.field, widest.get(name, Decimal(0))) + 2)
        for name, column in plan.columns.items()
    }


def _length(field: Field, value: Decimal) -> int:
    """How many signs a figure takes as it is shown, with its sign."""
    decimals = field.decimals if field.decimals is not None else 2
    return len(f"{-value:,.{decimals}f}") if field.kind != "日期" else len("2022-12-31")


def _heading(column: Column) -> str:
    below = " ".join(part for part in (column.measure, f"({column.field.unit})") if part != "()")
    return f"{column.field.label}\n{below}" if below else column.field.label


def _page(sheet: Sheet, heads: float) -> None:
    """Set what both wide sheets share: too wide for one page, so A3, and codes and names repeat on each."""
    raw = sheet.raw
    raw.set_default_row(ROW_HEIGHT)
    raw.set_column(0, 0, 12)
    raw.set_column(1, 1, 30)
    raw.set_row(HEAD_ROWS - 1, heads)
    raw.freeze_panes(HEAD_ROWS, 2)
    raw.repeat_rows(HEAD_ROWS - 2, HEAD_ROWS - 1)
    raw.repeat_columns(0, 1)
    raw.set_paper(_A3)
    raw.set_print_scale(50)
    raw.print_across()
    raw.outline_settings(symbols_below=False)


def _member(sheet: Sheet, row: int, member: Member, states: Mapping[Unit, State]) -> None:
    """Write what stands in front of a unit's figures; without a counted file the state says why."""
    book = sheet.book
    _unit(sheet, row, member.unit, member.level, bold=member.unit.kind == "虚拟")
    if member.file:
        path = member.file.path
        style = book.boxed(font_color=LINK_COLOUR, underline=1)
        sheet.link((row, 4), (path, ""), PurePath(path).name, style)
    else:
        state = states.get(member.unit, "")
        fill = {"未报": ERROR_FILL, "": ""}.get(state, DOUBT_FILL)
        sheet.text(row, 4, state, book.boxed(bg_color=fill) if fill else book.boxed())
    sha256 = member.file.sha256 if member.file else ""
    sheet.text(row, 5, sha256, book.boxed(font_color=NOTE_COLOUR, align="fill"))


class _Figures:
    """Where each of a unit's numbers stands in its row, found once for all units with the same names."""

    def __init__(self, plan: Plan, styles: Sequence[Any]) -> None:
        self._columns = tuple(plan.columns)
        self._styles = styles
        self._orders: dict[tuple[str, ...], list[int]] = {}

    def write(self, sheet: Sheet, row: int, member: Member) -> None:
        """Write a unit's figures; all blank without a counted file, and a rate's cell until it is written."""
        names = member.figures.names
        if names not in self._orders:
            at = {name: number for number, name in enumerate(names)}
            self._orders[names] = [at.get(name, len(names)) for name in self._columns]
        values = (*floats(member.figures), None)
        own = [values[number] for number in self._orders[names]]
        sheet.numbers(row, len(UNIT_HEADINGS) + 1, own, self._styles)


def write_rates(sheet: Sheet, plan: Plan, row: int, member: Member, styles: Mapping[str, Any]) -> None:
    """Write a unit's rates over its figures, and what it gives to the rates of the departments above it."""
    if member.file:
        for name, formula in plan.rates_of_unit.items():
            sheet.row_formula(row, plan.column_of(name, UNIT_HEADINGS), formula, styles.get(name))
    for (rate, name), formula in plan.inputs_of_unit.items():
        if not plan.summary.needs[rate].unread(member):
            sheet.row_formula(row, plan.input_column(rate, name, UNIT_HEADINGS), formula)


def _department(sheet: Sheet, plan: Plan, row: int, node: Node) -> None:
    """Write one department's row."""
    if node.unit:
        _unit(sheet, row, node.unit, node.level + 1, bold=False)
    else:
        for number, text in enumerate(("", "全部单位", ""), 1):
            sheet.text(row, number, text, sheet.book.boxed(bold=True))
    sheet.number(row, 4, plan.counted(node), sheet.book.boxed(align="center"))
    for name, column in plan.columns.items():
        number = plan.column_of(name, DEPARTMENT_HEADINGS)
        style = _style(sheet.book, column)
        if name in plan.summary.recomputed:
            sheet.row_formula(row, number, plan.rate_of_totals(name, DEPARTMENT_HEADINGS), style)
        else:
            sheet.formula(row, number, plan.total(name, node), style)
    for rate_name, name in plan.inputs:
        number = plan.input_column(rate_name, name, DEPARTMENT_HEADINGS)
        sheet.formula(row, number, plan.input_total(rate_name, name, node))


def _fold(sheet: Sheet, row: int, node: Node, after: Sequence[Node]) -> None:
    """Fold away what is deep among very many departments: the sign beside the one above opens it again."""
    level = min(node.level + 1, _DEEPEST)
    deeper = any(each.level + 1 > _OPEN_LEVELS and each.level > node.level for each in after)
    options = {"level": level, "hidden": level > _OPEN_LEVELS, "collapsed": deeper}
    sheet.raw.set_row(row - 1, ROW_HEIGHT, None, options)


def _unit(sheet: Sheet, row: int, unit: Unit, level: int, *, bold: bool) -> None:
    """Write code, name and level; the name is indented and the row grouped by its level."""
    book = sheet.book
    sheet.text(row, 1, unit.code, book.boxed(bold=bold))
    sheet.text(row, 2, unit.name, book.boxed(indent=min(level, 15), bold=bold))
    sheet.number(row, 3, level + 1, book.boxed(align="center"))
    if level:
        sheet.raw.set_row(row - 1, ROW_HEIGHT, None, {"level": min(level, _DEEPEST)})


def _style(book: Book, column: Column) -> Any:
    return book.boxed(num_format=number_format(column.field), align="right")
