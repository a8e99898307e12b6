"""Numbers and dates in Chinese numerals: 三千二百五十二万元, 五个科室, 百分之三十, 二〇二三年四月."""

from __future__ import annotations

import re
from decimal import Decimal

from xltools.core.prose.figures.approximation import is_nearly
from xltools.core.prose.figures.measure_words import SPELT
from xltools.core.prose.figures.numerals import CHARACTERS, DIGITS, numeral
from xltools.core.prose.figures.seen import Seen
from xltools.core.prose.figures.units import SCALES, unit_at
from xltools.core.prose.figures.written_dates import chinese_date_at

#: What a numeral begins with.
FIRST = f"{DIGITS}十百"
_NUMERAL = re.compile(rf"百分之([{CHARACTERS}点]+)|[{FIRST}][{CHARACTERS}点]*")
#: Characters that make a numeral part of a word (第一, 数十, 上百).
_NOT_AFTER = frozenset("第几数初之上下0123456789")
#: They count nothing by themselves (一件事, 百姓).
_ALONE = frozenset(("一", "百"))


def spelt_at(text: str, start: int) -> tuple[Seen | None, int]:
    """The number or date that begins there, and where to go on; a single 一 counts nothing."""
    if dated := chinese_date_at(text, start):
        end, date = dated
        return Seen(start, end, "日期", date=date), end
    found = _NUMERAL.match(text, start)
    if not found:
        return None, start + 1
    if found[1]:
        value = numeral(found[1].rstrip("点"))
        return (None if value is None else Seen(start, found.end(), value=value, unit="%")), found.end()
    words = found[0].rstrip("点")
    end = start + len(words)
    if words in _ALONE or text[start - 1 : start] in _NOT_AFTER:
        return None, end
    return _counted(text, start, words), end


def _counted(text: str, start: int, words: str) -> Seen | None:
    """A numeral with a unit it can be a number with."""
    some = text[start + len(words) : start + len(words) + 1] in ("多", "余")
    unit = unit_at(text, start + len(words) + some)
    value = numeral(words) if unit in SPELT or (some and unit) else None
    if value is None:
        return None
    end = start + len(words) + some + len(unit)
    scale = SCALES[words[-1]] if words[-1] in ("万", "亿") else Decimal(1)
    return Seen(start, end, "数", value, None, unit, scale, 0, some or is_nearly(text, start, end))
