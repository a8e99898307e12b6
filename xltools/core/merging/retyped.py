"""Figures that staff typed over: the words are still those of a figure, its control is gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from xltools.core.merging.pairing import same
from xltools.core.merging.pieces import Slot, Words, clauses, plain

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")

#: A number with fewer digits may be any number: it is known only in a clause nobody altered.
_TELLING_DIGITS = 5


def recognised(base: Words, mine: Words) -> Words:
    """Mine with every retyped figure as a slot again (``length``: its characters), where that is certain.

    Certain is a figure in a clause that reads as it was generated; else a long number that was generated
    once in this paragraph, stands in it once, has lost its control, and is followed by the same character.
    """
    return _by_number(base, _by_clause(base, mine))


def _by_clause(base: Words, mine: Words) -> Words:
    olds, news = clauses(base), clauses(mine)
    for i, j in same(list(map(plain, olds)), list(map(plain, news))).items():
        news[j] = _overlaid(olds[i], news[j])
    return tuple(piece for clause in news for piece in clause)


def _overlaid(old: Words, new: Words) -> Words:
    """A clause of the same words, with the slots of the old one."""
    found: list[str | Slot] = []
    at = 0
    for piece in old:
        if new[at : at + 1] == (piece,):
            found.append(new[at])  # type: ignore[arg-type]
            at += 1
            continue
        if not isinstance(piece, Slot) or not piece.base:
            return new
        size = len(piece.base)
        if new[at : at + size] != tuple(piece.base):
            return new
        found.append(Slot(piece.key, piece.base, piece.base, size))
        at += size
    return tuple(found)


def _by_number(base: Words, mine: Words) -> Words:
    missing = list(_missing(base, mine))
    texts = Counter(slot.base for slot, _ in missing)
    places = dict(typed_numbers(mine))
    written = Counter(places.values())
    follows = {slot.base: after for slot, after in missing}
    keys = {slot.base: slot.key for slot, _ in missing}
    words = list(mine)
    for start, number in sorted(places.items(), reverse=True):
        size = len(number)
        after = mine[start + size : start + size + 1]
        if is_telling(number) and texts[number] == written[number] == 1 and after == follows[number]:
            words[start : start + size] = [Slot(keys[number], number, number, size)]
    return tuple(words)


def _missing(base: Words, mine: Words) -> Iterator[tuple[Slot, Words]]:
    """Slots of the base that mine lacks, each with the piece behind it."""
    there = Counter(piece.key for piece in mine if isinstance(piece, Slot))
    for at, piece in enumerate(base):
        if isinstance(piece, Slot):
            there[piece.key] -= 1
            if there[piece.key] < 0:
                yield piece, base[at + 1 : at + 2]


def is_telling(number: str) -> bool:
    """Whether a number is long enough to be known again."""
    return sum(sign.isdigit() for sign in number) >= _TELLING_DIGITS


def typed_numbers(words: Words) -> Iterator[tuple[int, str]]:
    """(place, number) of each number typed as text."""
    text = "".join(piece if isinstance(piece, str) else "\ufffc" for piece in words)
    yield from ((found.start(), found[0]) for found in _NUMBER.finditer(text))
