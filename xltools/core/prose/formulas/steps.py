"""A formula's parts as read: which are words, which expressions, which results."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltools.core.prose.formulas.arithmetic import (
    Group,
    Node,
    Operand,
    Operation,
    hundreds,
    negated,
    operands,
)
from xltools.core.prose.formulas.chains import Chain
from xltools.core.prose.formulas.expression import NotArithmeticError, expression, stated
from xltools.core.prose.formulas.worded import Worded, worded

_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a formula: an expression in figures, a result, a formula in words, or none of them."""

    start: int
    end: int
    node: Node | None = None
    result: Operand | None = None
    words: Worded | None = None
    about: bool = False

    @property
    def is_expression(self) -> bool:
        """True where something is worked out; 90-100 stands for the numbers between."""
        return self.node is not None and len(self.operands) > 1 and not _is_range(self.node)

    @property
    def operands(self) -> tuple[Operand, ...]:
        """Its numbers."""
        return tuple(operands(self.node)) if self.node is not None else ()

    @property
    def put_in(self) -> tuple[Operand, ...]:
        """The numbers put in, but for the 100% they are multiplied by."""
        constants = tuple(hundreds(self.node)) if self.node is not None else ()
        return tuple(one for one in self.operands if one not in constants)


def steps(text: str, chain: Chain) -> tuple[Step, ...]:
    """The parts of a formula, in order."""
    last = len(chain.parts) - 1
    return tuple(
        _step(text, *part, about=number in chain.about, is_last=number == last)
        for number, part in enumerate(chain.parts)
    )


def _step(text: str, start: int, end: int, *, about: bool, is_last: bool) -> Step:
    if not _DIGIT.search(text, start, end):
        return Step(start, end, words=worded(text, start, end), about=about)
    try:
        node = expression(text, start, end)
    except NotArithmeticError:
        pass
    else:
        return Step(start, end, node, _single(node), about=about)
    words = worded(text, start, end)
    if words or not is_last:
        return Step(start, end, words=words, about=about)
    try:
        return Step(start, end, result=stated(text, start, end), about=about)
    except NotArithmeticError:
        return Step(start, end, about=about)


def _single(node: Node) -> Operand | None:
    """The one number that it is, with its minus."""
    if isinstance(node, Operand):
        return node
    if isinstance(node, Group) and node.negative and isinstance(node.inner, Operand):
        return negated(node.inner)
    return None


def _is_range(node: Node) -> bool:
    if not isinstance(node, Operation) or node.sign != "-":
        return False
    low, high = node.left, node.right
    return isinstance(low, Operand) and isinstance(high, Operand) and low.value < high.value
