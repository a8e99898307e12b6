"""The figures of a text: every number, date and numbered item, with its label, unit and sentence."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.core.prose.figure import Figure


def figures_of(texts: Sequence[str]) -> tuple[Figure, ...]:
    """Every figure of the normalised passages, in order."""
    return ()
