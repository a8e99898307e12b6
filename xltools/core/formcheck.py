"""The checks no formula can ask: are cells filled, are they of their type, is the form still the form.

Each is switched on, graded and worded by the rule row whose 比较 is 必填, 类型, 公式, 重算 or 版式.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import decimals, exact, grouped, within
from xltools.core.expressions import expand_row, squeezed
from xltools.core.formtext import altered, label_of
from xltools.core.judge import level_of
from xltools.core.layout import Cell, Layout
from xltools.core.locate import Located
from xltools.core.messages import inner, row_label
from xltools.core.model import Datum, ErrorValue, Finding, Record, Row, Value, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Field, Rule, Standard

#: How far a cached value may lie from the recomputed one before it counts as stale.
STALE = Decimal("0.005")

_RANGE = re.compile(r"(?P<low>-?[\d.]+)~(?P<high>-?[\d.]+)|(?P<operator>>=|<=|>|<)(?P<bound>-?[\d.]+)")


def form_findings(
    workbook: Workbook,
    standard: Standard,
    layout: Layout,
    located: Located,
    record: Record,
    computed: Mapping[Place, Value],
) -> Iterator[Finding]:
    """Findings of every built-in rule in force."""
    for rule in standard.rules:
        if not rule.in_force(record.year):
            continue
        match rule.compare:
            case "必填":
                yield from _required(rule, standard, layout, record, computed)
            case "类型":
                yield from _types(rule, standard, layout, record)
            case "公式":
                yield from _formulas(rule, workbook, layout, located)
                yield from _row_formulas(rule, workbook, standard, record)
            case "重算":
                yield from _stale(rule, workbook, layout, located, computed)
                yield from _stale_rows(rule, workbook, standard, record, computed)
            case "版式":
                yield from _form(rule, layout, located)
                for found in altered(workbook, standard, layout, located):
                    yield _finding(rule, found.field, found.place, found.field, found.problem)


def _finding(
    rule: Rule,
    datum_name: str | None,
    place: Place | None,
    label: str,
    left: Decimal | str = "",
    right: Decimal | str = "",
) -> Finding:
    texts = {"{名}": label, "{左}": _text(left), "{右}": _text(right)}
    message = rule.message
    for slot, text in texts.items():
        message = message.replace(slot, text)
    numbers = isinstance(left, Decimal) and isinstance(right, Decimal)
    return Finding(
        rule=rule.number,
        level=level_of(rule),
        outcome="不通过",
        message=message,
        places=(place,) if place else (),
        field=datum_name,
        left=left or None if isinstance(left, str) else left,
        right=right or None if isinstance(right, str) else right,
        difference=left - right if numbers else None,  # type: ignore[operator]
        basis=rule.basis,
        fix=rule.fix,
    )


def _text(value: Decimal | str) -> str:
    return grouped(value) if isinstance(value, Decimal) else value


def _all_data(standard: Standard, layout: Layout, record: Record) -> Iterator[tuple[Datum, Field, str, str]]:
    """Every datum with its field, its measure and what to call it."""
    for name, datum in record.data.items():
        cell = layout.cells[name]
        if cell.table:
            key = record.data.get(f"{cell.stem}_三级指标")
            row = inner(str(key.value)) if key is not None and not key.blank else cell.stem
            yield datum, cell.field, "", f"“{row}”{cell.field.label}"
        else:
            label = f"{cell.field.label}({cell.measure})" if cell.measure else cell.field.label
            yield datum, cell.field, cell.measure, label
    for name, block in standard.tables.items():
        if block.style != "明细":
            continue
        columns = {column.name: column for column in standard.columns(name)}
        for row_data in record.tables.get(name, ()):
            for column, datum in row_data.items():
                label = f"“{row_label(row_data)}”{columns[column].label}"
                yield datum, columns[column], "", label


def _required(
    rule: Rule, standard: Standard, layout: Layout, record: Record, computed: Mapping[Place, Value]
) -> Iterator[Finding]:
    """Required cells left blank; a formula nobody computed is not blank but unknown."""
    for datum, field, measure, label in _all_data(standard, layout, record):
        if field.formula and datum.raw is None and datum.place not in computed:
            continue
        if field.is_required(measure) and datum.blank:
            yield _finding(rule, datum.field, datum.place, label)


def _types(rule: Rule, standard: Standard, layout: Layout, record: Record) -> Iterator[Finding]:
    for datum, field, _, label in _all_data(standard, layout, record):
        problem = "" if datum.value is None else _problem(datum, field)
        if problem:
            found = _finding(rule, datum.field, datum.place, label, problem)
            yield replace(found, left=datum.number if datum.number is not None else str(datum.value))


def _problem(datum: Datum, field: Field) -> str:
    """What is wrong with a filled value, or ""."""
    value = datum.value
    if isinstance(value, ErrorValue):
        return f"出现错误值 {value.code}"
    if datum.value == "":
        return ""
    if field.numeric:
        return _number_problem(datum.number, value, field)
    if field.kind == "日期" and not isinstance(value, dt.date):
        return f"“{value}”不是日期"
    if field.choices and str(value) not in field.choices:
        return f"“{value}”不在选项内({'、'.join(field.choices)})"
    return ""


def _number_problem(number: Decimal | None, value: object, field: Field) -> str:
    if number is None:
        return f"“{value}”是文字,不是数字"
    if field.kind == "整数" and number != int(number):
        return f"{grouped(number)}不是整数"
    if field.kind == "金额" and field.decimals is not None and decimals(number) > field.decimals:
        return f"{grouped(number)}超过{field.decimals}位小数"
    if not _in_range(number, field.allowed):
        return f"{grouped(number)}超出范围({field.allowed})"
    return ""


def _in_range(number: Decimal, allowed: str) -> bool:
    match = _RANGE.fullmatch(allowed)
    if not match:
        return True
    if match["operator"]:
        bound = Decimal(match["bound"])
        return {
            ">=": number >= bound,
            "<=": number <= bound,
            ">": number > bound,
            "<": number < bound,
        }[match["operator"]]
    return Decimal(match["low"]) <= number <= Decimal(match["high"])


def _formulas(rule: Rule, workbook: Workbook, layout: Layout, located: Located) -> Iterator[Finding]:
    """Formula cells of the form that hold a value, or another formula."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for name, place in located.cells.items():
        cell = layout.cells[name]
        if not cell.formula:
            continue
        expected = _expected(cell, located)
        present = sheets[place.sheet].formulas.get((place.row, place.column))
        if present is not None and squeezed(present) == squeezed(expected):
            continue
        value = sheets[place.sheet].value(place.row, place.column)
        now = present or ("空白" if value is None else f"数值 {value}")
        yield _finding(rule, name, place, label_of(cell), now, expected)


