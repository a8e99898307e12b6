"""Formulas of the equation editor, written on one line as people type them."""

from __future__ import annotations

from lxml import etree

from xltools.readers.word.names import child, kind

#: What stands for a shape that one line cannot say: no sign of a number or a word.
OBJECT = "\ufffc"

_PLAIN = frozenset(
    ("oMath", "oMathPara", "r", "e", "num", "den", "fName", "func", "box", "sdt", "sdtContent")
)
_PASSED = frozenset(("rPr", "fPr", "funcPr", "boxPr", "oMathParaPr", "ctrlPr", "sdtPr", "dPr"))
_OPERATORS = frozenset("+-−－＋×÷*/=＝")


def linear(element: etree._Element) -> str:
    """A formula's text: a fraction as ``a/b`` with brackets where they are needed, brackets as drawn."""
    name = kind(element)
    if name == "t":
        return element.text or ""
    if name == "f":
        return "/".join(_grouped(child(element, part)) for part in ("num", "den"))
    if name == "d":
        parts = [linear(each) for each in element if kind(each) == "e"]
        return f"({','.join(parts)})"
    if name in _PLAIN:
        return "".join(linear(each) for each in element if kind(each) not in _PASSED and kind(each))
    return OBJECT


def _grouped(part: etree._Element | None) -> str:
    text = "" if part is None else linear(part)
    return f"({text})" if _OPERATORS & set(text) else text
