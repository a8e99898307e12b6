"""The exact words of a report a finding is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters ``start`` to ``end`` of a paragraph, which read ``text``.

    ``paragraph`` is counted as people do: only paragraphs that say something, cells of tables among them,
    from 1. ``repair`` is what the words should be replaced by where that is safe to propose.
    """

    paragraph: int
    start: int
    end: int
    text: str
    repair: str | None = None

    def __str__(self) -> str:
        return f"第{self.paragraph}段“{self.text}”"
