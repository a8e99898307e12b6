"""The word lists a rule goes by, one for each name in its 左式 or 右式."""

from __future__ import annotations

from xltools.core.expressions import names_in
from xltools.core.prose.read import Read


def word_lists(read: Read, formula: str, count: int) -> tuple[tuple[str, ...], ...]:
    """The words of each entry of the vocabulary (词表) named, in order; an entry that is missing is empty."""
    lists = [read.words(f"={name}") for name in names_in(formula)]
    return (*lists, *[()] * count)[:count]
