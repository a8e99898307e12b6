"""Where the sentences of a passage begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right

#: A full stop ends a sentence, unless the next one goes on with its parts (其中).
_END = re.compile(r"[。！？!?\n]+(?!\s*(?:其中|加上))|[；;]")
#: What a sentence lists in parts may be set apart by semicolons.
_LISTS = re.compile(r"其中|包括|分别|包含")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence; a semicolon ends one too, but not among parts listed (其中：…；…)."""
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        if mark[0] in "；;" and _LISTS.search(text, start, mark.start()):
            continue
        found.append((start, mark.end()))
        start = mark.end()
    if start < len(text) or not found:
        found.append((start, len(text)))
    return tuple(found)


def sentence_at(bounds: tuple[tuple[int, int], ...], position: int) -> tuple[int, int]:
    """The sentence a position stands in."""
    return bounds[max(0, bisect_right(bounds, (position, position + 1_000_000)) - 1)]
