"""Every figure of one passage as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltools.core.prose.figures.approximation import is_nearly
from xltools.core.prose.figures.codes import code_at, is_code
from xltools.core.prose.figures.items import item_at
from xltools.core.prose.figures.seen import Seen
from xltools.core.prose.figures.spelt import FIRST, spelt_at
from xltools.core.prose.figures.units import SCALES, scale_at, unit_at
from xltools.core.prose.figures.written_dates import date_at

_BEGINNING = re.compile(rf"[0-9{FIRST}]")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?![0-9])")
_FULL_WIDTH = re.compile(r"[0-9]{1,3}(?:，[0-9]{3})+\.[0-9]{2}(?![0-9])")
_GROUPS = re.compile(r"[0-9]+(?:,[0-9]+){1,9}(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
#: The smaller part of a number with two scales (1亿2000万).
_LOWER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=\s?[千百]?[万千])")
_GAP = re.compile(r"[ \t\u00a0\u3000]{0,2}")
_SOME = re.compile(r"[多余来几+]")
_SIGN = re.compile(r"(?:^|[\s:：,，。;；、(（\[=≈≤≥<>×÷*/率幅差额为是达到])\s?[-−]$")


def scan(text: str) -> Iterator[Seen]:
    """Every figure, in order."""
    position = 0
    while found := _BEGINNING.search(text, position):
        position = found.start()
        seen, position = _digits(text, position) if found[0] <= "9" else spelt_at(text, position)
        if seen:
            yield seen


def _digits(text: str, start: int) -> tuple[Seen | None, int]:
    """What begins with this digit, and where to go on."""
    if dated := date_at(text, start):
        end, date = dated
        return Seen(start, end, "日期", date=date), end
    if numbered := item_at(text, start):
        return numbered, numbered.end
    if (end := code_at(text, start)) > start:
        return None, end
    return _number(text, start)


def _number(text: str, start: int) -> tuple[Seen | None, int]:
    """A number in figures with scale and unit."""
    if spaced := _SPACED.match(text, start):
        return None, spaced.end()
    found = _figures(text, start)
    groups = _GROUPS.match(text, start)
    if not found or (groups and groups.end() > found.end() and _is_misgrouped(groups[0])):
        return None, groups.end() if groups else start + 1
    seen = _scaled(text, found)
    if not seen.unit and seen.scale == 1 and is_code(text, start, found.end()):
        return None, found.end()
    if seen.value is not None and _SIGN.search(text, max(0, start - 3), start):
        seen.start, seen.value = start - 1, -seen.value
    elif not seen.unit and text[start - 1 : start] in ("￥", "¥"):
        seen.start, seen.unit = start - 1, "元"
    seen.approximate |= is_nearly(text, seen.start, seen.end)
    return seen, seen.end


def _figures(text: str, start: int) -> re.Match[str] | None:
    """The bare figures; after 分别 a comma sets numbers apart (分别为100,200,300人)."""
    found = _FULL_WIDTH.match(text, start) or _NUMBER.match(text, start)
    several = found and "," in found[0] and "." not in found[0] and "分别" in text[max(0, start - 20) : start]
    return _PLAIN.match(text, start) if several or not found else found


def _is_misgrouped(digits: str) -> bool:
    """Thousands set apart at the wrong places: what number is meant nobody knows."""
    pieces = digits.partition(".")[0].split(",")[1:]
    return "." in digits or any(len(piece) > 3 or (piece[0] == "0" and len(piece) > 1) for piece in pieces)


def _scaled(text: str, found: re.Match[str]) -> Seen:
    """The number with what follows it: 41.31万个, 18.1万多条, 1亿2000万元."""
    value, scale, some, end, places = Decimal(0), Decimal(1), False, found.end(), 0
    part: re.Match[str] | None = found
    while part:
        digits = part[0].replace(",", "").replace("，", "")
        places = len(digits.partition(".")[2])
        word, end, more = _scale(text, part.end())
        scale, some = SCALES.get(word, Decimal(1)), some or more
        value += Decimal(digits) * scale
        part = _LOWER.match(text, end) if word in ("亿", "万") and not more else None
    after = _gap(text, end)
    unit = unit_at(text, after)
    end = after + len(unit) if unit else end
    return Seen(found.start(), end, "数", value, None, unit, scale, places, some)


def _scale(text: str, position: int) -> tuple[str, int, bool]:
    """The scale that follows, where it ends, and whether the number is said to be more than that."""
    after = _gap(text, position)
    some = _SOME.match(text, after)
    behind = some.end() if some else after
    if word := scale_at(text, behind):
        more = _SOME.match(text, behind + len(word))
        return word, more.end() if more else behind + len(word), bool(some or more)
    return ("", behind, True) if some and unit_at(text, behind) else ("", position, False)


def _gap(text: str, position: int) -> int:
    found = _GAP.match(text, position)
    return found.end() if found else position
