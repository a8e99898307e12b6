"""A small standard and its workbooks, made in memory: the core runs without a file and without an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xltools.core.check import conclude, prepare
from xltools.core.definition import build
from xltools.core.layout import lay_out
from xltools.core.line import Line
from xltools.core.model import DefinedName, Finding, Record, Sheet, Value, Workbook
from xltools.core.refs import Area, Place, column_letters, parse_area, quote_sheet
from xltools.core.standard import Standard

BLOCKS = (
    {"工作表": "封面", "块": "封面", "版式": "封面", "表题": "测试"},
    {"工作表": "表", "块": "收支", "版式": "竖表", "表题": "收支表", "块标题": "一、收支"},
    {"工作表": "明细", "块": "明细表", "版式": "明细", "表题": "明细", "空行数": 4},
    {"工作表": "评分", "块": "评分表", "版式": "逐指标", "表题": "评分"},
    {"工作表": "校验", "块": "校验", "版式": "校验", "表题": "校验"},
)
COVER = {"工作表": "封面", "块": "封面", "类型": "文本"}
MONEY = {"工作表": "表", "块": "收支", "类型": "金额", "小数位": 2}
COLUMN = {"工作表": "明细", "块": "明细表", "列口径": "逐行"}
SCORE = {"工作表": "评分", "块": "评分表", "列口径": "逐行"}
FIELDS = (
    {**COVER, "字段名": "单位名称"},
    {**COVER, "字段名": "预算编码"},
    {**COVER, "字段名": "评价年度", "类型": "整数"},
    {**COVER, "字段名": "填报日期", "类型": "日期"},
    {**MONEY, "字段名": "甲"},
    {**MONEY, "字段名": "乙"},
    {**MONEY, "字段名": "丙"},
    {**MONEY, "字段名": "支出", "列口径": "预算、决算"},
    {**MONEY, "字段名": "合计", "公式": '=IF(COUNT(甲,乙)=0,"",SUM(甲,乙))'},
    {**COLUMN, "字段名": "名称", "类型": "文本", "必填": "是"},
    {**COLUMN, "字段名": "数", "类型": "金额", "小数位": 2, "汇总方式": "求和"},
    {**COLUMN, "字段名": "倍数", "类型": "数值", "公式": '=IF(COUNT([@数])=0,"",[@数]*2)'},
    {**SCORE, "字段名": "三级指标", "类型": "文本"},
    {**SCORE, "字段名": "分值", "类型": "数值", "必填": "是"},
    {**SCORE, "字段名": "自评得分", "类型": "数值", "必填": "是"},
)
INDICATORS = (
    {"一级指标": "一", "二级指标": "二", "三级指标": "执行", "分值": 60, "类型": "定量"},
    {"一级指标": "一", "二级指标": "二", "三级指标": "效益", "分值": 40, "类型": "定性"},
)
RULE: Mapping[str, Any] = {
    "编号": "R001",
    "名称": "测试规则",
    "启用": "是",
    "级别": "错误",
    "类别": "表内",
    "左式": "=甲",
    "比较": "=",
    "右式": "=乙",
    "提示语": "{左}|{右}|{差}",
    "改正指引": "改正",
    "依据": "依据",
}


def tiny(
    *rules: Mapping[str, Any],
    fields: Sequence[Mapping[str, Any]] = FIELDS,
    parameters: Sequence[Mapping[str, Any]] = (),
    report_rules: Sequence[Mapping[str, Any]] = (),
    vocabulary: Sequence[Mapping[str, Any]] = (),
) -> Standard:
    """A standard with these rules; what a rule leaves out is as in RULE. Those of reports count from R061."""
    sheets: dict[str, Sequence[Mapping[str, Any]]] = {
        "说明": [{"项": "适用", "内容": "测试"}],
        "表样": BLOCKS,
        "字段": [{"标签": field["字段名"], **field} for field in fields],
        "指标": INDICATORS,
        "参数": parameters,
        "规则": [{**RULE, "编号": f"R{number:03}", **rule} for number, rule in enumerate(rules, 1)],
        "文表": [{**RULE, "编号": f"R{number:03}", **rule} for number, rule in enumerate(report_rules, 61)],
        "词表": vocabulary,
        "报告": [],
    }
    lines = {
        sheet: [Line("测试", sheet, row, cells) for row, cells in enumerate(rows, 2)]
        for sheet, rows in sheets.items()
    }
    return build("测试", lines)


def workbook(
    standard: Standard, values: Mapping[str, Value], *rows: Mapping[str, Value], **extra: Any
) -> Workbook:
    """The standard's form as a reader would hand it over, filled: ``values`` by name, ``rows`` of 明细表."""
    layout = lay_out(standard)
    held: dict[Place, Value] = {}
    formulas: dict[str, dict[tuple[int, int], str]] = {sheet: {} for sheet in standard.sheets}
    for cell in layout.cells.values():
        if not cell.table:
            held[Place(cell.place.sheet, cell.place.row, 2)] = cell.field.label
        if cell.measure:
            top = layout.block_rows[cell.field.sheet, cell.field.block] + 1
            held[Place(cell.place.sheet, top, cell.place.column)] = cell.measure
        if cell.formula:
            formulas[cell.place.sheet][cell.place.row, cell.place.column] = cell.formula
        if cell.constant is not None:
            held[cell.place] = cell.constant if isinstance(cell.constant, str) else float(cell.constant)
    for table in layout.tables.values():
        for column in standard.columns(table.block.name):
            held[Place(table.block.sheet, table.header_row, table.columns[column.name])] = column.label
    held.update({layout.cells[name].place: value for name, value in values.items()})
    table = layout.tables["明细表"]
    for number, row in enumerate(rows, table.first_row):
        held.update({Place("明细", number, table.columns[column]): value for column, value in row.items()})
    sheets = tuple(Sheet(name, values=_grid(held, name), formulas=formulas[name]) for name in standard.sheets)
    names = [_defined(name, cell.place.sheet, cell.place.cell) for name, cell in layout.cells.items()]
    for table in layout.tables.values():
        names += [_area(f"{table.block.name}_{column}", table.area(column)) for column in table.columns]
    return Workbook(
        **{"path": "内存.xlsx", "sha256": "0" * 64, "sheets": sheets, "names": tuple(names), **extra}
    )


