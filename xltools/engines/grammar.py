"""A formula as a tree of our own nodes, so that nothing else here depends on formualizer's parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import formualizer as fz

from xltools.core.refs import MAX_COLUMN, MAX_ROW, column_number, parse_cell, quote_sheet

Kind = Literal["literal", "blank", "range", "name", "array", "call", "operator", "foreign"]

#: First row, first column, last row, last column, counted from 1, bounds included.
Box = tuple[int, int, int, int]

_WHOLE_COLUMNS = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.IGNORECASE)
#: A text or a quoted sheet; or a reference to a single cell within the grid, its column as a group.
_SINGLE = re.compile(r"""\"[^"]*"|'[^']*'|(?<![\w:.$\\?])(\$?[A-Z]{1,3}\$?)[1-9]\d{0,5}(?![\w(.:!\\?])""")
_WHOLE_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")


class FormulaSyntaxError(ValueError):
    """The text is no formula."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a formula.

    ``text`` is the function's name (upper case, without ``_xlfn.``), the operator, the name, or the
    reference as written; ``sheet`` and ``box`` are set for a ``range`` (a single cell is a range of
    one), ``value`` for a ``literal``. ``foreign`` is what no engine of ours is asked to understand:
    an external link, a 3-D or a table reference.
    """

    kind: Kind
    text: str = ""
    children: tuple[Node, ...] = ()
    sheet: str | None = None
    box: Box | None = None
    value: object = None

    @property
    def single(self) -> bool:
        """Whether this is a reference to one cell."""
        return self.box is not None and self.box[:2] == self.box[2:]

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, a parent before its children."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


@lru_cache(maxsize=65_536)
def parse(formula: str) -> Node:
    """Return the tree of a formula that starts with ``=``; raises FormulaSyntaxError."""
    return _node(_tree(formula))


@lru_cache(maxsize=65_536)
def exemplar(formula: str) -> str:
    """The formula with every single cell in row 1: what tells nothing of rows is the same for both.

    A table's rows are asked the same, and need to be looked through once. Texts, sheets, names, and
    the cells at the ends of a range are left as they are.
    """
    return _SINGLE.sub(lambda found: found[0] if found[1] is None else f"{found[1]}1", formula)


def _tree(formula: str) -> Any:
    if not formula.startswith("="):
        raise FormulaSyntaxError(formula)
    try:
        return fz.parse(formula)
    except (fz.ParserError, fz.TokenizerError, ValueError) as error:
        raise FormulaSyntaxError(str(error)) from None


def _node(tree: Any) -> Node:
    kind = tree.node_type()
    if kind == "Reference":
        return _reference(tree)
    if kind == "Literal":
        return Node("literal", value=tree.get_literal_value())
    children = tuple(map(_node, tree.children()))
    if kind == "Function":
        name = (tree.get_function_name() or "").upper()
        return Node("call", name.removeprefix("_XLFN.").removeprefix("_XLWS."), children)
    if kind in {"BinaryOp", "UnaryOp"}:
        return Node("operator", tree.get_operator() or "", children)
    if kind == "Array":
        return Node("array", children=children)
    return Node("blank") if kind == "Omitted" else Node("foreign", kind, children)


def _reference(tree: Any) -> Node:
    reference = tree.get_reference()
    text = tree.get_reference_string() or str(reference)
    kind = type(reference).__name__
    if kind == "NamedRangeRef":
        return Node("name", reference.name)
    if kind not in {"CellRef", "RangeRef"}:
        return Node("foreign", text)
    box = parse_box(text.rpartition("!")[2])
    if box is None:
        return Node("foreign", text)
    return Node("range", text, sheet=reference.sheet, box=box)


@lru_cache(maxsize=65_536)
def parse_box(text: str) -> Box | None:
    """``B2``, ``B2:C9``, ``B:C`` or ``2:9`` -> its bounds; None for anything else."""
    if match := _WHOLE_COLUMNS.fullmatch(text):
        left, right = sorted((column_number(match[1]), column_number(match[2])))
        return 1, left, MAX_ROW, right
    if match := _WHOLE_ROWS.fullmatch(text):
        top, bottom = sorted((int(match[1]), int(match[2])))
        return top, 1, bottom, MAX_COLUMN
    start, _, end = text.partition(":")
    first, last = parse_cell(start), parse_cell(end or start)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])


@lru_cache(maxsize=65_536)
def comparisons(formula: str) -> tuple[tuple[str, str], ...]:
    """Find the two sides, as formula texts, of each comparison of two computed or entered numbers.

    A difference compared with 0 is the comparison of its two parts. Left out are comparisons over
    arrays (in SUMPRODUCT), and those that the last binary digit cannot turn: with a text, a truth
    value, 0, or a function that counts.
    """
    compares = any(sign in formula[1:] for sign in "=<>")
    return tuple(_comparisons(_tree(formula))) if compares else ()


def _comparisons(tree: Any) -> Iterator[tuple[str, str]]:
    if tree.node_type() == "Function" and (tree.get_function_name() or "").upper() == "SUMPRODUCT":
        return
    children = tree.children()
    for child in children:
        yield from _comparisons(child)
    if tree.node_type() == "BinaryOp" and tree.get_operator() in {"=", "<>", "<", ">", "<=", ">="}:
        left, right = _sides(*children)
        if _may_tie(left) and _may_tie(right):
            yield left.to_formula(), right.to_formula()


def _sides(left: Any, right: Any) -> tuple[Any, Any]:
    if _is_zero(left):
        left, right = right, left
    if not _is_zero(right):
        return left, right
    inner = left
    while inner.node_type() == "Function" and (inner.get_function_name() or "").upper() == "ABS":
        (inner,) = inner.children()
    if inner.node_type() == "BinaryOp" and inner.get_operator() == "-":
        first, second = inner.children()
        return first, second
    return left, right


def _is_zero(tree: Any) -> bool:
    return bool(tree.node_type() == "Literal" and tree.get_literal_value() == 0)


#: Functions whose result has few digits or is no number.
_EXACT = """
AND OR NOT ISNUMBER ISTEXT ISBLANK ISERROR ISNA ISERR COUNT COUNTA COUNTIF COUNTIFS COUNTBLANK MATCH LEN
SEARCH FIND YEAR MONTH DAY DATE TRIM LEFT RIGHT MID TEXT SUBSTITUTE CONCATENATE UPPER LOWER ROW COLUMN
"""
_EXACT_NAMES = frozenset(_EXACT.split())
_NUMERIC = frozenset({"+", "-", "*", "/", "^"})


def _may_tie(tree: Any) -> bool:
    kind = tree.node_type()
    if kind == "Literal":
        value = tree.get_literal_value()
        return isinstance(value, int | float) and not isinstance(value, bool) and value != 0
    if kind == "Function":
        return (tree.get_function_name() or "").upper() not in _EXACT_NAMES
    return kind in {"Reference", "UnaryOp"} or (kind == "BinaryOp" and tree.get_operator() in _NUMERIC)


@lru_cache(maxsize=65_536)
def qualify(formula: str, sheet: str) -> str:
    """Write ``sheet`` before every reference that names none."""
    pieces = []
    for token in fz.tokenize(formula).tokens():
        value = token.value
        if "!" not in value and str(token.subtype) == "Range" and parse_box(value) is not None:
            value = f"{quote_sheet(sheet)}!{value}"
        pieces.append(value)
    return "=" + "".join(pieces)
