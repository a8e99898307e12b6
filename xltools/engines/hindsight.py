"""Doubts that only the values can raise: what the guard lets through, but this workbook turns wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from xltools.core.model import ErrorValue, Value
from xltools.engines.grammar import Box, Node, parse

#: Gives the values of a box of cells on a sheet (blanks may be left out).
Look = Callable[[str, Box], Iterable[Value]]

#: Gives the sheet and box a defined name means, or None.
Resolve = Callable[[str], tuple[str, Box] | None]

#: Two numbers this close are equal to Excel, which compares 15 digits.
_TIE = 1e-14

#: A number that became a text, and what becomes a number in Excel where formualizer says #VALUE!.
_DIGITS = re.compile(r"\d*\.\d+")
_MINUS_ZERO = re.compile(r"(?<!\d)-0(?![\d.])")
_NUMBER_LIKE = re.compile(r"[\s\d,.%￥¥$()/:+\-eE年月日时分秒]*\d[\s\d,.%￥¥$()/:+\-eE年月日时分秒]*")
_UNKNOWN = frozenset({"#N/IMPL!", "#SPILL!", "#CALC!", "#ERROR!"})


def regret(formula: str, home: str, value: Value, look: Look, resolve: Resolve) -> str | None:
    """Why formualizer's ``value`` for ``formula`` on sheet ``home`` must not be believed, or None."""
    if isinstance(value, ErrorValue) and value.code in _UNKNOWN:
        return f"引擎得出 {value.code}"
    if isinstance(value, str) and (_MINUS_ZERO.search(value) or _too_many_digits(value)):
        return "数字连成文字时写法不同(-0 或超过 15 位;先用 ROUND 或 TEXT)"
    calls, summed = _features(formula)
    if value == ErrorValue("#VALUE!") and any(map(_number_like, _operands(formula, home, look, resolve))):
        return "文字形式的数字或日期参加计算"
    if "TRIM" in calls and any(map(_odd_space, _operands(formula, home, look, resolve))):
        return "TRIM 的文字里有全角空格或换行"
    for node in summed:
        if any(isinstance(item, bool) or _number_like(item) for item in _values(node, home, look, resolve)):
            return "SUMPRODUCT 的区域里有文字形式的数字或真假值"
    return None


def tie(left: Value, right: Value) -> bool:
    """Whether two numbers differ, but not in the 15 digits that Excel compares."""
    if not (_is_number(left) and _is_number(right)) or left == right:
        return False
    return bool(abs(left - right) <= _TIE * max(abs(left), abs(right)))  # type: ignore[operator, arg-type]


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _too_many_digits(text: str) -> bool:
    return any(len(found.replace(".", "").lstrip("0")) > 15 for found in _DIGITS.findall(text))


def _number_like(value: Value) -> bool:
    if not isinstance(value, str):
        return False
    return _NUMBER_LIKE.fullmatch(value) is not None or value.strip().upper() in {"TRUE", "FALSE"}


def _odd_space(value: Value) -> bool:
    return isinstance(value, str) and any(letter.isspace() and letter != " " for letter in value)


@lru_cache(maxsize=65_536)
def _features(formula: str) -> tuple[frozenset[str], tuple[Node, ...]]:
    """Find the functions called, and the plain ranges that are factors of a SUMPRODUCT."""
    calls = [node for node in parse(formula).walk() if node.kind == "call"]
    sums = (child for call in calls if call.text == "SUMPRODUCT" for child in call.children)
    return frozenset(call.text for call in calls), tuple(
        node for node in sums if node.kind in {"range", "name"}
    )


def _operands(formula: str, home: str, look: Look, resolve: Resolve) -> Iterable[Value]:
    """Every value that stands in the formula or in a cell it names."""
    for node in parse(formula).walk():
        if node.kind == "literal" and isinstance(node.value, str):
            yield node.value
        else:
            yield from _values(node, home, look, resolve)


def _values(node: Node, home: str, look: Look, resolve: Resolve) -> Iterable[Value]:
    if node.box is not None:
        return look(node.sheet or home, node.box)
    found = resolve(node.text) if node.kind == "name" else None
    return () if found is None else look(*found)
