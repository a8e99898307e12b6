"""The phrases rules look for in reports: … stands for some words of one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

#: How many signs … may stand for.
_GAP = 12
_QUOTES = '“”"'
_ANY = rf"([^。；;！？\n]{{0,{_GAP}}}?)"


@lru_cache(maxsize=512)
def pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern; quotation marks may be there, of either kind, or not. Groups are the gaps."""
    return re.compile(_ANY.join(map(_quoted, phrase.split("…"))))


def _quoted(piece: str) -> str:
    return "".join(f"[{_QUOTES}]?" if sign in _QUOTES else re.escape(sign) for sign in piece)


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longer first; a pattern that nothing matches where there are none."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
