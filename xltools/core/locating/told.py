"""What there is to say of one thing that became of a form."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.core.refs import Place


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to say: the field it is about (the first of several), the cells, the sentence.

    ``harmless``: every figure was read for certain, and the form's own formulas still work.
    """

    field: str | None
    places: tuple[Place, ...]
    problem: str
    harmless: bool = False
