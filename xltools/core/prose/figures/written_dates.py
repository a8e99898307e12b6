"""Dates as reports write them: 2023年4月25日, 4月23日-28日, 2023-04-25, 2019.1-2022.12, 二〇二三年四月."""

from __future__ import annotations

import re

from xltools.core.prose.figures.numerals import CHARACTERS, DIGITS, numeral, year

#: Year, month and day, None for what is not written.
WrittenDate = tuple[int | None, int | None, int | None]

_DASH = r"\s?(?:[-—–~～]{1,2}|至|到)\s?"
_YEAR = r"((?:19|20)[0-9]{2})"
_IN_WORDS = re.compile(
    _YEAR + r"\s{0,2}年(?:\s{0,2}([0-9]{1,2})\s{0,2}月(?:\s{0,2}([0-9]{1,2})\s{0,2}[日号])?)?"
)
_MONTH = re.compile(r"()([0-9]{1,2})\s?月(?:\s?([0-9]{1,2})\s?[日号])?")
_DAY = re.compile(r"()()([0-9]{1,2})\s?日(?!内|以内|之内|历天|均|元)")
_MONTH_FROM = re.compile(rf"()([0-9]{{1,2}})()(?={_DASH}[0-9]{{1,2}}\s?月)")
_DAY_FROM = re.compile(rf"()()([0-9]{{1,2}})(?={_DASH}[0-9]{{1,2}}\s?日(?!内|以内|之内|历天))")
_SIGNED = re.compile(_YEAR + r"([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9%])")
_YEAR_MONTH = re.compile(_YEAR + r"-(0[1-9]|1[0-2])()(?![0-9.,%=*/×÷年个])")
_FROM = re.compile(
    rf"{_YEAR}(?:\.(0?[1-9]|1[0-2]))?()(?={_DASH}(?:19|20)[0-9]{{2}}(?:\.[0-9]{{1,2}})?(?![0-9,%元万亿]))"
)
_TO = re.compile(_YEAR + r"(?:\.(0?[1-9]|1[0-2]))?()(?![0-9,%元万亿])")
_BARE = re.compile(_YEAR + r"()()(?=预算|决算|财年|财政年度)")
#: A number of days said to be a term, and no day of a month.
_TERM = re.compile(r"(?:工期|公示期?|期限?|提前|满|逾期|少于|超过|共|历时|为期|达|后|过|前|延长|约)\s?$")
_RANGE_BEFORE = re.compile(rf"[0-9年月日号]{_DASH}$")
_CHINESE = re.compile(rf"([{DIGITS}]{{4}})年(?:([{CHARACTERS}]{{1,3}})月(?:([{CHARACTERS}]{{1,3}})日)?)?")


def date_at(text: str, position: int) -> tuple[int, WrittenDate] | None:
    """The date in figures that begins there, and where it ends; a date that does not exist is one too."""
    if found := _SIGNED.match(text, position):
        return found.end(), (int(found[1]), int(found[3]), int(found[4]))
    if found := _IN_WORDS.match(text, position) or _month(text, position) or _day(text, position):
        return found.end(), _date(found)
    if found := _MONTH_FROM.match(text, position) or _DAY_FROM.match(text, position):
        return found.end(), _date(found)
    if (
        found := _YEAR_MONTH.match(text, position)
        or _FROM.match(text, position)
        or _BARE.match(text, position)
    ):
        return found.end(), _date(found)
    if _RANGE_BEFORE.search(text, max(0, position - 6), position) and (found := _TO.match(text, position)):
        before = text[max(0, position - 16) : position]
        if re.search(rf"(?:19|20)[0-9]{{2}}(?:年|\.[0-9]{{1,2}})?{_DASH}$", before):
            return found.end(), _date(found)
    return None


def chinese_date_at(text: str, position: int) -> tuple[int, WrittenDate] | None:
    """The date in Chinese numerals that begins there, and where it ends."""
    found = _CHINESE.match(text, position)
    if not found:
        return None
    month, day = (numeral(part) if part else None for part in found.groups()[1:])
    return found.end(), (
        year(found[1]),
        None if month is None else int(month),
        None if day is None else int(day),
    )


def _month(text: str, position: int) -> re.Match[str] | None:
    found = _MONTH.match(text, position)
    return found if found and (found[3] or 1 <= int(found[2]) <= 12) else None


def _day(text: str, position: int) -> re.Match[str] | None:
    found = _DAY.match(text, position)
    if not found or not 1 <= int(found[3]) <= 31:
        return None
    return None if _TERM.search(text, max(0, position - 4), position) else found


def _date(found: re.Match[str]) -> WrittenDate:
    first, month, day = (int(part) if part else None for part in found.groups()[:3])
    return first, month, day
