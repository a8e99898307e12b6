"""All a unit handed in for a year, oldest first, with what changed each time (报送历史)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.core.ledger.change import Change, change
from xltools.core.ledger.handed import Handed, Said


@dataclass(frozen=True, slots=True)
class Turn:
    """One handing-in: when, what, and whether it is the one that counts."""

    received: dt.date
    handed: Handed
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One handing-in, and what it changed of the one before; None for the first."""

    turn: Turn
    change: Change | None


@dataclass(frozen=True, slots=True)
class Explained:
    """All that was written over time to what one rule says of one field: (when, what), oldest first.

    Only changes are in it: words that stand unchanged in a later submission are there once.
    """

    rule: str
    sheet: str
    cell: str
    field: str
    words: tuple[tuple[dt.date, Said], ...]


def steps(turns: Sequence[Turn]) -> Iterator[Step]:
    """Each handing-in with what it changed; ``turns`` are those of one unit and year, oldest first."""
    for before, turn in zip((None, *turns), turns, strict=False):
        yield Step(turn, change(before.handed, turn.handed) if before else None)


def explanations(turns: Sequence[Turn]) -> tuple[Explained, ...]:
    """What was written to each finding over time."""
    found: dict[tuple[str, ...], list[tuple[dt.date, Said]]] = {}
    for turn in turns:
        for said in turn.handed.said:
            words = found.setdefault((said.rule, said.sheet, said.field or said.cell), [])
            if not words or (words[-1][1].text, words[-1][1].opinion) != (said.text, said.opinion):
                words.append((turn.received, said))
    return tuple(
        Explained(last.rule, last.sheet, last.cell, last.field, tuple(words))
        for words in found.values()
        for last in (words[-1][1],)
    )
