"""All kinds of fault that the standard itself gives."""

from __future__ import annotations

from .books import kinds_of_books, kinds_of_drift
from .kinds import Ground, Kind, kinds_of_blanks, kinds_of_forms, kinds_of_formulas, kinds_of_values


def all_kinds(ground: Ground) -> tuple[Kind, ...]:
    """Every kind that can be planted somewhere."""
    makers = (
        kinds_of_values,
        kinds_of_blanks,
        kinds_of_formulas,
        kinds_of_forms,
        kinds_of_books,
        kinds_of_drift,
    )
    return tuple(kind for maker in makers for kind in maker(ground) if kind.plants)
