"""Exact numbers: Excel's doubles to Decimal, 元/万元, rounding, equal-within."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

#: How many 元 one unit of each currency unit is.
CURRENCY_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}

#: How people also write them behind a number.
_SHORT = {"万": "万元", "亿": "亿元"}


def currency_suffixes(currency: str) -> dict[str, Decimal]:
    """What may stand behind an amount -> what it multiplies by to be in ``currency``; none for no currency.

    >>> currency_suffixes("万元")["元"]
    Decimal('0.0001')
    """
    if currency not in CURRENCY_UNITS:
        return {}
    units = {unit: size / CURRENCY_UNITS[currency] for unit, size in CURRENCY_UNITS.items()}
    return units | {short: units[unit] for short, unit in _SHORT.items()}


def exact(number: float) -> Decimal:
    """A spreadsheet's double as people see it: 15 significant digits, as Excel shows at most.

    >>> exact(19563574.390000001)
    Decimal('19563574.39')
    """
    if isinstance(number, int):
        return Decimal(number)
    if not math.isfinite(number):
        msg = f"not a finite number: {number}"
        raise ValueError(msg)
    return _plain(Decimal(f"{number:.15g}"))


def _plain(number: Decimal) -> Decimal:
    """The same number without an exponent (1E+3 -> 1000), however large; a minus zero is 0."""
    return Decimal(f"{number:f}") if number else Decimal(0)


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Round as Excel's ROUND does: halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def within(difference: Decimal, tolerance: Decimal) -> bool:
    """Whether two sides that differ by ``difference`` count as equal."""
    return abs(difference) <= tolerance


def decimals(number: Decimal) -> int:
    """How many decimal places a number really has: 1.50 -> 1."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def grouped(number: Decimal) -> str:
    """A number for people: thousands separated, no trailing zeros beyond what it has.

    >>> grouped(Decimal("19563574.39"))
    '19,563,574.39'
    """
    return f"{number.normalize():,f}"
