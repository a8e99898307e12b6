"""A formula as written in a cell -> tokens: what it refers to, calls, and computes with.

Only what decides meaning is kept: spaces, dollar signs, case outside quotes and Excel's own prefixes
(``_xlfn.``) are notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from xltools.core.refs import MAX_COLUMN, MAX_ROW, column_number, parse_cell

Kind = Literal["text", "number", "error", "area", "name", "call", "table", "external", "constant", "operator"]

#: First row, first column, last row, last column, counted from 1, bounds included.
Box = tuple[int, int, int, int]

#: Everything but operators and spaces.
_WORD = r"""
      (?P<text>"(?:[^"]|"")*")
    | (?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>(?:\[[^\]]+\])?[\w.]*(?<=[\w.\]])))!
      (?:(?P<there>\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?
         |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w.(])
       |(?P<gone>\#REF!)|(?P<local>[^\W\d][\w.\\?]*))
    | (?P<error>\#(?:[A-Z]+(?:/[0A-Z]+)?[!?]?|N/A))
    | (?P<call>[^\W\d][\w.]*)\s*\(
    | (?P<area>\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?
        |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w.(])
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?)
    | (?P<table>(?:[^\W\d][\w.]*)?\[(?:[^\[\]]|\[[^\[\]]*\])*\])
    | (?P<name>[^\W\d][\w.\\?]*)
"""
_WORDS = re.compile(_WORD, re.VERBOSE)
_TOKEN = re.compile(rf"{_WORD} | (?P<space>\s+) | (?P<operator><>|<=|>=|.)", re.VERBOSE | re.DOTALL)
_CONSTANTS = frozenset({"TRUE", "FALSE"})
#: The last group of a match that has a sheet before it.
_ELSEWHERE = frozenset({"there", "gone", "local"})
#: Words that neither refer to anything nor call.
_VALUES = frozenset({"text", "number", "error"})
_FILE = re.compile(r"\.xl[a-z]{1,2}\Z", re.IGNORECASE)
_COLUMNS = re.compile(r"([A-Z]{1,3}):([A-Z]{1,3})")
_ROWS = re.compile(r"(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a formula.

    ``text`` is its normal form (upper case, an area without ``$``). ``sheet`` is what is written before an
    area or a name: a sheet ("": none), for an ``external`` the book and sheet; ``box`` the bounds of an area.
    """

    kind: Kind
    text: str
    sheet: str = ""
    box: Box | None = None


@lru_cache(maxsize=65_536)
def tokens(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula, with or without its leading ``=``."""
    matches = _TOKEN.finditer(formula.removeprefix("="))
    found = [_token(match) for match in matches if match.lastgroup != "space"]
    return tuple(_without_calls_of_constants(found))


def mentions(formula: str) -> Iterator[tuple[Token, bool]]:
    """What a formula refers to and calls; and of each whether it directly follows the one before it."""
    end = 0
    for match in _WORDS.finditer(formula):
        if match.lastgroup in _VALUES:
            continue
        yield _token(match), match.start() == end or formula[end : match.start()].isspace()
        end = match.end()


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup
    return _elsewhere(match) if kind in _ELSEWHERE else _here(kind, match[0])


@lru_cache(maxsize=65_536)
def _here(kind: str | None, text: str) -> Token:
    """A token without a sheet before it; the same few make up most formulas."""
    if kind == "number":
        return Token("number", f"{Decimal(text).normalize():f}")
    if kind == "area":
        return _area(text, "")
    if kind == "call":
        return Token("call", _function(text.removesuffix("(").rstrip()))
    if kind == "name" and text.upper() in _CONSTANTS:
        return Token("constant", text.upper())
    if kind in ("name", "table", "error"):
        return Token(kind, text.upper())  # type: ignore[arg-type]
    return Token("text" if kind == "text" else "operator", text)


def _elsewhere(match: re.Match[str]) -> Token:
    """A reference with a sheet before it, in this workbook or another."""
    sheet = (match["quoted"] or match["plain"]).replace("''", "'")
    if match["gone"]:
        return Token("error", "#REF!")
    if sheet == "[0]":  # this workbook itself
        return Token("name", (match["local"] or match["there"]).upper())
    if "[" in sheet or _FILE.search(sheet):
        return Token("external", (match["there"] or match["local"]).replace("$", "").upper(), sheet)
    if match["local"]:
        return Token("name", match["local"].upper(), sheet)
    return _area(match["there"], sheet)


def _area(text: str, sheet: str) -> Token:
    plain = text.replace("$", "").upper()
    box = _box(plain)
    return Token("name", plain, sheet) if box is None else Token("area", plain, sheet, box)


def _box(text: str) -> Box | None:
    """The bounds of ``B2``, ``B2:C9``, ``B:C`` or ``2:9``; None outside the grid."""
    if match := _COLUMNS.fullmatch(text):
        left, right = sorted((column_number(match[1]), column_number(match[2])))
        return 1, left, MAX_ROW, min(right, MAX_COLUMN)
    if match := _ROWS.fullmatch(text):
        top, bottom = sorted((int(match[1]), int(match[2])))
        return top, 1, min(bottom, MAX_ROW), MAX_COLUMN
    start, _, end = text.partition(":")
    first, last = parse_cell(start), parse_cell(end or start)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])


def _function(name: str) -> str:
    return name.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _without_calls_of_constants(found: list[Token]) -> list[Token]:
    """``TRUE()`` is how some programs write TRUE."""
    if not any(token.kind == "call" and token.text in _CONSTANTS for token in found):
        return found
    plain: list[Token] = []
    skip = False
    for token, following in zip(found, [*found[1:], Token("operator", "")], strict=True):
        if skip:
            skip = False
        elif token.kind == "call" and token.text in _CONSTANTS and following.text == ")":
            plain.append(Token("constant", token.text))
            skip = True
        else:
            plain.append(token)
    return plain