def _rows(standard: Standard, record: Record) -> Iterator[tuple[Row, Datum, Field, str]]:
    """Every formula cell in the filled rows of the 明细 tables, with what to call it."""
    for name, block in standard.tables.items():
        columns = [column for column in standard.columns(name) if column.formula]
        for row in record.tables.get(name, ()) if block.style == "明细" else ():
            for column in columns:
                if column.name in row:
                    yield row, row[column.name], column, f"“{row_label(row)}”{column.label}"


def _row_formulas(rule: Rule, workbook: Workbook, standard: Standard, record: Record) -> Iterator[Finding]:
    """Formulas of 明细 rows that were typed over; a row that staff inserted may lack them."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for row, datum, column, label in _rows(standard, record):
        place, cells = datum.place, {name: other.place.cell for name, other in row.items()}
        expected = expand_row(column.formula, lambda name, cells=cells: cells.get(name, "#REF!"))  # type: ignore[misc]
        present = sheets[place.sheet].formulas.get((place.row, place.column))
        value = workbook.value(place)
        if (present is None and value is None) or (present and squeezed(present) == squeezed(expected)):
            continue
        yield _finding(rule, datum.field, place, label, present or f"数值 {value}", expected)


def _expected(cell: Cell, located: Located) -> str:
    """The formula the form gives a cell, with the row's present addresses."""
    if not cell.pattern:
        return cell.formula

    def address(column: str) -> str:
        for name in (f"{cell.stem}_{column}", f"{cell.table}_{cell.stem}_{column}"):
            place = located.cells.get(name)
            if place is not None and place.row == located.cells[cell.name].row:
                return place.cell
        return "#REF!"

    return expand_row(cell.pattern, address)


def _stale(
    rule: Rule, workbook: Workbook, layout: Layout, located: Located, computed: Mapping[Place, Value]
) -> Iterator[Finding]:
    """Fields whose saved value is not what their formula gives; a missing saved value is no fault."""
    for name, place in located.cells.items():
        if place not in computed:
            continue
        saved, right = workbook.value(place), computed[place]
        if saved is None or _same(saved, right):
            continue
        yield _finding(rule, name, place, label_of(layout.cells[name]), _side(saved), _side(right))


def _stale_rows(
    rule: Rule, workbook: Workbook, standard: Standard, record: Record, computed: Mapping[Place, Value]
) -> Iterator[Finding]:
    """The same for the rows of 明细 tables."""
    for _, datum, _, label in _rows(standard, record):
        saved, right = workbook.value(datum.place), computed.get(datum.place)
        if datum.place in computed and saved is not None and not _same(saved, right):
            yield _finding(rule, datum.field, datum.place, label, _side(saved), _side(right))


def _side(value: Value) -> Decimal | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(value)
    return "空白" if value in (None, "") else str(value)


def _same(saved: Value, computed: Value) -> bool:
    if isinstance(saved, int | float) and isinstance(computed, int | float):
        return within(exact(saved) - exact(computed), STALE)
    return saved == computed or (saved in (None, "") and computed in (None, ""))


def _form(rule: Rule, layout: Layout, located: Located) -> Iterator[Finding]:
    """Fields that lost their names: found again by their label, or lost."""
    for name in located.healed:
        cell = layout.cells.get(name)
        label = label_of(cell) if cell else name
        place = located.cells[name] if cell else located.areas[name].first
        yield _finding(rule, name, place, label, f"“{label}”的单元格名称丢失，已按表头和行次找到")
    for name in located.lost:
        cell = layout.cells.get(name)
        label = label_of(cell) if cell else name
        yield _finding(rule, name, cell.place if cell else None, label, f"找不到“{label}”,这一项没有检查")
