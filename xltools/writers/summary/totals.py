"""汇总表: every item of the form, added up over all units by live formulas."""

from __future__ import annotations

from typing import Any

from xltools.writers.summary.book import BLOCK_FILL, ROW_HEIGHT, Book, Sheet, number_format
from xltools.writers.summary.parts import Line, Part
from xltools.writers.summary.plan import FIRST_MEASURE, TOTALS, TOTALS_HEAD, Plan
from xltools.writers.summary.trace import TRACE


def write_totals(book: Book, plan: Plan) -> None:
    """Write the sheet 汇总表."""
    sheet = book.sheet(TOTALS, _title(plan), _note(plan))
    heads = ("编号", "项目", "单位", *(plan.measures or ("数值",)), "填报单位数")
    sheet.heads(TOTALS_HEAD, heads)
    for part in plan.parts:
        _part(sheet, plan, part, len(heads))
    raw = sheet.raw
    raw.set_default_row(ROW_HEIGHT)
    raw.set_column(0, 0, 8)
    raw.set_column(1, 1, 42)
    raw.set_column(2, 2, 7)
    raw.set_column(FIRST_MEASURE - 1, plan.last_measure - 1, 20)
    raw.set_column(plan.last_measure, plan.last_measure, 11)
    if plan.inputs:
        first = plan.last_measure + 1
        raw.set_column(first, first + len(plan.inputs) - 1, None, None, {"hidden": True})
    raw.set_row(TOTALS_HEAD - 1, 22)
    raw.freeze_panes(TOTALS_HEAD, 2)
    raw.repeat_rows(TOTALS_HEAD - 1)
    raw.set_portrait()
    raw.fit_to_pages(1, 0)


def _title(plan: Plan) -> str:
    year = f"{plan.summary.year}年度" if plan.summary.year else ""
    return f"{year}部门整体支出绩效自评汇总表"


def _note(plan: Plan) -> str:
    summary = plan.summary
    counted = plan.counted(summary.nodes[0])
    told = f"应报 {summary.expected} 家,实报 {summary.received} 家," if summary.expected is not None else ""
    lines = len(plan.eliminated.lines)
    less = f"已减去抵销 {lines} 笔（见“抵销”页）。" if lines else ""
    return (
        f"{plan.told}规范:{plan.standard.name}。{told}计入汇总 {counted} 家。{less}"
        "比率由各项都填了的单位的合计数重算;空白表示各单位都没有填。"
    )


def _part(sheet: Sheet, plan: Plan, part: Part, width: int) -> None:
    """Write one block: its heading over the whole width, then its items."""
    style = sheet.book.boxed(bold=True, bg_color=BLOCK_FILL)
    sheet.merged(part.row, 1, width, part.block.heading or part.block.name, style)
    for line in part.lines:
        _line(sheet, plan, line)


def _line(sheet: Sheet, plan: Plan, line: Line) -> None:
    """Write one item: its label and unit, its totals, and how many units filled it."""
    book, item = sheet.book, line.field
    sheet.text(line.row, 1, item.number, book.boxed(align="center"))
    sheet.text(line.row, 2, item.label, book.boxed(indent=1 if item.label.startswith("其中") else 0))
    sheet.text(line.row, 3, item.unit, book.boxed(align="center"))
    for column in range(FIRST_MEASURE, plan.last_measure + 1):
        sheet.text(line.row, column, "", book.boxed())
    style = book.boxed(num_format=number_format(item), align="right")
    if line.merge_to:
        style = book.boxed(num_format=number_format(item), align="center")
        sheet.merged(line.row, FIRST_MEASURE, line.merge_to, "", style)
    for name, column in line.cells.items():
        _figure(sheet, plan, (line.row, column), name, style)
    _count(sheet, plan, line)


def _figure(sheet: Sheet, plan: Plan, at: tuple[int, int], name: str, style: Any) -> None:
    """Write one total, or one rate recomputed from totals."""
    if name not in plan.columns:
        sheet.text(*at, "不能由合计重算", style)
    elif name in plan.summary.recomputed:
        sheet.formula(*at, plan.recomputed(name, lambda each: _input(plan, name, each)), style)
        whole = plan.summary.nodes[0]
        for rate, each in plan.inputs:
            if rate == name:
                place = plan.input_place(rate, each)
                sheet.formula(place.row, place.column, plan.input_total(rate, each, whole))
    else:
        sheet.formula(*at, plan.total(name, plan.summary.nodes[0]), style)


def _input(plan: Plan, rate: str, name: str) -> str:
    """Where a rate finds an input: over the units that have all its inputs; another rate where it stands."""
    return plan.input_place(rate, name).cell if (rate, name) in plan.inputs else plan.places[name].cell


def _count(sheet: Sheet, plan: Plan, line: Line) -> None:
    """Write how many units filled an item; where its measures differ, each: 3/2/3/2."""
    style = sheet.book.boxed(num_format="#,##0", align="center")
    whole = plan.summary.nodes[0]
    names = [name for name in line.cells if name in plan.columns]
    counts = [plan.count(name, whole) for name in names]
    if not counts:
        sheet.text(line.row, plan.last_measure + 1, "", style)
        return
    formula = f"={counts[0]}"
    if len(counts) > 1:
        every = ",".join(counts)
        formula = f'=IF(MAX({every})=MIN({every}),{counts[0]},{"""&"/"&""".join(counts)})'
    traced = next((plan.traced[name] for name in names if name in plan.traced), None)
    if traced is None:
        sheet.formula(line.row, plan.last_measure + 1, formula, style)
    else:
        sheet.jump((line.row, plan.last_measure + 1), (TRACE, traced), formula, style)
