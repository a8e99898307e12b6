"""类型: is each filled cell of its field's type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import decimals, grouped
from xltools.core.builtin.entry import is_text_number, meaning
from xltools.core.builtin.errors import error_problems
from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.messages import inner
from xltools.core.model import Datum, ErrorValue, Finding
from xltools.core.refs import Place
from xltools.core.standard import Field, Rule

_RANGE = re.compile(r"(?P<low>-?[\d.]+)~(?P<high>-?[\d.]+)|(?P<operator>>=|<=|>|<)(?P<bound>-?[\d.]+)")


def types(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Filled cells that are not of their field's type, or outside its range; texts that are numbers.

    A number written as a text is understood, but Excel's own sums leave it out: it must become a number.
    """
    errors: Mapping[Place, str] | None = None
    for datum, field, _, label in all_data(seen):
        problem = "" if datum.value is None else _problem(datum, field)
        if isinstance(datum.value, ErrorValue):
            errors = error_problems(seen) if errors is None else errors
            problem = errors.get(datum.place, "")
        if is_text_number(datum, field):
            meant = meaning(datum, field, seen.record)
            text = f"“{inner(datum.written)}”是文字，不是数字；按{meant}理解"
            problem = f"{text}，{problem}" if problem else text
            found = finding(rule, datum.field, datum.place, label, problem)
            yield replace(found, left=datum.written, right=datum.number)
        elif problem:
            found = finding(rule, datum.field, datum.place, label, problem)
            yield replace(found, left=datum.number if datum.number is not None else str(datum.value))


def _problem(datum: Datum, field: Field) -> str:
    """What is wrong with a filled value, or ""."""
    value = datum.value
    if value == "":
        return ""
    if field.numeric:
        return _number_problem(datum.number, value, field)
    if field.kind == "日期" and not isinstance(value, dt.date):
        return f"“{inner(str(value))}”不是日期，认不出"
    if field.choices and str(value) not in field.choices:
        return f"“{inner(str(value))}”不在选项内({'、'.join(field.choices)})"
    return ""


def _number_problem(number: Decimal | None, value: object, field: Field) -> str:
    if number is None:
        return f"“{inner(str(value))}”不是数字，认不出"
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
