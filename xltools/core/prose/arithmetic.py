"""An expression in figures, as reports write it (0/(18,807,267.11+756,307.28)×100%), read and evaluated literally."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.prose.units import SCALES, scale_at, unit_at


class NotArithmeticError(Exception):
    """The words are no expression in figures alone."""


class DividedByZeroError(Exception):
    """The expression divides by 0; ``divisor`` is what it divides by."""

    def __init__(self, divisor: Node) -> None:
        super().__init__()
        self.divisor = divisor


@dataclass(frozen=True, slots=True)
class Operand:
    """One number of an expression, with its unit and the words beside it, at ``start`` to ``end`` of its text.

    ``number`` are the bare figures, ``value`` counts scale and percent in; ``first`` and ``last`` are where
    the figures with their unit stand.
    """

    start: int
    end: int
    first: int
    last: int
    number: Decimal
    places: int
    scale: Decimal
    unit: str
    word: str = ""

    @property
    def factor(self) -> Decimal:
        """What the bare number is multiplied by: its scale, and its percent sign."""
        return self.scale * SHARES.get(self.unit, Decimal(1))

    @property
    def value(self) -> Decimal:
        """The number with scale and percent."""
        return self.number * self.factor

    @property
    def half(self) -> Decimal:
        """Half a unit in the last place written."""
        return self.factor * Decimal(5).scaleb(-self.places - 1)


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions with a sign (+ - * /) between them."""

    sign: str
    left: Node
    right: Node

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.left.start

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.right.end


@dataclass(frozen=True, slots=True)
class Group:
    """An expression in brackets, or with a minus before it."""

    start: int
    end: int
    inner: Node
    negative: bool = False


Node = Operand | Operation | Group

SHARES: Mapping[str, Decimal] = {
    "%": Decimal("0.01"),
    "个百分点": Decimal("0.01"),
    "百分点": Decimal("0.01"),
    "‰": Decimal("0.001"),
}
SIGNS: Mapping[str, str] = {
    **dict.fromkeys("+＋﹢", "+"),
    **dict.fromkeys("-−–—－", "-"),
    **dict.fromkeys("×*xX✕✖·∙", "*"),
    **dict.fromkeys("/÷∕", "/"),
}
#: At the very edge of what rounding may do no number can be.
_SURELY = Decimal("0.999")
OPENING, CLOSING = "([{【（", ")]}】）"
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?![0-9,.][0-9])")
_WORD = r"[\u4e00-\u9fa5“”]"
_NAME = re.compile(rf"{_WORD}(?:{_WORD}|\([\u4e00-\u9fa5]{{1,12}}\)|\s(?={_WORD}))*[:：]?\s*")
#: Words that do more than name the number beside them.
_WORKING = re.compile(r"[的每按占约近超余]|除以|乘以|加上|减去|扣除|至|左右")
_GAP = re.compile(r"\s*")


def expression(text: str, start: int, end: int) -> Node:
    """The expression that fills the text from ``start`` to ``end``.

    NotArithmeticError where anything but numbers (with units and names), signs and brackets stands there.
    """
    reader = _Reader(text, start, end)
    node = reader.sum()
    reader.skip()
    if reader.position != end:
        raise NotArithmeticError
    return node


def stated(text: str, start: int, end: int) -> Operand:
    """The one number these words begin with (33.61%的资金…); NotArithmeticError where there is none."""
    reader = _Reader(text, start, end)
    negative = SIGNS.get(reader.skip()) == "-"
    reader.position += negative
    operand = reader.operand(closing=False)
    operand = negated(operand) if negative else operand
    rest = text[operand.last : end].lstrip()
    if rest and (rest[0] in SIGNS or rest[0] in "~～至到" or rest[0].isdigit()):
        raise NotArithmeticError
    return operand


def negated(operand: Operand) -> Operand:
    """The number with the minus that stands before it."""
    return replace(operand, first=operand.first - 1, number=-operand.number)


