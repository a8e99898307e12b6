"""The rules as live formulas in the form: the 校验 sheet, and a 校验 column beside each table's rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.utils import get_column_letter

from xltools.core import live
from xltools.core.attachments.forms import tied
from xltools.core.instances import Instance, instances, loop_of
from xltools.core.layout import CHECK_COLUMN, Layout, Table, row_formula
from xltools.core.standard import Rule, Standard
from xltools.writers import form_style as style
from xltools.writers.form_inputs import colour_results

_HEADS = ("编号", "级别", "校验内容", "左值", "比较", "右值", "结果", "改正指引")
_WIDTHS = (8, 8, 44, 18, 10, 18, 9, 50)
_COLOURS = {live.FAILS: style.RED, live.UNJUDGED: style.AMBER, live.HOLDS: style.GREEN}


def write_check_sheet(ws: Any, standard: Standard, layout: Layout, row: int) -> None:
    """One line a rule (a line an item for a rule over items), with both sides and the result, live."""
    first = row + 2
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), 1):
        style.write(ws.cell(row + 1, column), head, style.HEADER)
        ws.column_dimensions[get_column_letter(column)].width = width
    row = first
    for rule in standard.rules:
        if not rule.enabled or rule.number in tied(standard):
            continue
        for line in _lines(standard, layout, rule, row):
            _write_line(ws, row, rule, line, _format(standard, rule))
            row += 1
    last = row - 1
    ws.auto_filter.ref = f"A{first - 1}:H{last}"
    colour_results(ws, f"G{first}:G{last}", _COLOURS)
    _write_tally(ws, first, last)


def _write_tally(ws: Any, first: int, last: int) -> None:
    """How many rules hold, fail or could not be judged."""
    counts = "&".join(
        f'"{word} "&COUNTIF(G{first}:G{last},"{sign}")&"   "'
        for word, sign in (("通过", live.HOLDS), ("不符", live.FAILS), ("未判", live.UNJUDGED))
    )
    style.write(ws.cell(first - 2, 1), f'="校验结果:"&{counts}&"(未判不等于通过)"', style.HEADING)


#: What a line shows: content, left formula, comparison sign, right formula, result formula.
_Line = tuple[str, str, str, str, str]


def _lines(standard: Standard, layout: Layout, rule: Rule, row: int) -> Iterable[_Line]:
    """The lines of one rule, the first at ``row``."""
    table, _ = loop_of(rule)
    if rule.compare == "必填":
        yield _required(layout, rule)
    elif rule.compare == "类型":
        yield _typed(layout, rule)
    elif table in layout.tables:
        yield _counted(rule, table)
    elif rule.left or rule.compare == "真":
        for offset, instance in enumerate(instances(rule)):
            yield _asked(standard, instance, row + offset)


def _asked(standard: Standard, instance: Instance, row: int) -> _Line:
    """A rule asked once: its sides in D and F, its result over them."""
    rule = instance.rule
    content = _content(rule, instance.item)
    if rule.compare == "真":
        return content, "", "真", "", live.state(standard, instance, "", live.body(instance.right))
    result = live.state(standard, instance, f"D{row}", f"F{row}")
    left, right = (live.side(standard, rule, formula) for formula in (instance.left, instance.right))
    return content, left, rule.compare, right, result


def _counted(rule: Rule, table: str) -> _Line:
    """A rule asked of rows: how many rows fail, read from the table's 校验 column."""
    column = f"{table}_{CHECK_COLUMN}"
    fails = f'COUNTIF({column},"*{live.FAILS}{rule.number}*")'
    unjudged = f'COUNTIF({column},"*{live.UNJUDGED}{rule.number}*")'
    result = f'=IF({fails}>0,"{live.FAILS}",IF({unjudged}>0,"{live.UNJUDGED}","{live.HOLDS}"))'
    return _content(rule, ""), f'={fails}&"行不符"', "逐行", f'={unjudged}&"行未判"', result


def _required(layout: Layout, rule: Rule) -> _Line:
    """How many required cells are blank."""
    names = [c.name for c in layout.cells.values() if c.is_input and c.field.is_required(c.measure)]
    blank = "+".join(f'IF({name}="",1,0)' for name in names) or "0"
    result = f'=IF({blank}=0,"{live.HOLDS}","{live.FAILS}")'
    return rule.name, f'={blank}&"格未填"', "", "", result


def _typed(layout: Layout, rule: Rule) -> _Line:
    """How many number cells hold something that is no number."""
    names = [c.name for c in layout.cells.values() if c.is_input and c.field.numeric]
    groups = [",".join(names[start : start + 200]) for start in range(0, len(names), 200)]
    wrong = "+".join(f"COUNTA({group})-COUNT({group})" for group in groups) or "0"
    result = f'=IF({wrong}=0,"{live.HOLDS}","{live.FAILS}")'
    return rule.name, f'={wrong}&"格不是数字"', "", "", result


def _content(rule: Rule, item: str) -> str:
    """What a line is about: the rule's name, and the item it is asked of."""
    return f"{rule.name}({item})" if item else rule.name


def _format(standard: Standard, rule: Rule) -> str:
    """How the sides are shown: as dates where the left one is nothing but a date cell."""
    item, _ = standard.by_cell_name.get(live.body(rule.left), (None, ""))
    return "yyyy-mm-dd" if item is not None and item.kind == "日期" else "#,##0.##"


def _write_line(ws: Any, row: int, rule: Rule, line: _Line, shown: str) -> None:
    content, left, compare, right, result = line
    style.write(ws.cell(row, 1), rule.number, style.CENTRED)
    style.write(ws.cell(row, 2), rule.level, style.CENTRED)
    style.write(ws.cell(row, 3), content, style.LABEL)
    style.write(ws.cell(row, 4), left or None, style.FORMULA_CENTRED, shown)
    style.write(ws.cell(row, 5), compare, style.CENTRED)
    ws.cell(row, 5).data_type = "s"
    style.write(ws.cell(row, 6), right or None, style.FORMULA_CENTRED, shown)
    style.write(ws.cell(row, 7), result, style.FORMULA_CENTRED)
    style.write(ws.cell(row, 8), rule.fix, style.NOTE)
    ws.row_dimensions[row].height = 14 * max(style.lines_of(content, 42), style.lines_of(rule.fix, 54)) + 4


def add_check_column(ws: Any, standard: Standard, table: Table) -> None:
    """The column that says for each row of a table which rules it breaks."""
    asked = [
        instance
        for rule in standard.rules
        if rule.enabled and loop_of(rule)[0] == table.block.name and rule.number not in tied(standard)
        for instance in instances(rule)
    ]
    key = "" if table.stems else f"[@{_key_column(standard, table)}]"
    formula = live.row_state(standard, asked, key)
    letter = get_column_letter(table.check_column)
    style.write(ws.cell(table.header_row, table.check_column), CHECK_COLUMN, style.HEADER)
    ws.column_dimensions[letter].width = 28 if table.block.style == "逐指标" else 14  # 三条规则一行写得下
    for row in range(table.first_row, table.last_row + 1):
        value = row_formula(formula, table, row)
        style.write(ws.cell(row, table.check_column), value, style.FORMULA_CENTRED)
    colour_results(ws, f"{letter}{table.first_row}:{letter}{table.last_row}", _COLOURS)


def _key_column(standard: Standard, table: Table) -> str:
    """The column whose filling makes a row count: the last required one, else the first text."""
    columns = standard.columns(table.block.name)
    required = [column for column in columns if column.required]
    return required[-1].name if required else next(c for c in columns if c.kind == "文本").name
