"""录入: what was written otherwise than asked for, and how it was understood.

A number written as a text is no matter of this check but of 类型, which reports it as a fault; a stroke or a
word for nothing in a required cell is 必填's, and in a text it is an answer like any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from xltools.core.amounts import grouped
from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.messages import cut, single
from xltools.core.model import Datum, Finding, Record
from xltools.core.record import LAST_SERIAL, to_serial
from xltools.core.refs import Place
from xltools.core.standard import Field, Rule

#: The unit of numbers that nobody groups by thousands.
_YEAR = "年"


def entry(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Cells whose content had to be understood; the days of a 1904 workbook are one finding."""
    days: list[tuple[Finding, Place]] = []
    for datum, field, measure, label in all_data(seen):
        if not datum.written or is_text_number(datum, field):
            continue
        if datum.value is None and (field.kind == "文本" or field.is_required(measure)):
            continue
        meant = meaning(datum, field, seen.record)
        found = finding(rule, datum.field, datum.place, label, single(datum.written), meant)
        if _is_day_of_1904(datum):
            days.append((found, datum.place))
        else:
            yield found
    if days:
        (first, _), more = days[0], len(days) - 1
        message = f"{first.message}（另有{more}处相同）" if more else first.message
        yield replace(first, message=message, places=tuple(place for _, place in days))


def is_text_number(datum: Datum, field: Field) -> bool:
    """Whether a number was written as a text, which Excel's own sums leave out."""
    return field.numeric and isinstance(datum.raw, str) and bool(datum.written) and datum.value is not None


def meaning(datum: Datum, field: Field, record: Record) -> str:
    """What was understood, in words: ``20,000,000元``, ``95%``, ``2022-12-31``, ``空白``."""
    if datum.value is None:
        return "空白"
    if datum.number is None:
        return cut(str(datum.value))
    unit = (record.text(CURRENCY_FIELD) or field.unit) if field.kind == "金额" else field.unit
    number = f"{datum.number:f}" if unit == _YEAR else grouped(datum.number)
    return number + unit


def _is_day_of_1904(datum: Datum) -> bool:
    if not isinstance(datum.raw, int | float) or not isinstance(datum.value, dt.date):
        return False
    return datum.raw <= LAST_SERIAL and int(datum.raw) != to_serial(datum.value)
