"""Words read as an expression in figures, by recursive descent; every part knows where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.prose.figures.units import SCALES, scale_at, unit_at
from xltools.core.prose.formulas.arithmetic import Group, Node, Operand, Operation, negated

SIGNS: Mapping[str, str] = {
    **dict.fromkeys("+＋﹢", "+"),
    **dict.fromkeys("-−–—－", "-"),
    **dict.fromkeys("×*xX✕✖·∙", "*"),
    **dict.fromkeys("/÷∕", "/"),
}
OPENING, CLOSING = "([{【（", ")]}】）"
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?![0-9,.][0-9])")
_WORD = r"[\u4e00-\u9fa5“”]"
_NAME = re.compile(rf"{_WORD}(?:{_WORD}|\([\u4e00-\u9fa5]{{1,12}}\)|\s(?={_WORD}))*[:：]?\s*")
#: Words that do more than name the number beside them.
_WORKING = re.compile(r"[的按占约近超余]|每$|除以|乘以|加上|减去|扣除|至|左右")
#: No report puts in more numbers and brackets than this, or longer ones.
_MOST, _LONGEST = 100, 20
_GAP = re.compile(r"\s*")


class NotArithmeticError(Exception):
    """The words are no expression in figures alone."""


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


class _Reader:
    """Recursive descent over the text itself, so that every node knows its words."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.position, self.end = text, start, end
        self.left = _MOST

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
        self.left -= 1
        if not self.left:
            raise NotArithmeticError
        character = self.skip()
        start = self.position
        if SIGNS.get(character) == "-":
            self.position += 1
            inner = self.factor()
            return Group(start, inner.end, inner, negative=True)
        named = self._words()
        if (character := self.skip()) and character in OPENING:
            self.position += 1
            inner = self.sum()
            if not (closing := self.skip()) or closing not in CLOSING:
                raise NotArithmeticError
            self.position += 1
            return Group(start, self.position, inner)
        return replace(self.operand(name=named), start=start)

    def operand(self, *, name: str = "", closing: bool = True) -> Operand:
        """A number with the name before it and, where ``closing``, the words after its unit."""
        self.skip()
        start = self.position
        name = name or self._words()
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
        if len(digits) > _LONGEST:
            raise NotArithmeticError
        places = len(digits.partition(".")[2])
        size = SCALES.get(scale, Decimal(1))
        return Operand(start, self.position, found.start(), last, Decimal(digits), places, size, unit, name)

    def _words(self) -> str:
        found = _NAME.match(self.text, self.position, self.end)
        if not found:
            return ""
        if _WORKING.search(found[0].rstrip()):
            raise NotArithmeticError
        self.position = found.end()
        return found[0].strip(" :：\t")
