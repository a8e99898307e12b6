"""Values out of bytes that may come from a ledger: each of the type it must be, or ValueError.

A ledger is a file that anybody may hand on. What is not checked here would end a run far from its cause.
"""

from __future__ import annotations

import json
import zlib
from decimal import Decimal
from typing import Any

#: No count, row or year is as large.
_MOST_WHOLE = 1 << 40

#: No cell holds a number of another order of magnitude, and none of it can be written to a workbook.
_MOST_DIGITS = 400


def unpacked(packed: bytes, most: int) -> Any:
    """What stands in compressed JSON of at most so many bytes."""
    opened = zlib.decompressobj()
    try:
        text = opened.decompress(packed, most)
        if not opened.eof:
            raise ValueError(most)
        return json.loads(text.decode("utf-8", "surrogatepass"))
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from error


def text(told: object) -> str:
    """A text."""
    if not isinstance(told, str):
        raise ValueError(told)  # noqa: TRY004  # one error for all that is none of ours
    return told


def whole(told: object) -> int:
    """A whole number of things."""
    if not isinstance(told, int) or isinstance(told, bool) or abs(told) > _MOST_WHOLE:
        raise ValueError(told)
    return told


def flag(told: object) -> bool:
    """Yes or no."""
    if not isinstance(told, bool):
        raise ValueError(told)  # noqa: TRY004
    return told


def finite(number: Decimal) -> Decimal:
    """A number that a cell can hold."""
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError(number)
    return number
