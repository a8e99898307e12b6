"""The figures of one unit, packed: some bytes a figure instead of hundreds, for there may be 50,000 units."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from xltools.core.model import Source
from xltools.core.refs import Place

#: What stands for a blank among whole numbers.
BLANK = -(1 << 63)

#: What stands in no name that an .xlsx can hold.
_BETWEEN = "\0"

#: More decimals than these, or more digits than these bytes hold, and numbers are kept as they are.
MOST_DECIMALS = 9

#: How many files' cells are remembered: forms filled as they were sent out all have the same.
_LAYOUTS = 256


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one unit, in the field's own unit (元), and the cell it comes from (溯源)."""

    value: Decimal
    source: Source
    place: Place


class Packed(NamedTuple):
    """Figures in the order of their names: cells and numbers, where :data:`BLANK` or None is a blank.

    Whole numbers are to be divided by ten to the power of ``scale``.
    """

    places: tuple[Place | None, ...]
    scale: int
    numbers: Sequence[int] | Sequence[Decimal | None]


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

    @classmethod
    def of(cls, names: tuple[str, ...], packed: Packed, source: Source) -> Figures:
        """What :attr:`packed` gave, as the figures of ``source``; ValueError for what does not fit."""
        made = cls((), {}, source)
        made._index, made._places = _index(names), _shared(packed.places)
        made._scale, made._numbers = packed.scale, packed.numbers
        nothing = BLANK if isinstance(packed.numbers, array) else None
        blanks = [number == nothing for number in packed.numbers]
        if blanks != [place is None for place in packed.places] or len(blanks) != len(names):
            raise ValueError(packed)
        return made

    @property
    def packed(self) -> Packed:
        """All but the names and the file."""
        return Packed(self._places, self._scale, self._numbers)

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
            return None if number == BLANK else Decimal(number).scaleb(-self._scale)
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
        names = _BETWEEN.join(self._index)
        return _sent, (names, _flat(self._places), self._scale, self._numbers, self.source)

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


def _flat(places: tuple[Place | None, ...]) -> tuple[tuple[str, ...], bytes]:
    """Cells as few objects, which travel faster: the sheets, and (sheet, row, column) of each cell."""
    sheets = tuple(dict.fromkeys(place.sheet for place in places if place))
    number = {sheet: at for at, sheet in enumerate(sheets)}
    cells = array("q")
    for place in places:
        cells.extend((number[place.sheet], place.row, place.column) if place else (-1, 0, 0))
    return sheets, cells.tobytes()


@lru_cache(maxsize=_LAYOUTS)
def _cells(sheets: tuple[str, ...], flat: bytes) -> tuple[Place | None, ...]:
    """The cells again."""
    told = iter(array("q", flat))
    places = zip(told, told, told, strict=True)
    return tuple(None if at < 0 else Place(sheets[at], row, column) for at, row, column in places)


@lru_cache(maxsize=_LAYOUTS)
def _names(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_BETWEEN)) if joined else ()


def _sent(
    names: str,
    flat: tuple[tuple[str, ...], bytes],
    scale: int,
    numbers: Sequence[int] | Sequence[Decimal | None],
    source: Source,
) -> Figures:
    """Figures that came from another process."""
    return Figures.of(_names(names), Packed(_cells(*flat), scale, numbers), source)


def _packed(values: Sequence[Decimal | None]) -> tuple[int, Sequence[int] | Sequence[Decimal | None]]:
    """(decimals, whole numbers), or the values themselves where they do not fit. Exact either way."""
    exponents = [value.as_tuple().exponent for value in values if value is not None]
    if not all(isinstance(each, int) and each >= -MOST_DECIMALS for each in exponents):
        return 0, tuple(values)
    scale = max([0, *(-each for each in exponents if isinstance(each, int))])
    try:
        whole = array("q", [BLANK if each is None else _whole(each, scale) for each in values])
    except OverflowError:
        return 0, tuple(values)
    return scale, whole


def _whole(value: Decimal, scale: int) -> int:
    number = int(value.scaleb(scale))
    if number == BLANK:
        raise OverflowError
    return number


#: Those of a unit that reported nothing.
NO_FIGURES = Figures((), {}, Source("", ""))
