"""Doubts that only the values can raise: what the guard lets through, but this workbook turns wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.model import ErrorValue, Value
from xltools.engines.grammar import Box, Node, parse

#: A box of cells on a sheet.
Spot = tuple[str, Box]

#: Gives the values of a spot (blanks may be left out).
Look = Callable[[Spot], Iterable[Value]]

#: Gives the spot a defined name means, or None.
Resolve = Callable[[str], Spot | None]

#: Two numbers this close are equal to Excel, which compares 15 digits.
_TIE = 1e-14

#: A number that became a text, and what becomes a number in Excel where formualizer says #VALUE!.
_DIGITS = re.compile(r"\d*\.\d+")
_MINUS_ZERO = re.compile(r"(?<!\d)-0(?![\d.])")
_NUMBER_LIKE = re.compile(r"[\s\d,.%￥¥$()/:+\-eE年月日时分秒]*\d[\s\d,.%￥¥$()/:+\-eE年月日时分秒]*")
#: Where a function has the cells of which it adds those that meet a condition.
_CHOSEN = {
    "SUMIF": slice(2, 3),
    "AVERAGEIF": slice(2, 3),
    "SUMIFS": slice(0, 1),
    "AVERAGEIFS": slice(0, 1),
}
_NONE = slice(0)
_UNKNOWN = frozenset({"#N/IMPL!", "#SPILL!", "#CALC!", "#ERROR!"})
_NO_NUMBER = ErrorValue("#VALUE!")

#: What depends on more than the formula's inputs: the clock, and whole columns or rows, of which formualizer
#: sees as much as was ever filled.
_FICKLE = re.compile(
    r"\b(?:TODAY|NOW)\b|(?<![A-Z0-9])(?:[A-Z]{1,3}:\$?[A-Z]{1,3}|\d+:\$?\d+)(?![A-Z0-9(])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Watch:
    """What must be looked at before the value of one formula is believed, told from its text.

    ``trimmed`` are the cells whose text goes through TRIM, ``summed`` those that SUMPRODUCT multiplies as
    they stand, ``chosen`` those of which a condition chooses the ones to add; ``odd`` says that a text in the
    formula itself is trimmed of more than plain spaces.
    """

    trimmed: tuple[Spot, ...] = ()
    summed: tuple[Spot, ...] = ()
    chosen: tuple[Spot, ...] = ()
    odd: bool = False


def watch(formula: str, home: str, resolve: Resolve) -> Watch | None:
    """Find the cells to look at for ``formula`` on sheet ``home``; None when there are none."""
    trimmed, summed, chosen = _features(formula)
    if not trimmed and not summed and not chosen:
        return None
    return Watch(
        tuple(spot for node in trimmed for spot in _spots(node, home, resolve)),
        tuple(spot for node in summed for spot in _spots(node, home, resolve)),
        tuple(spot for node in chosen for spot in _spots(node, home, resolve)),
        any(_odd_space(node.value) for node in trimmed),
    )


def regret(value: Value, watch: Watch | None, look: Look) -> str | None:
    """Why formualizer's ``value`` for the formula of ``watch`` must not be believed, or None."""
    if isinstance(value, ErrorValue) and value.code in _UNKNOWN:
        return f"引擎得出 {value.code}"
    if isinstance(value, str) and (_MINUS_ZERO.search(value) or _too_many_digits(value)):
        return "数字连成文字时写法不同(-0 或超过 15 位;先用 ROUND 或 TEXT)"
    if watch is None:
        return None
    if watch.odd or any(_odd_space(item) for spot in watch.trimmed for item in look(spot)):
        return "TRIM 的文字里有全角空格或换行"
    if any(isinstance(item, bool) or number_like(item) for spot in watch.summed for item in look(spot)):
        return "SUMPRODUCT 的区域里有文字形式的数字或真假值"
    if any(isinstance(item, ErrorValue) for spot in watch.chosen for item in look(spot)):
        return "SUMIF、AVERAGEIF 相加的区域里有错误值"
    return None


def regret_error(formula: str, home: str, value: Value, look: Look, resolve: Resolve) -> str | None:
    """Why a #VALUE! of ``formula`` must not be believed: Excel may read a number out of a text."""
    if value != _NO_NUMBER:
        return None
    for node in parse(formula).walk():
        texts = [node.value] if node.kind == "literal" else []
        found = (item for spot in _spots(node, home, resolve) for item in look(spot))
        if any(map(number_like, texts)) or any(map(number_like, found)):
            return "文字形式的数字或日期参加计算"
    return None


def tie(left: Value, right: Value) -> bool:
    """Whether two numbers differ, but not in the 15 digits that Excel compares."""
    if not (_is_number(left) and _is_number(right)) or left == right:
        return False
    return bool(abs(left - right) <= _TIE * max(abs(left), abs(right)))  # type: ignore[operator, arg-type]


@lru_cache(maxsize=65_536)
def fickle(formula: str) -> bool:
    """Whether the formula may have another value though its inputs are the same."""
    return _FICKLE.search(formula) is not None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _too_many_digits(text: str) -> bool:
    return any(len(found.replace(".", "").lstrip("0")) > 15 for found in _DIGITS.findall(text))


def number_like(value: object) -> bool:
    """Whether a value is a text that Excel may read as a number, a date or a truth value."""
    if not isinstance(value, str):
        return False
    return _NUMBER_LIKE.fullmatch(value) is not None or value.strip().upper() in {"TRUE", "FALSE"}


def _odd_space(value: object) -> bool:
    return isinstance(value, str) and any(letter.isspace() and letter != " " for letter in value)


_Nodes = tuple[Node, ...]


@lru_cache(maxsize=65_536)
def _features(formula: str) -> tuple[_Nodes, _Nodes, _Nodes]:
    """Find all below a TRIM, the plain ranges a SUMPRODUCT multiplies, and what conditions choose from."""
    capitals = formula.upper()
    if not any(name in capitals for name in ("TRIM", "SUMPRODUCT", "SUMIF", "AVERAGEIF")):
        return (), (), ()
    calls = [node for node in parse(formula).walk() if node.kind == "call"]
    trimmed = (node for call in calls if call.text == "TRIM" for node in call.walk())
    factors = (child for call in calls if call.text == "SUMPRODUCT" for child in call.children)
    chosen = (child for call in calls for child in call.children[_CHOSEN.get(call.text, _NONE)])
    return tuple(trimmed), tuple(node for node in factors if node.kind in {"range", "name"}), tuple(chosen)


def _spots(node: Node, home: str, resolve: Resolve) -> tuple[Spot, ...]:
    if node.box is not None:
        return ((node.sheet or home, node.box),)
    found = resolve(node.text) if node.kind == "name" else None
    return () if found is None else (found,)
