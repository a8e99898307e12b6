"""The figures of one unit, packed: some bytes a figure instead of hundreds, for there may be 50,000 units."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.core.model import Source
from xltools.core.refs import Place

#: What stands for a blank among whole numbers.
_BLANK = -(1 << 63)

#: More decimals than these, or more digits than these bytes hold, and numbers are kept as they are.
_MOST_DECIMALS = 9

#: How many files' cells are remembered: forms filled as they were sent out all have the same.
_LAYOUTS = 256


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one unit, in the field's own unit (元), and the cell it comes from (溯源)."""

    value: Decimal
    source: Source
    place: Place


class Figures(Mapping[str, Figure]):
    """Figures by name, in a given order; a blank has no entry. Immutable, and equal by its figures.

    ``names`` are all names there can be; files of one standard share them, and mostly the cells too.
    """

    __slots__ = ("_index", "_numbers", "_places", "_scale", "source")

    def __init__(
        self, names: tuple[str, ...], numbers: Mapping[str, tuple[Decimal, Place]], source: Source
    ) -> None:
        given = [numbers.get(name) for name in names]
        self._index = _index(names)
        self._places = _shared(tuple(each[1] if each else None for each in given))
        self._scale, self._numbers = _packed([each[0] if each else None for each in given])
        self.source = source

    @property
    def names(self) -> tuple[str, ...]:
        """All names there can be, in order."""
        return tuple(self._index)

    def number(self, name: str) -> Decimal | None:
        """The value alone; None for a blank."""
        position = self._index.get(name)
        return None if position is None else self._at(position)

    def numbers(self) -> Iterator[tuple[str, Decimal]]:
        """Yield names and values of what is filled."""
        for name, position in self._index.items():
            value = self._at(position)
            if value is not None:
                yield name, value

    def _at(self, position: int) -> Decimal | None:
        number = self._numbers[position]
        if isinstance(number, int):
            return None if number == _BLANK else Decimal(number).scaleb(-self._scale)
        return number

    def __getitem__(self, name: str) -> Figure:
        position = self._index[name]
        value, place = self._at(position), self._places[position]
        if value is None or place is None:
            raise KeyError(name)
        return Figure(value, self.source, place)

    def __iter__(self) -> Iterator[str]:
        return (name for name, place in zip(self._index, self._places, strict=True) if place is not None)

    def __contains__(self, name: object) -> bool:
        position = self._index.get(name) if isinstance(name, str) else None
        return position is not None and self._places[position] is not None

    def __len__(self) -> int:
        return sum(place is not None for place in self._places)

    def __reduce__(self) -> tuple[Any, ...]:
        numbers = {name: (figure.value, figure.place) for name, figure in self.items()}
        return Figures, (self.names, numbers, self.source)

    def __hash__(self) -> int:
        return hash((self.source, tuple(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figures):
            return NotImplemented
        return self.source == other.source and dict(self.items()) == dict(other.items())


@lru_cache(maxsize=_LAYOUTS)
def _index(names: tuple[str, ...]) -> Mapping[str, int]:
    return {name: position for position, name in enumerate(names)}


@lru_cache(maxsize=_LAYOUTS)
def _shared(places: tuple[Place | None, ...]) -> tuple[Place | None, ...]:
    """The same tuple for equal ones."""
    return places


def _packed(values: Sequence[Decimal | None]) -> tuple[int, Sequence[int] | Sequence[Decimal | None]]:
    """(decimals, whole numbers), or the values themselves where they do not fit. Exact either way."""
    exponents = [value.as_tuple().exponent for value in values if value is not None]
    if not all(isinstance(each, int) and each >= -_MOST_DECIMALS for each in exponents):
        return 0, tuple(values)
    scale = max([0, *(-each for each in exponents if isinstance(each, int))])
    try:
        whole = array("q", [_BLANK if each is None else _whole(each, scale) for each in values])
    except OverflowError:
        return 0, tuple(values)
    return scale, whole


def _whole(value: Decimal, scale: int) -> int:
    number = int(value.scaleb(scale))
    if number == _BLANK:
        raise OverflowError
    return number


#: Those of a unit that reported nothing.
NO_FIGURES = Figures((), {}, Source("", ""))
