"""The words of a list (词表) as one pattern: … stands for some characters of a sentence, # for a digit."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.core.prose.normal import normal

_SOME = r"[^。；！？\n]{0,40}?"


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the words in a normalised text, the longest first; none finds nothing."""
    longest_first = sorted({normal(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(map(_of_one, longest_first)) or r"(?!)")


def _of_one(word: str) -> str:
    parts = (re.escape(part).replace(r"\#", r"\d") for part in word.split("…"))
    return _SOME.join(parts)


@lru_cache(maxsize=256)
def pairs_of(entries: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Entries written 甲=乙, as pairs, cut at the first sign of equality; an entry without one is no pair."""
    cut = (entry.partition("=") for entry in entries)
    return tuple((left, right) for left, sign, right in cut if sign and left)
