"""Numbers that number things: items of a list (1. （2） 3）), documents (〔2023〕3号), ordinals (第1届)."""

from __future__ import annotations

import re
from decimal import Decimal

from xltools.core.prose.figures.seen import Seen
from xltools.core.prose.figures.units import scale_at, unit_at

_DOCUMENT = re.compile(r"([0-9]{4})\s?[〕\]】﹞)]\s{0,2}第?\s{0,2}[0-9]+\s{0,2}号")
_ITEM = re.compile(
    r"[0-9]{1,2}\s?(?:、(?![0-9])|[)）](?![0-9])|[.．](?![0-9])|[.．](?=(?:19|20)[0-9]{2}\s?年))"
)
_SECTION = re.compile(
    r"[0-9]{1,2}(?:\.[0-9]{1,2})+(?=[\s、.．\u4e00-\u9fa5])|[0-9]{1,2}(?=[ \t\u3000]+[\u4e00-\u9fa5])"
)
_BEFORE_ITEM = re.compile(r"(?:^|[。；;：:！？，\n]|[ \t\u3000]{2})\s*$")
_ORDINAL = re.compile(r"(?:第|附件|附表|附图|[图表])\s?$")
_WHOLE = re.compile(r"[0-9]+")
_PARTED = re.compile(r"[0-9]+(?:[-－.][0-9]+)*")
_BLANK = re.compile(r"\s*")


def item_at(text: str, start: int) -> Seen | None:
    """The document's, list's or ordinal number that has these digits; None where they count something."""
    return _document(text, start) or _item(text, start) or _section(text, start) or _ordinal(text, start)


def _document(text: str, start: int) -> Seen | None:
    if start and text[start - 1] in "〔[【﹝(（" and (found := _DOCUMENT.match(text, start)):
        return Seen(start - 1, found.end(), "文号", date=(int(found[1]), None, None))
    return None


def _item(text: str, start: int) -> Seen | None:
    found = _ITEM.match(text, start)
    if not found:
        return None
    if text[start - 1 : start] in ("(", "（") and found[0][-1] in ")）":
        return Seen(start - 1, found.end(), "序号", _whole(found[0]))
    ends_sentence = found[0][-1] in ".．" and found.end() >= len(text) and start > 0
    if ends_sentence or not _BEFORE_ITEM.search(text, max(0, start - 4), start):
        return None
    return Seen(start, found.end(), "序号", _whole(found[0]))


def _section(text: str, start: int) -> Seen | None:
    """2.1 or a bare 2 before a heading, at the very beginning."""
    if text[:start].strip() or not (found := _SECTION.match(text, start)):
        return None
    blank = _BLANK.match(text, found.end())
    after = blank.end() if blank else found.end()
    if scale_at(text, after) or unit_at(text, after):
        return None
    return Seen(start, found.end(), "序号", _whole(found[0]))


def _ordinal(text: str, start: int) -> Seen | None:
    before = _ORDINAL.search(text, max(0, start - 3), start)
    digits = _PARTED.match(text, start)
    return Seen(before.start(), digits.end(), "序号", _whole(digits[0])) if before and digits else None


def _whole(words: str) -> Decimal:
    digits = _WHOLE.match(words)
    return Decimal(digits[0] if digits else 0)
