"""Which days a date field may hold: by its own 取值范围, else the years that 评价年度 may be.

A number that somebody typed into a date cell (2023.4, 230426) is a day too, of 1905 or 2530: only the window
tells it from a date.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from xltools.core.standard import Field, Standard

#: First and last day.
Days = tuple[dt.date, dt.date]

YEAR_FIELD = "评价年度"

#: The days that a spreadsheet counts as the calendar does.
ANY_DAY: Days = (dt.date(1900, 3, 1), dt.date(9999, 12, 31))

_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})~(\d{4}-\d{2}-\d{2})")
_YEARS = re.compile(r"(\d{4})~(\d{4})")


def days_of(standard: Standard, field: Field) -> Days:
    """The days a date field may hold; any where the standard sets no bounds."""
    return own_days(field) or _usual(standard)


def own_days(field: Field) -> Days | None:
    """The days that a date field's 取值范围 names; None where it names none, or in another way."""
    own = _DAYS.fullmatch(field.allowed)
    try:
        return (dt.date.fromisoformat(own[1]), dt.date.fromisoformat(own[2])) if own else None
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _usual(standard: Standard) -> Days:
    year, _ = standard.by_cell_name.get(YEAR_FIELD, (None, ""))
    match = _YEARS.fullmatch(year.allowed) if year is not None else None
    return (dt.date(int(match[1]), 1, 1), dt.date(int(match[2]), 12, 31)) if match else ANY_DAY
