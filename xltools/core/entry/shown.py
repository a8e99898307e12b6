"""What a number format makes of an amount: ``0.00"万元"`` shows 512.2万元 where the cell holds 512.2."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from xltools.core.amounts import currency_suffixes

#: The unit a format writes behind a number, as a text in quotes, escaped or bare.
_UNIT = re.compile(r"(万元|亿元|万|亿|元)")
#: Colours and locales, paddings: nothing that stands on the screen as a word.
_UNSEEN = re.compile(r"\[[^\]]*\]|[_*].")
#: ``0!.0,``: a point written as a mere mark divides by what stands behind it, each comma behind by 1000.
_MARKED_POINT = re.compile(r"[!\\]\.|\"\.\"")
_DIGITS = re.compile(r"[0#?]")


@lru_cache(maxsize=1024)
def shown_unit(code: str, currency: str) -> str:
    """The unit in which a cell of an amount in ``currency`` seems to be; "" where it shows what it holds.

    >>> shown_unit('0.00"万元"', "元"), shown_unit('0!.0000"万元"', "元"), shown_unit("0.00", "元")
    ('万元', '', '')
    """
    section = _UNSEEN.sub("", code.partition(";")[0])
    units = currency_suffixes(currency)
    match = _UNIT.search(section)
    if match is None or match[1] not in units:
        return ""
    return "" if units[match[1]] / _divisor(section[: match.start()]) == 1 else match[1]


def _divisor(number: str) -> Decimal:
    """What a held number is divided by to be shown: 10000 for ``0!.0,``."""
    bare = number.rstrip(' "\\!')
    thousands = len(bare) - len(bare.rstrip(","))
    point = _MARKED_POINT.search(bare)
    places = len(_DIGITS.findall(bare[point.end() :])) if point else 0
    return Decimal(10) ** (3 * thousands + places)
