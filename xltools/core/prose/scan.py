"""Every figure of one passage as it stands, before it is known what it is the figure of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.prose.codes import code_at, is_code
from xltools.core.prose.figure import FigureKind
from xltools.core.prose.numerals import CHARACTERS, DIGITS, numeral
from xltools.core.prose.units import SCALES, is_count, scale_at, unit_at
from xltools.core.prose.written_dates import WrittenDate, chinese_date_at, date_at

_BEGINNING = re.compile(rf"[0-9{DIGITS}十百]")
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?![0-9])")
_FULL_WIDTH = re.compile(r"[0-9]{1,3}(?:，[0-9]{3})+\.[0-9]{2}(?![0-9])")
_GROUPS = re.compile(r"[0-9]+(?:,[0-9]+)+(?:\.[0-9]+)?")
_GAP = re.compile(r"[ \t\u00a0\u3000]{0,2}")
_SOME = re.compile(r"[多余来几+]")
_NEARLY = re.compile(
    r"(?:约|近|超过?|逾|大约|将近|接近|不足|不到|至少|不少于|不低于|不高于|低于|高于|大于|小于|不大于|不小于|多于|少于"
    r"|[≥≤<>≈])\s?$"
)
_ABOUT = re.compile(r"左右|上下|以[上下内]|之[内多]|[余多]")
_SIGN = re.compile(r"(?:^|[\s:：,，。;；、(（\[=≈≤≥<>×÷*/率幅差额为是达到])\s?[-−]$")
_DOCUMENT = re.compile(r"([0-9]{4})\s?[〕\]】﹞)]\s{0,2}第?\s{0,2}[0-9]+\s{0,2}号")
_ITEM = re.compile(r"[0-9]{1,2}\s?(?:、(?![0-9])|[)）](?![0-9])|[.．](?![0-9])|[.．](?=(?:19|20)[0-9]{2}\s?年))")
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+(?=[\s、.．\u4e00-\u9fa5])|[0-9]{1,2}(?=[ \t\u3000]+[\u4e00-\u9fa5])")
_BEFORE_ITEM = re.compile(r"(?:^|[。；;：:！？，\n]|[ \t\u3000]{2})\s*$")
_ORDINAL = re.compile(r"(?:第|附件|附表|附图|[图表])\s?$")
_CHINESE = re.compile(rf"百分之([{CHARACTERS}点]+)|[{DIGITS}十百][{CHARACTERS}点]*")
#: Units a Chinese numeral is taken for a number with; 三级 or 四月 are names.
_SPELT = frozenset("元 人 名 位 项 件 条 家 户 所 台 套 张 份 次 场 篇 宗 起 辆 座 栋 间 种 类 大类 年 天 倍 亩 吨 公里 方面".split())


@dataclass(slots=True)
class Seen:
    """A figure where it stands; fields as in Figure."""

    start: int
    end: int
    kind: FigureKind = "数"
    value: Decimal | None = None
    date: WrittenDate | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    places: int = 0
    approximate: bool = False


def scan(text: str) -> Iterator[Seen]:
    """Every figure, in order."""
    position = 0
    while found := _BEGINNING.search(text, position):
        position = found.start()
        seen, position = _digits(text, position) if found[0] <= "9" else _chinese(text, position)
        if seen:
            yield seen


def _digits(text: str, start: int) -> tuple[Seen | None, int]:
    """What begins with this digit, and where to go on."""
    if numbered := _document(text, start) or _item(text, start):
        return numbered, numbered.end
    if dated := date_at(text, start):
        end, date = dated
        return Seen(start, end, "日期", date=date), end
    if ordinal := _ORDINAL.search(text, max(0, start - 3), start):
        end = _digits_end(text, start)
        return Seen(ordinal.start(), end, "序号", Decimal(text[start:end])), end
    if (end := code_at(text, start)) > start:
        return None, end
    return _number(text, start)


def _digits_end(text: str, start: int) -> int:
    end = start
    while text[end : end + 1].isdecimal():
        end += 1
    return end


def _document(text: str, start: int) -> Seen | None:
    """〔2023〕3号."""
    if start and text[start - 1] in "〔[【﹝(（" and (found := _DOCUMENT.match(text, start)):
        return Seen(start - 1, found.end(), "文号", date=(int(found[1]), None, None))
    return None


def _item(text: str, start: int) -> Seen | None:
    """The number of a list: 1. 1、 （1） 1） before its item, 2.1 before a heading."""
    before = text[start - 1 : start]
    found = _ITEM.match(text, start)
    if found and before in ("(", "（") and found[0][-1] in ")）":
        return Seen(start - 1, found.end(), "序号", _whole(found[0]))
    if found and _BEFORE_ITEM.search(text, max(0, start - 4), start) and not _is_number(text, found):
        return Seen(start, found.end(), "序号", _whole(found[0]))
    if not text[:start].strip() and (found := _SECTION.match(text, start)):
        after = found.end() + len(text) - found.end() - len(text[found.end() :].lstrip())
        if not scale_at(text, after) and not unit_at(text, after):
            return Seen(start, found.end(), "序号", _whole(found[0]))
    return None


def _is_number(text: str, found: re.Match[str]) -> bool:
    """A number that ends its sentence with a half-width stop or stands before 、 in a row of numbers."""
    stop = found[0][-1] in ".．" and found.end() >= len(text) and found.start() > 0
    return stop or bool(re.match(r"[0-9]", text[found.end() : found.end() + 1]) and found[0][-1] == "、")


def _whole(words: str) -> Decimal:
    found = re.match(r"[0-9]+", words)
    return Decimal(found[0] if found else 0)


def _number(text: str, start: int) -> tuple[Seen | None, int]:
    """A number in figures with scale and unit."""
    found = _FULL_WIDTH.match(text, start) or _NUMBER.match(text, start)
    groups = _GROUPS.match(text, start)
    if found and groups and groups.end() > found.end() and _is_misgrouped(groups[0]):
        return None, groups.end()
    if not found or ("," in found[0] and "分别" in text[max(0, start - 20) : start] and "." not in found[0]):
        found = re.compile(r"[0-9]+(?:\.[0-9]+)?").match(text, start)
    if not found:
        return None, start + 1
    seen = _scaled(text, found)
    if not seen.unit and seen.scale == 1 and is_code(text, start, found.end()):
        return None, found.end()
    if _SIGN.search(text, max(0, start - 3), start):
        seen.start = start - 1
        seen.value = -seen.value if seen.value is not None else None
    seen.approximate |= bool(
        _NEARLY.search(text, max(0, seen.start - 5), seen.start) or _ABOUT.match(text, seen.end)
    )
    return seen, seen.end


def _is_misgrouped(digits: str) -> bool:
    """Thousands set apart at the wrong places: what number is meant nobody knows."""
    pieces = digits.partition(".")[0].split(",")
    return "." in digits or any(len(piece) > 3 or (piece[0] == "0" and len(piece) > 1) for piece in pieces[1:])


def _scaled(text: str, found: re.Match[str]) -> Seen:
    """The number with what follows it: 41.31万个, 18.1万多条, 1亿2000万元."""
    value, scale, some, end = Decimal(0), Decimal(1), False, found.end()
    part: re.Match[str] | None = found
    places = 0
    while part:
        digits = part[0].replace(",", "").replace("，", "")
        places = len(digits.partition(".")[2])
        word, end, more = _scale(text, part.end())
        scale, some = SCALES.get(word, Decimal(1)), some or more
        value += Decimal(digits) * scale
        larger = word in ("亿", "万") and not more
        part = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=\s?[千百]?[万千])").match(text, end) if larger else None
    gap = _gap(text, end)
    unit = unit_at(text, gap)
    end = gap + len(unit) if unit else end
    return Seen(found.start(), end, "数", value, None, unit, scale, places, some)


def _scale(text: str, position: int) -> tuple[str, int, bool]:
    """The scale that follows, where it ends, and whether the number is said to be more than that."""
    after = _gap(text, position)
    some = _SOME.match(text, after)
    word = scale_at(text, some.end() if some else after)
    if not word:
        end = some.end() if some and unit_at(text, some.end()) else position
        return "", end, end > position
    end = (some.end() if some else after) + len(word)
    more = _SOME.match(text, end)
    return word, more.end() if more else end, bool(some or more)


def _gap(text: str, position: int) -> int:
    found = _GAP.match(text, position)
    return found.end() if found else position


def _chinese(text: str, start: int) -> tuple[Seen | None, int]:
    """A number or a date in Chinese numerals, and where to go on; a single 一 counts nothing."""
    if dated := chinese_date_at(text, start):
        end, date = dated
        return Seen(start, end, "日期", date=date), end
    found = _CHINESE.match(text, start)
    if not found:
        return None, start + 1
    if found[1]:
        value = numeral(found[1].rstrip("点"))
        seen = Seen(start, found.end(), "数", value, unit="%") if value is not None else None
        return seen, found.end()
    words = found[0].rstrip("点")
    end = start + len(words)
    if words in ("一", "百", "十百") or text[start - 1 : start] in tuple("第几数初之上下") + tuple("0123456789"):
        return None, end
    return _spelt(text, start, words), end


def _spelt(text: str, start: int, words: str) -> Seen | None:
    some = text[start + len(words) : start + len(words) + 1] in ("多", "余")
    after = start + len(words) + some
    unit = unit_at(text, after)
    if unit not in _SPELT and not unit.startswith("个"):
        return None
    value = numeral(words)
    if value is None:
        return None
    scale = SCALES[words[-1]] if words[-1] in ("万", "亿") else Decimal(1)
    nearly = some or bool(_NEARLY.search(text, max(0, start - 5), start) or _ABOUT.match(text, after + len(unit)))
    return Seen(start, after + len(unit), "数", value, None, unit, scale, 0, nearly)
