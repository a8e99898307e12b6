"""Values as people type them: what a text in a number, date or choice cell means, exactly.

Full and half width, spaces, thousands separators, signs, brackets for negatives, currency and unit suffixes,
percentages and the ways to write a date are understood. Whatever could be read in two ways is not, and
nothing is ever taken for 0. SPEC §5 (系统与工具的坑).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xltools.core.amounts import exact

#: What the eye does not see, wherever it stands. Marks that turn the order of letters are none of these.
_INVISIBLE: dict[int, None] = dict.fromkeys(
    [*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD, 0x180E, 0xFE0E, 0xFE0F]
)
#: Full-width and small forms, the full-width yen sign, and hyphens that stand for a minus.
#: (NFKC would do more: it turns 10² into 102 and ① into 1.)
_NARROW: dict[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **{ord(small): plain for small, plain in zip("﹐﹒﹢﹣﹪﹙﹚", ",.+-%()", strict=True)},
    **dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013"), "-"),
    ord("￥"): "¥",
}
_SPACES = re.compile(r"\s+")
#: Two numbers in one cell, not one in groups: a new line, a tab or a gap between digits.
_TWO_NUMBERS = re.compile(r"\d(?:[^\S\r\n\t\v\f]{2}|\s*[\r\n\t\v\f])\s*\d")

#: Words and strokes for "there is none"; a lone word may be an answer to a question of yes or no.
_STROKES = re.compile(r"[-—―─_]{1,4}|[/\\]{1,2}|[.…]{1,6}")
_WORDS = frozenset(
    {"无", "暂无", "没有", "暂没有", "空", "无此项", "没有此项", "暂无此项", "不涉及", "未涉及", "无内容"}
)
_NOT_APPLICABLE = frozenset({"不适用", "n/a", "na"})
#: What may stand around such a word: （无）, 无。
_AROUND = "()[]【】《》“”‘’\"'。;,"

#: A longer text that is not mere blanks is no word for nothing.
LONGEST_NOTHING = 12

_YES = frozenset("√✓✔☑yY") | {"yes", "Yes", "YES"}
_NO = frozenset("×✗✘nN") | {"no", "No", "NO"}

#: A longer text is no figure: 15 digits with all that may stand around them are shorter.
_LONGEST = 40
_NUMBER = re.compile(
    r"""(?P<yen>(?:人民币:?[ ]?¥?|¥)[ ]?)?
        (?P<open>\([ ]?)?
        (?P<sign>[-+][ ]?)?
        (?P<inner_yen>¥[ ]?)?
        (?P<percent_of>百分之[ ]?)?
        (?P<digits>[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:[ ][0-9]{3})+)|[0-9]+)(?P<fraction>\.[0-9]+)?
        (?:[ ]?(?P<unit>[^\s0-9()]+))??
        (?P<close>[ ]?\))?
        (?:[ ]?(?P<outer_unit>[^\s0-9()]+))?""",
    re.VERBOSE,
)
_DATE = re.compile(
    r"""(?P<year>[0-9]{4})[ ]?
        (?:(?P<separator>[-./])[ ]?(?P<month>[0-9]{1,2})[ ]?(?P=separator)[ ]?(?P<day>[0-9]{1,2})
          |年[ ]?(?P<cn_month>[0-9]{1,2})[ ]?月[ ]?(?P<cn_day>[0-9]{1,2})[ ]?[日号]?
          |(?P<packed>(?<![ ])[0-9]{4}))
        (?:[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?""",
    re.VERBOSE,
)
#: The first day that spreadsheets with a leap year 1900 count as the calendar does.
_FIRST_DAY = dt.date(1900, 3, 1)


def plain(text: str) -> str:
    """The text as the eye takes it: half width, single spaces inside, none around, no leading apostrophe.

    >>> plain("＇１,２００．５０　元 ")
    '1,200.50 元'
    """
    narrow = _SPACES.sub(" ", text.translate(_INVISIBLE).translate(_NARROW)).strip()
    return narrow[1:].strip() if narrow[:1] in ("'", "‘", "’") else narrow


def is_nothing(text: str, *, question: bool = False) -> bool:
    """Whether the text says that there is none; an answer to a ``question`` of yes or no may be 无."""
    bare = plain(text).replace(" ", "").strip(_AROUND)
    said = not bare or _STROKES.fullmatch(bare) is not None or bare.casefold() in _NOT_APPLICABLE
    return said or (bare in _WORDS and not question)


def read_number(text: str, units: Mapping[str, Decimal]) -> Decimal | None:
    """The number a text means; None when it means none, or more than one.

    ``units`` are the suffixes that may stand, with what each multiplies by; 百分之 needs ``%`` and ¥ needs
    元 among them, as 人民币 does. None for more than the 15 digits a spreadsheet keeps.

    >>> read_number("￥１,２００．５０ 万元", {"元": Decimal(1), "万元": Decimal(10_000)})
    Decimal('12005000.00')
    >>> read_number("（300）", {})
    Decimal('-300')
    >>> read_number("1,20", {}) is None
    True
    """
    narrow = plain(text)
    match = _NUMBER.fullmatch(narrow) if len(narrow) <= _LONGEST else None
    if match is None or not _well_formed(match):
        return None
    if " " in match["digits"] and _TWO_NUMBERS.search(text.translate(_INVISIBLE)):
        return None
    unit = match["unit"] or match["outer_unit"] or ""
    unit = unit.removesuffix("整") if unit.endswith("元整") else unit
    if match["yen"] or match["inner_yen"]:
        unit = unit or "元"
        if "元" not in units or match["percent_of"]:
            return None
    if match["percent_of"]:
        if unit:
            return None
        unit = "%"
    factor = units.get(unit) if unit else Decimal(1)
    value = Decimal(re.sub("[ ,]", "", match["digits"]) + (match["fraction"] or ""))
    if factor is None or exact(float(value)) != value:
        return None
    negative = match["open"] or (match["sign"] or "").startswith("-")
    return -value * factor if negative and value else value * factor


def _well_formed(match: re.Match[str]) -> bool:
    """Whether brackets are closed and stand for the sign alone, and nothing is said twice."""
    if bool(match["open"]) != bool(match["close"]) or (match["open"] and match["sign"]):
        return False
    return not (match["yen"] and match["inner_yen"]) and not (match["unit"] and match["outer_unit"])


def read_date(text: str) -> dt.date | None:
    """The date a text means, without a time of day; None for any other text and before March 1900.

    >>> read_date("2022年12月31日")
    datetime.date(2022, 12, 31)
    >>> read_date("2022.13.01") is None
    True
    """
    match = _DATE.fullmatch(plain(text))
    if match is None:
        return None
    packed = match["packed"] or ""
    month = match["month"] or match["cn_month"] or packed[:2]
    day = match["day"] or match["cn_day"] or packed[2:]
    try:
        date = dt.date(int(match["year"]), int(month), int(day))
    except ValueError:
        return None
    return date if date >= _FIRST_DAY else None


def read_choice(text: str, choices: Sequence[str]) -> str | None:
    """The one of ``choices`` that a text is but for width, case and spaces; None when it is none of them.

    >>> read_choice(" 万元　", ("元", "万元"))
    '万元'
    """
    wanted = _folded(text)
    found = [choice for choice in choices if _folded(choice) == wanted]
    return found[0] if len(found) == 1 else None


def _folded(text: str) -> str:
    return plain(text).replace(" ", "").casefold()


def read_answer(text: str) -> str | None:
    """是 or 否 as people mark them (√ ✓ Y, × N); None for anything else."""
    bare = plain(text)
    if bare in _YES or bare == "是":
        return "是"
    return "否" if bare in _NO or bare == "否" else None
