"""Workbooks that come back with a sheet 审核结果: written from the check's own lines, then answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.core.forms import seen, tiny, workbook
from xltools.checking import check_workbook
from xltools.core.model import Checked, DefinedName, Finding, Sheet, Value, Workbook
from xltools.core.refs import parse_area
from xltools.core.returned import layout
from xltools.core.returned.item import Item
from xltools.core.returned.items import items
from xltools.core.standard import Standard
from xltools.engines.base import Answers

#: The parameters and rules about explanations, as a standard has them.
PARAMETERS = (
    {"名称": "空话说明", "值": "无、同上、见上、已核实、情况属实", "类型": "文本"},
    {"名称": "说明最少字数", "值": "6", "类型": "整数"},
    {"名称": "说明雷同条数", "值": "3", "类型": "整数"},
)
_ABOUT = {"左式": None, "提示语": "{名}", "级别": "核实", "改正指引": "写明原因", "循环范围": "全部字段"}
WORTH = {
    **_ABOUT,
    "编号": "R130",
    "比较": "核实说明",
    "前提条件": "=COUNTA(空话说明)>0",
    "右式": "=说明最少字数",
}
COPIED = {**_ABOUT, "编号": "R131", "比较": "说明雷同", "右式": "=说明雷同条数"}

#: An explanation that says something.
GOOD = "因机构改革划转人员，见编办文件"

Typed = Mapping[str, Value]
Row = list[Value]


class Cells:
    """An engine for questions that are nothing but a cell; what is asked about scores goes unanswered."""

    name = "cells"

    def ask(self, book: Workbook, questions: Sequence[str]) -> Answers:
        """The values of the cells asked for."""
        return Answers({}, tuple(seen(book, q) if parse_area(q) else None for q in questions), self.name)


def doubting(*rules: Mapping[str, Any], **more: Any) -> Standard:
    """A tiny standard with these rules, 核实 unless they say otherwise, and those about explanations."""
    given = [{"级别": "核实", "说明要求": "必填", "标注单元格": "甲", **rule} for rule in rules]
    return tiny(*given, WORTH, COPIED, parameters=PARAMETERS, **more)


def book_of(standard: Standard, values: Mapping[str, Value], *rows: Mapping[str, Value]) -> Workbook:
    """The standard's form with 甲 … filled."""
    return workbook(standard, values, *rows)


def checked(book: Workbook, standard: Standard) -> Checked:
    """The whole check of a workbook, its answers read."""
    return check_workbook(book, standard, Cells())


def cells_of(item: Item, number: int) -> Row:
    """An item as a row of 审核结果."""
    finding = item.finding
    place = finding.places[0] if finding.places else None
    shown: dict[str, Value] = {
        layout.NUMBER.label: number,
        layout.LEVEL.label: finding.level,
        layout.RULE.label: finding.rule,
        layout.SHEET.label: place.sheet if place else None,
        layout.CELL.label: place.cell if place else None,
        layout.FIELD.label: finding.field,
        layout.MESSAGE.label: finding.message,
        layout.LEFT.label: _cell(finding.left),
        layout.RIGHT.label: _cell(finding.right),
        layout.DIFFERENCE.label: _cell(finding.difference),
        layout.FIX.label: finding.fix or None,
        layout.BASIS.label: finding.basis or None,
        layout.STATUS.label: item.status,
        layout.ANSWER.label: item.answer or None,
        layout.OPINION.label: item.opinion or None,
        layout.EARLIER.label: item.earlier or None,
        layout.KEY.label: item.key or None,
    }
    return [shown.get(column.label) for column in layout.COLUMNS]


def _cell(side: Decimal | str | None) -> Value:
    return float(side) if isinstance(side, Decimal) else side


def returned(
    book: Workbook,
    lines: Sequence[Item],
    typed: Mapping[int, Typed] | None = None,
    rows: Callable[[list[Row]], list[Row]] = list,
) -> Workbook:
    """The workbook with the lines on a sheet 审核结果; ``typed`` by line and heading; ``rows`` moves rows."""
    written = [cells_of(item, number) for number, item in enumerate(lines, 1)]
    headings = [column.label for column in layout.COLUMNS]
    for index, values in (typed or {}).items():
        for label, value in values.items():
            written[index][headings.index(label)] = value
    above: list[Row] = [[layout.TITLE]] + [[] for _ in range(layout.HEAD_ROW - 2)]
    grid = tuple(tuple(row) for row in (*above, list(headings), *rows(written)))
    sheet = Sheet(layout.TITLE, values=grid, hidden_columns=((17, 18),))
    filtered = DefinedName("_xlnm._FilterDatabase", f"{layout.TITLE}!$A$4:$R$9", layout.TITLE, hidden=True)
    return replace(book, sheets=(*book.sheets, sheet), names=(*book.names, filtered))


def answer(text: Value, opinion: Value = None) -> Typed:
    """What people type in a row."""
    return {layout.ANSWER.label: text, layout.OPINION.label: opinion}


def round_trip(
    book: Workbook,
    standard: Standard,
    typed: Mapping[int, Typed] | None = None,
    after: Workbook | None = None,
) -> Checked:
    """Check, send back, answer, and check again: the same workbook, or another in its place."""
    lines = items(checked(book, standard), standard)
    return checked(returned(after or book, lines, typed), standard)


def again(book: Workbook, standard: Standard, result: Checked) -> Checked:
    """Send the result of a check back unanswered and check once more."""
    return checked(returned(book, items(result, standard)), standard)


def of_rule(result: Checked, rule: str = "R001") -> list[Finding]:
    """The findings of a rule."""
    return [finding for finding in result.findings if finding.rule == rule]
