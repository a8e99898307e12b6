"""What a cell says, so that two ways to write one thing are one: width, blanks, separators, units, dates.

Nothing different is made equal: a blank is no 0, an error no blank, 001 no 1, and a formula without a saved
result says nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.amounts import CURRENCY_UNITS, decimals, exact, grouped
from xltools.core.entry.entered import plain, read_date, read_number
from xltools.core.entry.shown import shown_unit
from xltools.core.model import ErrorValue, Value
from xltools.core.record import to_date

PERCENT = "%"

#: The units that may stand behind a number, each with its full name.
_UNITS = {unit: unit for unit in (*CURRENCY_UNITS, PERCENT)} | {"万": "万元", "亿": "亿元"}
_UNIT = re.compile(r"(万元|亿元|元|万|亿|%)整?\s*\)?$")
_YEN = re.compile("人民币|¥")
#: A number that begins with 0 is a code: 001 is not 1.
_CODE = re.compile(r"[-+(]*0\d")
#: A space between two letters or digits separates words or numbers; any other is a matter of layout.
_LOOSE = re.compile(r"(?<![0-9A-Za-z.]) | (?![0-9A-Za-z.])")
#: The decimals that a number format always shows.
_PLACES = re.compile(r"\.(0+)")
#: What a number format shows as it stands: texts, escapes, paddings, colours and locales.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
#: From a day of the 1904 date system to that of the 1900 system.
DAYS_1904 = 1462
_EACH_ONE = dict.fromkeys(_UNITS, Decimal(1))


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell as understood. ``text`` is what people see, ``words`` that without layout.

    ``number`` is in ``unit`` ("" where none is written at it); a percentage is held as people write it, 95 %.
    ``places`` is how many decimals are written or shown. ``unknown``: a formula without a saved result;
    ``computed``: a formula.
    """

    text: str
    words: str
    number: Decimal | None = None
    unit: str = ""
    places: int = 0
    date: dt.date | None = None
    error: bool = False
    unknown: bool = False
    computed: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return not self.words and not self.unknown

    @property
    def key(self) -> Hashable:
        """What is equal for cells that surely say the same; for finding rows again."""
        if self.date is not None:
            return self.date
        return self.words if self.number is None else (self.number, self.unit)


BLANK = Reading("", "")


def loose(text: str) -> str:
    r"""A text without what is only layout: width, line breaks, blanks but those between two words or numbers.

    >>> loose("自评　得分：\n９８ 分"), loose("12 34")
    ('自评得分:98分', '12 34')
    """
    return _LOOSE.sub("", plain(text))


def read(value: Value, code: str = "General", *, formula: bool = False, date1904: bool = False) -> Reading:
    """The reading of a cell with that number format."""
    if value is None:
        return Reading("（没有保存结果）", "", unknown=True, computed=True) if formula else BLANK
    if isinstance(value, ErrorValue):
        return Reading(str(value), str(value), error=True, computed=formula)
    if isinstance(value, bool):
        word = "TRUE" if value else "FALSE"
        return Reading(word, word, computed=formula)
    if isinstance(value, str):
        found = _of_text(value)
        return Reading(
            found.text, found.words, found.number, found.unit, found.places, found.date, computed=formula
        )
    return _of_number(value, code, formula=formula, date1904=date1904)


def _of_number(value: float, code: str, *, formula: bool, date1904: bool) -> Reading:
    number, shape = exact(value), _shape(code)
    if shape == "day":
        date = to_date(value + (DAYS_1904 if date1904 else 0))
        if date is not None:
            fraction = exact(value) % 1
            text = str(date) if not fraction else f"{date} {_clock(fraction)}"
            # A time of day is told apart by its text: the date alone would hide it.
            return Reading(text, text, date=None if fraction else date, computed=formula)
    unit = ""
    if shape == PERCENT:
        number, unit = number * 100, PERCENT
    elif shape == "money":
        unit = shown_unit(code, "元")
    text = grouped(number) + unit
    places = max(decimals(number), _shown_places(code))
    return Reading(text, text, number, unit, places, computed=formula)


def _clock(fraction: Decimal) -> str:
    seconds = round(fraction * 86_400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@lru_cache(maxsize=1024)
def _shape(code: str) -> str:
    """What a number format shows: a ``day``, a percentage, ``money`` in a written unit, or a plain number."""
    if code == "General":
        return ""
    bare = _LITERAL.sub("", code).partition(";")[0]
    if re.search("[ydYD]", bare):
        return "day"
    if PERCENT in bare:
        return PERCENT
    return "money" if "元" in code or "万" in code or "亿" in code else ""


@lru_cache(maxsize=1024)
def _shown_places(code: str) -> int:
    """How many decimals a number format shows at least: 12.00 is no rounding of 12.3."""
    match = _PLACES.search(_LITERAL.sub("", code).partition(";")[0])
    return len(match[1]) if match else 0


@lru_cache(maxsize=65_536)
def _of_text(text: str) -> Reading:
    words = loose(text)
    if not words:
        return BLANK
    date = None if ":" in words else read_date(text)
    number = None if _CODE.match(words) else read_number(text, _EACH_ONE)
    if number is None:
        return Reading(text.strip(), words, date=date)
    match = _UNIT.search(words)
    unit = _UNITS[match[1]] if match else ""
    if words.startswith("百分之"):
        unit = PERCENT
    if not unit and _YEN.search(words):
        unit = "元"
    exponent = number.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return Reading(text.strip(), words, number, unit, places, date)
