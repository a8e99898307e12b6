"""The lines of a report that are, or may be, headings: their number, title and level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xltools.core.prose.normal import normal
from xltools.core.prose.outline.ordinals import Ordinal, ordinal_at
from xltools.core.prose.passage import Passage

#: A title as it may stand alone in a line: short, without a sentence's marks.
LONGEST_TITLE = 40
_MARKS = re.compile(r"[。；;：:！？!?|\t]")
_RUN_IN = re.compile(r"[。：:]")
#: A line of a table of contents: a title, dots or a tab, the page.
_CONTENTS = re.compile(r"(?:\t|[.…·]{2,}|\s{3,})\s*\d{1,3}\s*$")
#: No ordinal, with what must be seen behind it, is longer.
_LONGEST_ORDINAL = 12
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a passage outside tables: where its words stand, and the ordinal before them.

    ``start`` is where its ordinal starts (its title, where Word numbers it by itself), ``words`` where its
    title starts. ``level`` is the passage's, by its style.
    """

    passage: int
    start: int
    words: int
    end: int
    title: str
    ordinal: Ordinal | None
    level: int
    automatic: bool

    @property
    def alone(self) -> bool:
        """Whether the line is nothing but a title."""
        title = self.title
        return len(title) <= LONGEST_TITLE and bool(_HAN.search(title)) and not _MARKS.search(title)

    @property
    def heading(self) -> str:
        """Its title, or the one that opens it (机构设置。我局……); "" for plain text."""
        opening = _RUN_IN.split(self.title, maxsplit=1)[0]
        known = self.ordinal is not None or self.level > 0
        return opening if len(opening) <= (LONGEST_TITLE if known or opening == self.title else 15) else ""


def lines_of(passages: Sequence[Passage]) -> Iterator[Line]:
    """Every line that says something, outside tables and tables of contents, in order."""
    for index, passage in enumerate(passages):
        if passage.cell is not None:
            continue
        marker = ordinal_at(normal(passage.marker.strip())) if passage.marker else None
        start = 0
        for piece in passage.text.split("\n"):
            line = _line(index, passage, start, piece)
            if line:
                yield replace(line, ordinal=marker, words=line.start, automatic=True) if marker else line
                marker = None
            start += len(piece) + 1


def _line(index: int, passage: Passage, start: int, text: str) -> Line | None:
    words = text.strip()
    if not words or (words[-1].isdigit() and _CONTENTS.search(text)):
        return None
    start += text.index(words[0])
    end = start + len(words)
    ordinal = ordinal_at(normal(words[:_LONGEST_ORDINAL]))
    if ordinal is None:
        return Line(index, start, start, end, words, None, passage.level, automatic=False)
    ordinal = replace(ordinal, text=words[: len(ordinal.text)])
    title = words[len(ordinal.text) :].lstrip()
    return Line(index, start, end - len(title), end, title, ordinal, passage.level, automatic=False)