def _grid(held: Mapping[Place, Value], sheet: str) -> tuple[tuple[Value, ...], ...]:
    places = [place for place in held if place.sheet == sheet]
    rows = range(1, max((place.row for place in places), default=0) + 1)
    width = max((place.column for place in places), default=0)
    return tuple(tuple(held.get(Place(sheet, row, c)) for c in range(1, width + 1)) for row in rows)


def _defined(name: str, sheet: str, cell: str) -> DefinedName:
    letters = cell.rstrip("0123456789")
    return DefinedName(name, f"{quote_sheet(sheet)}!${letters}${cell.removeprefix(letters)}")


def _area(name: str, area: Area) -> DefinedName:
    letters = column_letters(area.first_column)
    return DefinedName(
        name, f"{quote_sheet(area.sheet)}!${letters}${area.first_row}:${letters}${area.last_row}"
    )


def seen(book: Workbook, question: str) -> Value:
    """The answer to a question that is nothing but a cell: a formula sees a blank as 0, as in Excel."""
    area = parse_area(question)
    assert area is not None, f"no engine here: {question}"
    value = book.value(area.first)
    return 0 if value is None else value


def check(
    standard: Standard, book: Workbook, answers: Mapping[str, Value] | None = None
) -> tuple[Record, tuple[Finding, ...]]:
    """Check without an engine: ``answers`` by question, cells answer for themselves."""
    given = answers or {}
    prepared = prepare(book, standard)
    told = [given[q] if q in given else seen(prepared.workbook, q) for q in prepared.questions]
    return conclude(prepared, {}, told)


def findings(
    standard: Standard, values: Mapping[str, Value], *rows: Mapping[str, Value]
) -> tuple[Finding, ...]:
    """The findings of the filled form, each side of a rule being a cell."""
    return check(standard, workbook(standard, values, *rows))[1]