def value_of(node: Node, *, scaled: bool = True) -> Decimal:
    """What the expression is, by the rules of arithmetic; ``scaled`` False leaves 万 and 亿 out of account."""
    match node:
        case Operand():
            return node.value if scaled else node.value / node.scale
        case Group():
            inner = value_of(node.inner, scaled=scaled)
            return -inner if node.negative else inner
        case Operation():
            return _operated(node, value_of(node.left, scaled=scaled), value_of(node.right, scaled=scaled))


def _operated(node: Operation, left: Decimal, right: Decimal) -> Decimal:
    if node.sign == "/":
        if not right:
            raise DividedByZeroError(node.right)
        return left / right
    if node.sign == "*":
        return left * right
    return left + right if node.sign == "+" else left - right


def operands(node: Node) -> Iterator[Operand]:
    """Its numbers, from left to right."""
    match node:
        case Operand():
            yield node
        case Group():
            yield from operands(node.inner)
        case Operation():
            yield from operands(node.left)
            yield from operands(node.right)


def uncertainty(node: Node) -> Decimal:
    """How far the value may be out because numbers in 万 or 亿, and rates, were rounded before they were put in."""
    value = value_of(node)
    rounded = [
        one for one in operands(node) if one.places and (one.scale > 1 or one.unit == "%" or one.number < 1)
    ]
    return sum((abs(value_of(_moved(node, one)) - value) for one in rounded), Decimal(0)) * _SURELY


def _moved(node: Node, operand: Operand) -> Node:
    """The expression with that operand half a unit larger."""
    match node:
        case Operand():
            half = Decimal(5).scaleb(-node.places - 1)
            return replace(node, number=node.number + half) if node is operand else node
        case Group():
            return replace(node, inner=_moved(node.inner, operand))
        case Operation():
            return replace(node, left=_moved(node.left, operand), right=_moved(node.right, operand))


class _Reader:
    """Recursive descent over the text itself, so that every node knows its words."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.position, self.end = text, start, end

    def skip(self) -> str:
        """The next character that is no blank, nothing at the end."""
        found = _GAP.match(self.text, self.position, self.end)
        self.position = found.end() if found else self.position
        return self.text[self.position] if self.position < self.end else ""

    def sum(self) -> Node:
        node = self.product()
        while SIGNS.get(self.skip(), "") in ("+", "-"):
            sign = SIGNS[self.text[self.position]]
            self.position += 1
            node = Operation(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.factor()
        while SIGNS.get(self.skip(), "") in ("*", "/"):
            sign = SIGNS[self.text[self.position]]
            self.position += 1
            node = Operation(sign, node, self.factor())
        return node

    def factor(self) -> Node:
        character = self.skip()
        start = self.position
        if SIGNS.get(character) == "-":
            self.position += 1
            inner = self.factor()
            return Group(start, inner.end, inner, negative=True)
        if character and character in OPENING:
            self.position += 1
            inner = self.sum()
            if not (closing := self.skip()) or closing not in CLOSING:
                raise NotArithmeticError
            self.position += 1
            return Group(start, self.position, inner)
        return self.operand()

    def operand(self, *, closing: bool = True) -> Operand:
        """A number with the name before it and, where ``closing``, the words after its unit."""
        self.skip()
        start = self.position
        name = self._words()
        found = _NUMBER.match(self.text, self.position, self.end)
        if not found:
            raise NotArithmeticError
        gap = _GAP.match(self.text, found.end(), self.end)
        after = gap.end() if gap else found.end()
        scale = scale_at(self.text, after)
        unit = unit_at(self.text, after + len(scale)) if after + len(scale) < self.end else ""
        last = after + len(scale) + len(unit) if scale or unit else found.end()
        self.position = last
        if closing:
            name = name or self._words()
            self._words()
        digits = found[0].replace(",", "")
        places = len(digits.partition(".")[2])
        size = SCALES.get(scale, Decimal(1))
        return Operand(start, self.position, found.start(), last, Decimal(digits), places, size, unit, name)

    def _words(self) -> str:
        found = _NAME.match(self.text, self.position, self.end)
        if not found:
            return ""
        if _WORKING.search(found[0]):
            raise NotArithmeticError
        self.position = found.end()
        return found[0].strip(" :：\t")
