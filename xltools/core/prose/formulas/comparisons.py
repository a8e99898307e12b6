"""Two figures a report says to be larger or smaller than one another (文中比较): 17133.56元≤预算数40000元."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from operator import ge, gt, le, lt

from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

_SAID: Mapping[str, tuple[Callable[[Decimal, Decimal], bool], str]] = {
    **dict.fromkeys(
        ["≤", "≦", "<=", "不超过", "未超过", "没有超过", "不高于", "不大于", "不多于"], (le, "大于")
    ),
    **dict.fromkeys(["≥", "≧", ">=", "不低于", "不小于", "不少于"], (ge, "小于")),
    **dict.fromkeys(["<", "低于", "小于", "少于"], (lt, "不小于")),
    **dict.fromkeys([">", "高于", "大于", "多于", "超过"], (gt, "不大于")),
}
_SIGN = re.compile(rf"[\s)）]*({'|'.join(sorted(map(re.escape, _SAID), key=len, reverse=True))})")
#: What may name the second figure, between the sign and it.
_NAME = re.compile(r"\s*[\u4e00-\u9fa5“”]{0,20}\s*[（(:：]?\s*")
_WORKING = re.compile(r"[的每按约近]|上年|去年|上期|同期|平均")
_OPERATORS = "+-*/×÷=≈^~"


def false_comparisons(read: Read, _rule: Rule) -> Iterator[Found]:
    """Every comparison of two figures in one unit that is not so."""
    for index, figures in read.figures_by_passage.items():
        text = read.texts[index]
        counted = [figure for figure in figures if figure.kind == "数"]
        for left, right in pairwise(counted):
            sign = _sign_between(text, left, right)
            if sign and (found := _judged(read, left, right, sign)):
                yield found


def _sign_between(text: str, left: Figure, right: Figure) -> str:
    """The sign or word that sets the two apart, where it is certain that it compares them."""
    if right.start - left.end > 32:
        return ""
    found = _SIGN.match(text, left.end, right.start)
    if not found or not _NAME.fullmatch(text, found.end(), right.start):
        return ""
    sign, name = found[1], text[found.end() : right.start].strip()
    if _is_word(sign) and name and not _is_level(name, below=_SAID[sign][0] is lt):
        return ""
    if {"<", ">"} <= set(text) and sign in "<>":
        return ""
    return "" if _is_operand(text, left, right) else sign


def _is_level(name: str, *, below: bool) -> bool:
    """True if the name is that of a level, and not of a difference (低于预算数5万元)."""
    return not _WORKING.search(name) and (not below or name[-1] in "(（")


def _is_word(sign: str) -> bool:
    return sign[0] >= "\u4e00"


def _is_operand(text: str, left: Figure, right: Figure) -> bool:
    """One of them is but a part of an expression (1+1>2)."""
    before, after = text[: left.start].rstrip()[-1:], text[right.end :].lstrip()[:1]
    return before in tuple(_OPERATORS) or after in tuple(_OPERATORS)


def _judged(read: Read, left: Figure, right: Figure, sign: str) -> Found | None:
    holds, truth = _SAID[sign]
    if left.value is None or right.value is None or left.approximate or not _alike(left, right, sign):
        return None
    if holds(left.value, right.value):
        return None
    closing = read.texts[left.passage][right.end : right.end + 1] in (")", "）")
    opened = "(" in read.texts[left.passage][left.end : right.start]
    spot = read.spot(left.passage, left.start, right.end + (closing and opened))
    name = f"报告写“{spot.text}”，而{left.text.strip()}{truth}{right.text.strip()}"
    return Found(spot, name=name, left=left.value, right=right.value, difference=left.value - right.value)


def _alike(left: Figure, right: Figure, sign: str) -> bool:
    """True where both are counted in the same unit; beside a sign one unit may stand for both."""
    if left.unit == right.unit:
        return bool(left.unit) or not _is_word(sign)
    return not _is_word(sign) and not (left.unit and right.unit) and left.scale == right.scale == 1
