"""A text with its numbers masked, so that two texts that say the same of different figures are one."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

#: Stands for any number; no text holds it.
SLOT = "\uf8ff"

_PIECE = re.compile(r"(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)|[^\S\n]+|[“”\"'‘’]+")
_SLOT = re.compile(SLOT)
_PUNCTUATION = str.maketrans(",;:?!", "，；：？！")


@dataclass(frozen=True)
class Masked:
    """A text without spaces and quotation marks, each number a SLOT.

    ``numbers`` are the numbers in order: (start, end) in the text as it was; ``slots`` where each stands in
    the masked text.
    """

    text: str
    original: str
    numbers: tuple[tuple[int, int], ...]

    @cached_property
    def slots(self) -> tuple[int, ...]:
        """Where each number stands in the masked text."""
        return tuple(match.start() for match in _SLOT.finditer(self.text))

    def value(self, index: int) -> Decimal:
        """The number with that index."""
        start, end = self.numbers[index]
        return Decimal(self.original[start:end].replace(",", ""))

    def first(self, at: int) -> int:
        """The index of the first number at or after a place in the masked text."""
        return bisect_left(self.slots, at)


def masked(text: str) -> Masked:
    """The masked form of a normalised text."""
    pieces: list[str] = []
    numbers: list[tuple[int, int]] = []
    at = 0
    for match in _PIECE.finditer(text):
        pieces.append(text[at : match.start()])
        if match["number"]:
            pieces.append(SLOT)
            numbers.append(match.span())
        at = match.end()
    pieces.append(text[at:])
    return Masked("".join(pieces).translate(_PUNCTUATION), text, tuple(numbers))
