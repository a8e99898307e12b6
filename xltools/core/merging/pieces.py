"""What a report is made of, as far as merging goes: characters, figures, objects; paragraphs, tables.

A paragraph's words are a tuple of pieces: one-character strings, slots and things. Two slots are the same
piece when they show the same figure, whatever it is at the moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

#: A clause ends after these, and a sentence after some of them.
_CLAUSE_ENDS = frozenset("，；：。！？\n")
_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(r"\d+[.．、）)](?!\d)|[（(][\d一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、")
_LEAD = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A figure in a control: ``text`` is what it shows, ``base`` what it showed when it was written.

    ``length`` is the number of characters where staff retyped the figure and the control is gone, else 0.
    """

    key: str
    text: str = field(default="", compare=False)
    base: str = field(default="", compare=False)
    length: int = field(default=0, compare=False)

    @property
    def edited(self) -> bool:
        """Whether staff wrote something else into it."""
        return self.text != self.base

    @property
    def family(self) -> str:
        """The key without its numbers: rows of a table that moved keep it."""
        return _DIGITS.sub("#", self.key)


@dataclass(frozen=True, slots=True)
class Thing:
    """A picture, a chart, a footnote's mark. ``content`` tells its data from another's."""

    kind: str
    content: str = field(default="", compare=False)


Piece = str | Slot | Thing
Words = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``marked``: staff's comments or tracked changes stand in it."""

    words: Words
    marked: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell is a sequence of blocks."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is never merged: a table of contents, a table inside a cell."""

    name: str


Block = Paragraph | Table | Fixed
Cell = tuple[Block, ...]
Row = tuple[Cell, ...]


def clauses(words: Words) -> list[Words]:
    """The words cut after ， ； ： 。 ！ ？ and line ends; a leading number (1. （二）) stands apart."""
    found: list[Words] = []
    lead = "".join(piece for piece in takewhile(_is_text, words[:_LEAD]) if isinstance(piece, str))
    number = _NUMBERED.match(lead)
    start = number.end() if number else 0
    if start:
        found.append(words[:start])
    for at, piece in enumerate(words[start:], start + 1):
        if piece in _CLAUSE_ENDS or at == len(words):
            found.append(words[start:at])
            start = at
    return found


def _is_text(piece: Piece) -> bool:
    return isinstance(piece, str)


def plain(words: Words) -> str:
    """What a reader sees; things are [图] and the like."""
    return "".join(
        each if isinstance(each, str) else each.text if isinstance(each, Slot) else f"[{each.kind}]"
        for each in words
    )


def text_of(block: Block) -> str:
    """What a reader sees of a block: cells apart by │, rows by line ends."""
    if isinstance(block, Paragraph):
        return plain(block.words)
    if isinstance(block, Fixed):
        return f"[{block.name}]"
    return "\n".join(map(text_of_row, block.rows))


def text_of_row(row: Row) -> str:
    """A row's words, its cells apart by │."""
    return "│".join("\n".join(map(text_of, cell)) for cell in row)


def slots_of(block: Block) -> Iterator[Slot]:
    """The figures of a block, in order."""
    if isinstance(block, Paragraph):
        yield from (piece for piece in block.words if isinstance(piece, Slot))
    elif isinstance(block, Table):
        for row in block.rows:
            yield from slots_of_row(row)


def slots_of_row(row: Row) -> Iterator[Slot]:
    """The figures of a row, in order."""
    for cell in row:
        for block in cell:
            yield from slots_of(block)


def marked(block: Block) -> bool:
    """Whether staff's comments or tracked changes stand in it."""
    if isinstance(block, Table):
        return any(marked(each) for row in block.rows for cell in row for each in cell)
    return isinstance(block, Paragraph) and block.marked
