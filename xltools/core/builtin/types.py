"""类型: is each filled cell of its field's type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import decimals, grouped
from xltools.core.builtin.entry import is_text_number, meaning
from xltools.core.builtin.errors import error_problems
from xltools.core.builtin.refused import not_computed, refused
from xltools.core.builtin.seen import Called, Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.entry.entered import read_date
from xltools.core.entry.shown import shown_unit
from xltools.core.entry.window import days_of
from xltools.core.messages import content, inner
from xltools.core.model import Datum, ErrorValue, Finding
from xltools.core.record import to_date
from xltools.core.refs import Place
from xltools.core.standard import Field, Rule

_RANGE = re.compile(r"(?P<low>-?[\d.]+)~(?P<high>-?[\d.]+)|(?P<operator>>=|<=|>|<)(?P<bound>-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong with a value, and what to do; "" for what the rule itself advises."""

    text: str
    fix: str = ""


def types(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Filled cells that are not of their field's type, or outside its range; texts that are numbers.

    A number written as a text is understood, but Excel's own sums leave it out: it must become a number.
    What it was understood as is the finding's right side, unless that cannot stand either.
    """
    errors: Mapping[Place, str] | None = None
    shown: dict[str, list[Called]] = {}
    units = _Units(seen)
    yield from refused(rule, seen)
    unknown = not_computed(seen)
    for called in all_data(seen):
        datum, field, _, label = called
        if datum.place in unknown:
            continue
        problem = None if datum.value is None else _problem(datum, field, seen)
        if isinstance(datum.value, ErrorValue):
            errors = error_problems(seen) if errors is None else errors
            text = errors.get(datum.place, "")
            problem = _Problem(text, "改正公式，或按实填数字；没有的留空") if text else None
        if is_text_number(datum, field):
            yield _text_number(rule, seen, called, problem)
        elif problem:
            found = finding(rule, datum.field, datum.place, label, problem.text)
            left = datum.number if datum.number is not None else content(datum.value)
            yield replace(found, left=left, fix=problem.fix or rule.fix)
        elif units and (unit := units.shown(datum, field)):
            shown.setdefault(unit, []).append(called)
    for unit, cells in shown.items():
        yield _shown_otherwise(rule, unit, units.currency, cells)


def _text_number(rule: Rule, seen: Seen, called: Called, problem: _Problem | None) -> Finding:
    datum, field, _, label = called
    text = f"“{inner(datum.written)}”是文字，不是数字；按{meaning(datum, field, seen.record)}理解"
    found = finding(rule, datum.field, datum.place, label, f"{text}，{problem.text}" if problem else text)
    return replace(found, left=datum.written, right=None if problem else datum.number)


class _Units:
    """The cells whose number format shows amounts in another unit than the workbook's."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self.currency = seen.record.text(CURRENCY_FIELD)
        self._names = any(set(shape.number) & {"元", "万", "亿"} for shape in seen.workbook.formats)

    def __bool__(self) -> bool:
        """Whether any number format of the workbook names a unit."""
        return self._names

    def shown(self, datum: Datum, field: Field) -> str:
        """The unit a cell seems to be in; "" where it is the workbook's."""
        if field.kind != "金额" or datum.number is None:
            return ""
        style = self._seen.sheets[datum.place.sheet].style(datum.place.row, datum.place.column)
        code = self._seen.workbook.formats[style].number
        self.currency = self.currency or field.unit
        return shown_unit(code, self.currency)


def _shown_otherwise(rule: Rule, unit: str, currency: str, cells: Sequence[Called]) -> Finding:
    """Amounts whose format names another unit: one finding with all the cells."""
    datum, _, _, label = cells[0]
    number = grouped(datum.number or Decimal(0))
    text = f"单元格格式显示为“{unit}”，实际存的是{number}，按{number}{currency}计"
    found = finding(rule, datum.field, datum.place, label, text)
    message = f"{found.message}（另有{len(cells) - 1}处相同）" if len(cells) > 1 else found.message
    fix = f"本表以{currency}计：核对这个数，该换算的换算，再把数字格式改成不带“{unit}”的"
    places = tuple(called[0].place for called in cells)
    return replace(found, message=message, places=places, left=datum.number, fix=fix)


def _problem(datum: Datum, field: Field, seen: Seen) -> _Problem | None:
    """What is wrong with a filled value."""
    value = datum.value
    if value == "" or isinstance(value, ErrorValue):
        return None
    if field.numeric:
        return _number_problem(datum, field, seen)
    if field.kind == "日期" and not isinstance(value, dt.date):
        return _date_problem(datum, field, seen)
    if field.choices and str(value) not in field.choices:
        text = f"“{inner(content(value))}”不在选项内({'、'.join(field.choices)})"
        return _Problem(text, f"从下拉框选：{'、'.join(field.choices)}")
    return None


def _number_problem(datum: Datum, field: Field, seen: Seen) -> _Problem | None:
    number = datum.number
    if number is None:
        return _Problem(_unread("数字", datum, seen))
    if field.kind == "整数" and number != int(number):
        return _Problem(f"{grouped(number)}不是整数", "填整数")
    if field.kind == "金额" and field.decimals is not None and decimals(number) > field.decimals:
        text = f"{grouped(number)}超过{field.decimals}位小数"
        return _Problem(text, f"四舍五入到{field.decimals}位小数")
    if not in_range(number, field.allowed):
        return _Problem(f"{grouped(number)}超出范围({field.allowed})", f"核对后填{field.allowed}的数")
    return None


def _date_problem(datum: Datum, field: Field, seen: Seen) -> _Problem:
    """A text that is no date; a number or a text that is one of a year nobody can mean here."""
    value, fix = datum.value, "日期按 2023-04-25 的样子填写"
    day = read_date(value) if isinstance(value, str) else None
    if datum.number is not None:
        day = to_date(float(datum.number)) if datum.number >= 0 else None
    if day is None:
        return _Problem(_unread("日期", datum, seen), fix)
    first, last = days_of(seen.standard, field)
    said = f"“{inner(content(value))}”" + ("" if isinstance(value, str) else f"按日期是 {day}")
    return _Problem(f"{said}，不在 {first} 至 {last} 之间，认不出", fix)


def _unread(what: str, datum: Datum, seen: Seen) -> str:
    """``“约200”不是数字，认不出``; of a formula, that it gives a text."""
    said = f"“{inner(content(datum.value))}”"
    at = datum.place.row, datum.place.column
    if isinstance(datum.value, str) and at in seen.sheets[datum.place.sheet].formulas:
        return f"公式给出的是文字{said}，不是{what}"
    return f"{said}不是{what}，认不出"


def in_range(number: Decimal, allowed: str) -> bool:
    """Whether a number is within a field's 取值范围 (>=0, 0~100); any is where there is none."""
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
