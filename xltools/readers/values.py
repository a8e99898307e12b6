"""Cell values: the text in ``<v>`` by the cell's type ``t``.

What cannot be understood becomes an error value of our own (``#无效数字!``): loud, never blank.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping

from xltools.core.model import ErrorValue, Value
from xltools.readers.strings import unescape

BAD_STRING = ErrorValue("#无效字符串!")
BAD_NUMBER = ErrorValue("#无效数字!")
BAD_BOOLEAN = ErrorValue("#无效逻辑值!")
BAD_DATE = ErrorValue("#无效日期!")
BAD_ERROR = ErrorValue("#无效错误值!")
BAD_TYPE = ErrorValue("#无效类型!")

_NUMBER = re.compile(
    r"\s*[+-]?(?:([0-9]{1,15})|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*", re.ASCII
)
_BOOLEANS: Mapping[str, Value] = {"1": True, "0": False, "true": True, "false": False}
_DAY = 86_400

#: From the text of ``<v>`` (empty when there is none) to a value.
Convert = Callable[[str], Value]


def number(text: str) -> Value:
    """``12`` -> 12, ``12.50`` -> 12.5, empty -> None (not calculated yet); not finite or no number: loud."""
    if text.isdecimal() and text.isascii() and len(text) <= 15:
        return int(text)
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return BAD_NUMBER
    value = int(text) if match[1] else float(text)
    return value if math.isfinite(value) else BAD_NUMBER


def converters(strings: Mapping[str, str], *, date1904: bool) -> dict[str | None, Convert]:
    """A converter for each cell type; ``strings`` are the shared strings by their index as written."""

    def shared(text: str) -> Value:
        found = strings.get(text)
        return strings.get(text.strip(), BAD_STRING) if found is None else found

    def date(text: str) -> Value:
        return serial(text, date1904=date1904)

    return {
        None: number,
        "n": number,
        "s": shared,
        "str": unescape,
        "inlineStr": unescape,
        "b": _boolean,
        "e": _error,
        "d": date,
    }


def unknown(text: str) -> Value:  # noqa: ARG001  # stands beside the converters
    """The value of a cell whose type is none of Excel's."""
    return BAD_TYPE


def serial(text: str, *, date1904: bool) -> Value:
    """An ISO 8601 date, time or both -> Excel's serial number; empty -> None; anything else: loud."""
    if not text:
        return None
    try:
        if ":" in text and "-" not in text:
            return _fraction(dt.time.fromisoformat(text.strip()))
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return BAD_DATE
    days = moment.toordinal() - dt.date(1904, 1, 1).toordinal()
    if not date1904:
        days += 1462
        # Excel counts a 29 February 1900 that never was.
        days -= days <= 60
    if days < 0:
        return BAD_DATE
    return days + _fraction(moment.time())


def _fraction(time: dt.time) -> int | float:
    """A time as part of a day; the integer 0 at midnight."""
    seconds = (time.hour * 60 + time.minute) * 60 + time.second + time.microsecond / 1e6
    return seconds / _DAY if seconds else 0


def _boolean(text: str) -> Value:
    return _BOOLEANS.get(text.strip(), BAD_BOOLEAN)


def _error(text: str) -> Value:
    return ErrorValue(text.strip()) if text.strip() else BAD_ERROR
