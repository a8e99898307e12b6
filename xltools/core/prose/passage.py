"""A report as read: its paragraphs and table cells in the order people read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or one cell of a table, that says something.

    ``text`` are the very characters people see (a tab is one, a line break is one), so that a position in it
    is a place in the file. ``marker`` is a number Word shows by itself before it (一、), no part of ``text``.
    ``level`` is the level of a heading by its style or outline, 0 for body text; ``cell`` is (table, row,
    column) from 1.
    """

    number: int
    text: str
    level: int = 0
    marker: str = ""
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """The passages of one report, with the file they were read from."""

    path: str
    sha256: str
    passages: tuple[Passage, ...]
