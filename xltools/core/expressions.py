"""The text of rules and form formulas: find the names in them, and put addresses in their place.

A formula is Excel's; names are field names, ``[@列]`` is a cell of the row asked about, ``{项}`` the item
of a loop. Only names are touched: text in quotes, functions, sheet references and numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')+'!)
    | (?P<row>\[@(?:\[)?(?P<column>[^\]\[]+)\]{1,2})
    | (?P<number>\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?%?)
    | (?P<cell>\$?[A-Za-z]{1,3}(?:\$?\d+|:\$?[A-Za-z]{1,3})(?![\w.(!]))
    | (?P<word>[^\W\d][\w.]*)(?P<call>\s*\()?(?P<address>!)?
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_AND = re.compile(r"=\s*AND\s*\((?P<arguments>.*)\)\s*", re.IGNORECASE | re.DOTALL)
_IF = re.compile(r"=\s*IF\s*\((?P<arguments>.*)\)\s*", re.IGNORECASE | re.DOTALL)

#: What stands together in the arguments of a call: a text, a sheet's name, a column, or one character.
_PIECE = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!|\[[^\]]*\]|.", re.DOTALL)

#: Excel nests calls so deep and no deeper.
_DEEPEST = 64

#: Words that are values, not names.
_CONSTANTS = frozenset({"TRUE", "FALSE"})


@lru_cache(maxsize=65536)
def _tokens(formula: str) -> tuple[tuple[str, str], ...]:
    """Split into (kind, text): kind is name, row or plain."""
    tokens = []
    for match in _TOKEN.finditer(formula):
        if match["row"]:
            tokens.append(("row", match["column"]))
        elif match["word"] and not match["call"] and not match["address"] and _is_name(match["word"]):
            tokens.append(("name", match["word"]))
        else:
            tokens.append(("plain", match[0]))
    return tuple(tokens)


def _is_name(word: str) -> bool:
    return word.upper() not in _CONSTANTS


@lru_cache(maxsize=65536)
def names_in(formula: str) -> tuple[str, ...]:
    """The defined names a formula uses, in order, each once."""
    return tuple(dict.fromkeys(text for kind, text in _tokens(formula) if kind == "name"))


@lru_cache(maxsize=65536)
def columns_in(formula: str) -> tuple[str, ...]:
    """The columns a formula asks of its row, in order, each once."""
    return tuple(dict.fromkeys(text for kind, text in _tokens(formula) if kind == "row"))


def rename(formula: str, new: Callable[[str], str]) -> str:
    """The formula with every name replaced by ``new(name)``."""
    return "".join(
        new(text) if kind == "name" else f"[@{text}]" if kind == "row" else text
        for kind, text in _tokens(formula)
    )


def expand_row(formula: str, cell: Callable[[str], str]) -> str:
    """The formula with every [@column] replaced by ``cell(column)``."""
    return "".join(cell(text) if kind == "row" else text for kind, text in _tokens(formula))


def expand_item(text: str, item: str) -> str:
    """A text with {项} replaced, as a loop over named items asks it."""
    return text.replace("{项}", item)


@lru_cache(maxsize=65536)
def conjuncts(formula: str) -> tuple[str, ...]:
    """The conditions of which a formula asks all: those of its outermost AND, or the formula itself.

    >>> conjuncts('=AND(A>0,OR(B=1,C="a,b"))')
    ('=A>0', '=OR(B=1,C="a,b")')
    """
    return _conjuncts(formula, _DEEPEST)


def _conjuncts(formula: str, deep: int) -> tuple[str, ...]:
    inside = _AND.fullmatch(formula) if deep else None
    parts = _arguments(inside["arguments"]) if inside else ()
    if not parts:
        return (formula,) if formula else ()
    return tuple(each for part in parts for each in _conjuncts(f"={part}", deep - 1))


@lru_cache(maxsize=65536)
def branches(formula: str) -> tuple[str, ...]:
    """The formulas of which a formula is one at a time: those its outermost IF chooses from, or itself.

    >>> branches('=IF(COUNT(A)=1,A,IF(B>0,B,SUM(C,D)))')
    ('=A', '=B', '=SUM(C,D)')
    """
    return _branches(formula, _DEEPEST)


def _branches(formula: str, deep: int) -> tuple[str, ...]:
    inside = _IF.fullmatch(formula) if deep else None
    parts = _arguments(inside["arguments"])[1:] if inside else ()
    return tuple(each for part in parts for each in _branches(f"={part}", deep - 1)) or (formula,)


def _arguments(text: str) -> tuple[str, ...]:
    """The arguments of a call, split at its own commas; () where the text is more than one call's inside."""
    parts = [""]
    depth = 0
    for piece in _PIECE.findall(text):
        depth += (piece in "({") - (piece in ")}")
        if depth < 0:
            return ()
        if piece == "," and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(part.strip() for part in parts) if all(part.strip() for part in parts) else ()


def squeezed(formula: str) -> str:
    """A formula as compared with another: no spaces outside quotes, no $, upper case outside quotes."""
    pieces = re.split(r'("(?:[^"]|"")*")', formula)
    return "".join(
        piece if index % 2 else re.sub(r"[\s$]", "", piece).upper() for index, piece in enumerate(pieces)
    )
