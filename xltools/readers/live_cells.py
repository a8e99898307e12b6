"""Cells as a spreadsheet program hands them over -> values as a file holds them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

from xltools.core.model import ErrorValue, Value

_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
#: The numbers that COM hands over in place of errors; those that xlwings does not know are named alike.
_ERROR_NUMBERS = range(-2146827000, -2146826000)
_UNKNOWN = ErrorValue("#未知错误!")

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a serial number has no time zone
_DAY = dt.timedelta(days=1)
_YEARS_1904 = 1462

#: Money formats hand over four decimals; times, whole milliseconds or seconds.
_MONEY, _SECOND = 0.00005, 1.1 / 86_400
_DIGITS = 1e-14


@dataclass(frozen=True, slots=True)
class Grid:
    """The filled cells of a sheet and its formulas, by row and column."""

    values: dict[tuple[int, int], Value]
    formulas: dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as the program hands it over, rounded: its serial number."""

    serial: float


def plain(raw: Any, engine: str, *, date1904: bool) -> Sequence[Sequence[Any]]:
    """The raw values of an area as rows, cleaned by xlwings as for any reader of it, without another call.

    A date is a :class:`Moment`, an error its text, a blank or an empty text None.
    """
    conversion = import_module("xlwings.conversion")
    days = _YEARS_1904 if date1904 else 0

    def moment(**parts: Any) -> Moment:
        parts.pop("tzinfo", None)
        return Moment((dt.datetime(**parts) - _EPOCH) / _DAY - days)  # noqa: DTZ001  # as above

    options = {"ndim": 2, "err_to_str": True, "dates": moment}
    rows: Sequence[Sequence[Any]] = conversion.read(None, rows_of(raw), options, engine_name=engine)
    return rows


def rows_of(raw: Any) -> Sequence[Sequence[Any]]:
    """What an area hands over as rows: one cell comes alone, some programs give one row flat."""
    if not isinstance(raw, list | tuple):
        return [[raw]]
    if not raw or not isinstance(raw[0], list | tuple):
        return [raw]
    return raw


def constant(value: Any, text: Any, held: Value) -> Value:
    """A typed value; ``text`` is what stands in the formula bar, ``held`` what the file has there."""
    if isinstance(value, Decimal | Moment):
        exact = _number(text)
        rounded = float(value) if isinstance(value, Decimal) else value.serial
        return _settled(rounded if exact is None else exact, held)
    return _settled(_value(value), held)


def formula_value(value: Any, held: Value) -> Value:
    """What a formula gives; one that shows nothing gives an empty text."""
    if isinstance(value, Decimal):
        near = _is_number(held) and abs(float(held) - float(value)) <= _MONEY  # type: ignore[arg-type]
        return held if near else _whole(float(value))
    if isinstance(value, Moment):
        near = _is_number(held) and abs(float(held) - value.serial) <= _SECOND  # type: ignore[arg-type]
        return held if near else _whole(value.serial)
    return _settled("" if value is None else _value(value), held)


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and value in _ERROR_NUMBERS:
        return _UNKNOWN
    if isinstance(value, int | float):
        return _whole(float(value))
    text = str(value)
    return ErrorValue(text) if text in _ERRORS else text


def _settled(value: Value, held: Value) -> Value:
    """The value the file has where it is the same but for its last digit or its line ends."""
    if value == held and isinstance(value, bool) == isinstance(held, bool):
        return held
    if _is_number(value) and _is_number(held):
        return held if math.isclose(value, held, rel_tol=_DIGITS) else value  # type: ignore[arg-type]
    same = isinstance(value, str) and isinstance(held, str) and _lines(value) == _lines(held)
    return held if same else value


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _number(text: Any) -> float | int | None:
    try:
        return _whole(float(text))
    except (TypeError, ValueError, OverflowError):
        return None
