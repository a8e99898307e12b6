"""Names that make up a whole (支出=基本支出+项目支出), or cannot overlap (=行政+事业), by the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=64)
def known_totals(entries: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Entries as (name of the whole, "" where the parts only exclude each other; names of the parts)."""
    cut = (entry.partition("=") for entry in entries)
    return tuple((whole, tuple(parts.split("+"))) for whole, sign, parts in cut if sign and "+" in parts)


def makes_up(whole: str, parts: Sequence[str], entries: tuple[str, ...]) -> bool:
    """Whether parts of these labels are all the parts of a whole of that label, which is none of them."""
    return any(
        name
        and name in whole
        and not any(each in whole for each in names)
        and len(names) == len(parts)
        and _each_one(parts, names)
        for name, names in known_totals(entries)
    )


def exclusive(parts: Sequence[str], entries: tuple[str, ...]) -> bool:
    """Whether nothing can belong to two of the parts."""
    return len(parts) > 1 and any(_each_one(parts, names) for _, names in known_totals(entries))


def _each_one(parts: Sequence[str], names: tuple[str, ...]) -> bool:
    """Whether each label has just one of the names, and each another."""
    found = [tuple(name for name in names if name in part) for part in parts]
    return all(len(one) == 1 for one in found) and len(set(found)) == len(found)
