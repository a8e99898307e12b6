"""Words that make a number say no more than about how much (约, 近, 超过, 余, 左右)."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?:约|近|超过?|逾|大约|将近|接近|不足|不到|至少|不少于|不低于|不高于|低于|高于|大于|小于"
    r"|不大于|不小于|多于|少于|[≥≤<>≈])\s?$"
)
_AFTER = re.compile(r"左右|上下|(?:[(（]不?含[)）])?以[上下内]|之[内多]|[余多]")


def is_nearly(text: str, start: int, end: int) -> bool:
    """True if the words around the number that stands there take away from its exactness."""
    return bool(_AFTER.match(text, end) or _BEFORE.search(text, max(0, start - 5), start))
