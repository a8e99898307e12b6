"""In-text formulas: words and figures that stand on the two sides of an equals sign, and of the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xltools.core.prose.formulas.expression import CLOSING, OPENING

_EQUALS = re.compile(r"[=≈≌]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]*$")
#: A formula has no more characters than this on either side of its first equals sign.
_LONGEST = 600
_STOPS = "。；;！？!?\n，：\t"
_ITEM = re.compile(
    r"\s*(?:[(（]?[0-9]{1,2}[)）、]|[0-9]{1,2}[.．](?![0-9])|[(（]?[一二三四五六七八九十]{1,3}[)）、])\s*"
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A formula from ``start`` to ``end`` of its passage; ``parts`` are what stands between its equals signs.

    ``about`` are the parts that follow a ≈.
    """

    start: int
    end: int
    parts: tuple[tuple[int, int], ...]
    about: frozenset[int] = frozenset()


def chains(text: str) -> Iterator[Chain]:
    """Every formula of a passage, in order."""
    done = 0
    for sign in _EQUALS.finditer(text):
        if sign.start() < done:
            continue
        start = _left(text, sign.start(), done)
        end = _right(text, sign.end())
        if item := _ITEM.match(text, start, sign.start()):
            start = item.end()
        signs = list(_top_level(text, start, end))
        edges = [start, *(edge for at in signs for edge in (at, at + 1)), end]
        parts = tuple(zip(edges[::2], edges[1::2], strict=True))
        about = frozenset(number for number, at in enumerate(signs, 1) if text[at] != "=")
        done = max(sign.end(), signs[-1] + 1 if signs else 0)
        if signs and not _ADDRESS.search(text, max(0, start - 200), start):
            yield Chain(start, end, parts, about)


def _left(text: str, position: int, bound: int) -> int:
    """Where the words that lead up to the sign begin."""
    depth = 0
    bound = max(bound, position - _LONGEST)
    while position > bound:
        character = text[position - 1]
        if character in CLOSING:
            depth += 1
        elif character in OPENING:
            if not depth:
                break
            depth -= 1
        elif not depth and _stops(text, position - 1):
            break
        position -= 1
    return position


def _right(text: str, position: int) -> int:
    """Where the formula ends."""
    depth = 0
    bound = min(len(text), position + _LONGEST)
    while position < bound:
        character = text[position]
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            if not depth:
                break
            depth -= 1
        elif _stops(text, position) and (not depth or character in "。\n"):
            break
        position += 1
    return position


def _stops(text: str, position: int) -> bool:
    """True where a formula cannot go on: a comma that sets no thousands apart, 、 after a number."""
    character = text[position]
    if character in _STOPS:
        return True
    before, after = text[max(0, position - 1) : position], text[position + 1 : position + 2]
    if character == ",":
        return not (before.isdigit() and after.isdigit())
    return character == "、" and (before.isdigit() or before in ("%", "元", "分", "个", "人"))


def _top_level(text: str, start: int, end: int) -> Iterator[int]:
    """The equals signs that stand in no bracket."""
    depth = 0
    for position in range(start, end):
        character = text[position]
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif not depth and character in "=≈≌":
            yield position
