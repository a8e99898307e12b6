"""Chinese numerals (汉字数字) as numbers."""

from __future__ import annotations

from decimal import Decimal

#: Every character a numeral may be made of, but for the decimal 点.
DIGITS = "零〇一二两三四五六七八九"
_VALUES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2} | {c: i for i, c in enumerate("三四五六七八九", 3)}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
CHARACTERS = DIGITS + "".join(_TENS) + "".join(_MYRIADS)


def numeral(words: str) -> Decimal | None:
    """The number a numeral says; None for one that may be read in two ways (一万二, 三四十) or in none.

    >>> numeral("三千二百五十二万"), numeral("两"), numeral("十五"), numeral("三点五亿"), numeral("三四十")
    (Decimal('32520000'), Decimal('2'), Decimal('15'), Decimal('350000000.0'), None)
    """
    whole, point, rest = words.partition("点")
    if not point:
        integer = _integer(whole)
        return None if integer is None else Decimal(integer)
    decimals = rest.rstrip("".join(_MYRIADS))
    integer = _integer(whole)
    if integer is None or not decimals or not set(decimals) <= _VALUES.keys():
        return None
    fraction = "".join(str(_VALUES[digit]) for digit in decimals)
    value = Decimal(f"{integer}.{fraction}")
    for scale in rest[len(decimals) :]:
        value *= _MYRIADS[scale]
    return value


def year(words: str) -> int | None:
    """A year written digit by digit (二〇二三)."""
    if len(words) != 4 or not set(words) <= _VALUES.keys():
        return None
    return int("".join(str(_VALUES[digit]) for digit in words))


def _integer(words: str) -> int | None:
    """Groups of up to four figures, each with its 万 or 亿; the larger scale stands first."""
    for scale, value in reversed(_MYRIADS.items()):
        before, found, after = words.rpartition(scale)
        if found:
            high, low = _integer(before), _low(after, value)
            return None if not high or low is None else high * value + low
    return _group(words)


def _low(words: str, below: int) -> int | None:
    """What follows 万 or 亿: nothing, or a number that cannot be an abridged one (一万二)."""
    if not words:
        return 0
    if len(words) == 1 and words not in _TENS:
        return None
    low = _integer(words.lstrip("零〇") or "零")
    return low if low is not None and low < below else None


def _group(words: str) -> int | None:
    """A number below ten thousand."""
    if len(words) == 1 and words in _VALUES:
        return _VALUES[words]
    total, digit, below = 0, 0, 10_000
    gap = True
    for place, character in enumerate(words):
        if character in _TENS:
            weight = _TENS[character]
            if weight >= below or (not digit and not (weight == 10 and (place == 0 or gap))):
                return None
            total, digit, below, gap = total + (digit or 1) * weight, 0, weight, False
        elif character in "零〇":
            if digit or not total:
                return None
            gap = True
        elif digit:
            return None
        else:
            digit = _VALUES.get(character, 0)
            if not digit:
                return None
    if digit and below > 10 and not gap:
        return None
    return total + digit if words else None
