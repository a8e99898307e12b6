"""Whether two numbers differ by a misprint: a digit changed, two swapped, one lost or doubled."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Misprint = Literal["改一位", "换两位", "多少一位"]


def misprint(left: str, right: str) -> Misprint | None:
    """What makes one row of digits of the other; None where no single misprint does, or they are the same.

    >>> [misprint("1956", other) for other in ("1966", "1965", "19956", "2056", "1956")]
    ['改一位', '换两位', '多少一位', None, None]
    """
    if len(left) == len(right):
        unlike = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
        if len(unlike) == 1:
            return "改一位"
        if len(unlike) == 2 and unlike[1] - unlike[0] == 1:
            first, second = unlike
            return "换两位" if (left[first], left[second]) == (right[second], right[first]) else None
        return None
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) != 1:
        return None
    at = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    return "多少一位" if short[at:] == long[at + 1 :] else None


def digits_of(value: Decimal, scale: Decimal, places: int) -> str | None:
    """The digits of a value written in that scale with that many decimals; None where it cannot be.

    >>> digits_of(Decimal("19563600"), Decimal(10000), 2)
    '195636'
    """
    last_places = (value / scale).scaleb(places)
    whole = last_places.to_integral_value()
    return str(int(whole)) if whole == last_places and whole > 0 else None


def significant(digits: str) -> int:
    """How many digits say something: without zeros in front and behind."""
    return len(digits.strip("0"))
