"""Expressions in figures: numbers with their units, signs and brackets, evaluated literally."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

#: What a sign of rate makes of a number.
SHARES: Mapping[str, Decimal] = {
    "%": Decimal("0.01"),
    "个百分点": Decimal("0.01"),
    "百分点": Decimal("0.01"),
    "‰": Decimal("0.001"),
}


class DividedByZeroError(Exception):
    """The expression divides by 0; ``divisor`` is what it divides by."""

    def __init__(self, divisor: Node) -> None:
        super().__init__()
        self.divisor = divisor


@dataclass(frozen=True, slots=True)
class Operand:
    """One number of an expression, with its unit and the words beside it, at ``start`` to ``end``.

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

#: At the very edge of what rounding may do no number can be.
_SURELY = Decimal("0.999")


def negated(operand: Operand) -> Operand:
    """The number with the minus that stands before it."""
    return replace(operand, first=operand.first - 1, number=-operand.number)


def value_of(node: Node, *, scaled: bool = True) -> Decimal:
    """What the expression is by the rules of arithmetic; ``scaled`` False leaves out 万 and 亿."""
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


def hundreds(node: Node) -> Iterator[Operand]:
    """The 100 or 100% that something is multiplied by: constants, and no figures of the unit."""
    match node:
        case Group():
            yield from hundreds(node.inner)
        case Operation():
            yield from hundreds(node.left)
            if node.sign == "*" and isinstance(node.right, Operand) and _is_hundred(node.right):
                yield node.right
            yield from hundreds(node.right)


def _is_hundred(operand: Operand) -> bool:
    return operand.number == 100 and operand.unit in ("", "%") and operand.scale == 1


def uncertainty(node: Node) -> Decimal:
    """How far the value may be out because numbers in 万 or 亿, or rates, were rounded and then put in."""
    value = value_of(node)
    rates = set(_rates(node))
    rounded = [
        one for one in operands(node) if one.places and (one.scale > 1 or one.unit == "%" or one in rates)
    ]
    return sum((abs(value_of(_moved(node, one)) - value) for one in rounded), Decimal(0)) * _SURELY


def _rates(node: Node) -> Iterator[Operand]:
    """Rates that something is multiplied by (0.333×30); 0.25 is a weight, and exact."""
    match node:
        case Group():
            yield from _rates(node.inner)
        case Operation():
            for side in (node.left, node.right):
                if node.sign == "*" and isinstance(side, Operand) and _is_rate(side):
                    yield side
                yield from _rates(side)


def _is_rate(operand: Operand) -> bool:
    return operand.places > 2 and operand.number < 1 and not operand.unit


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
