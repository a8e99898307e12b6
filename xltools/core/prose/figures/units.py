"""Scales (万, 亿) and units that follow a number: money, rates, measures and measure words (量词)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from xltools.core.prose.figures.measure_words import COUNTS, MEASURES, MONEY, NOT_BEFORE, RATES

#: What a scale multiplies by, the longer words first.
SCALES: Mapping[str, Decimal] = {
    word: Decimal(10) ** power
    for word, power in [
        ("万亿", 12), ("千亿", 11), ("百亿", 10), ("十亿", 9), ("千万", 7), ("百万", 6), ("十万", 5),
        ("亿", 8), ("万", 4), ("千", 3), ("百", 2),
    ]
}  # fmt: skip


def _by_first(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """First character -> the words that begin with it, the longer first."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in found.items()}


_COUNTED = frozenset(COUNTS)
_MEASURED = frozenset(MEASURES) - {"分", "倍", "岁", "周岁"}
_UNITS = _by_first([*MONEY, *RATES, *MEASURES, *COUNTS])
_SCALES = _by_first(SCALES)
#: Units that begin with a character a scale begins with.
_NOT_SCALED = {"千": "米克瓦伏", "百": "分科货姓"}


def is_count(unit: str) -> bool:
    """True for a measure word: what is counted is named after it or before the number."""
    return unit in _COUNTED


def is_measure(unit: str) -> bool:
    """True for a measure, which may stand for another one (公里, 米)."""
    return unit in _MEASURED


def scale_at(text: str, position: int) -> str:
    """The scale that stands there, or nothing."""
    for word in _SCALES.get(text[position : position + 1], ()):
        if text.startswith(word, position):
            after = position + len(word)
            if text[after : after + 1] not in _NOT_SCALED.get(word[-1:], "") or after >= len(text):
                return word
    return ""


def unit_at(text: str, position: int) -> str:
    """The unit that stands there, with what it is counted by (元/人, 次/年), or nothing."""
    unit = _word_at(text, position)
    after = position + len(unit)
    if unit and text[after : after + 1] == "/":
        per = _word_at(text, after + 1)
        return f"{unit}/{per}" if per else unit
    return unit


def _word_at(text: str, position: int) -> str:
    for word in _UNITS.get(text[position : position + 1], ()):
        if text.startswith(word, position):
            follower = text[position + len(word) : position + len(word) + 1]
            if word not in NOT_BEFORE or not follower or follower not in NOT_BEFORE[word]:
                return _whole_word(word, follower)
    return ""


def _whole_word(word: str, follower: str) -> str:
    """A unit in Latin letters must end where the letters end (5G, 3m but no 5mbps)."""
    return (
        ""
        if word[-1].isascii() and word[-1].isalpha() and follower.isascii() and follower.isalnum()
        else word
    )
