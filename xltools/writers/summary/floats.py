"""The numbers of a unit as a spreadsheet has them, all at once: no Decimal for each of a million figures."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from xltools.core.consolidation.figure import BLANK, Figures


def floats(figures: Figures) -> Sequence[float | None]:
    """The values in the order of the names, as doubles; None for a blank.

    A whole number over a power of ten is rounded once, as a Decimal made a double is.
    """
    _, scale, numbers = figures.packed
    if isinstance(numbers, array):
        unit = 10**scale
        return [None if number == BLANK else number / unit for number in numbers]
    return [None if number is None else float(number) for number in numbers]


def largest(units: Iterable[Figures]) -> Mapping[str, Decimal]:
    """The largest value by name, without its sign; 0 of a name that nobody filled."""
    most: dict[tuple[tuple[str, ...], int], list[int]] = {}
    found: dict[str, Decimal] = {}
    for figures in units:
        _, scale, numbers = figures.packed
        if isinstance(numbers, array):
            key = figures.names, scale
            own = [0 if number == BLANK else abs(number) for number in numbers]
            most[key] = list(map(max, most[key], own)) if key in most else own
        else:
            _raise(found, ((name, abs(value)) for name, value in figures.numbers()))
    for (names, scale), sizes in most.items():
        _raise(found, zip(names, (Decimal(size).scaleb(-scale) for size in sizes), strict=True))
    return found


def _raise(most: dict[str, Decimal], values: Iterable[tuple[str, Decimal]]) -> None:
    for name, value in values:
        if name not in most or value > most[name]:
            most[name] = value
