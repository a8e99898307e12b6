"""“是不是…”: the known word that a mistyped one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def guess(word: str, known: Iterable[str]) -> str:
    """``；是不是“…”`` where something known is spelt nearly so, else ""."""
    near = get_close_matches(word, list(known), 1, 0.6)
    return f"；是不是“{near[0]}”" if near else ""
