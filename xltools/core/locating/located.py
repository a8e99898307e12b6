"""Where the fields of one workbook are: what every later stage asks; what was moved, kept or lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from xltools.core.refs import Area, Place


@dataclass(frozen=True, slots=True)
class Move:
    """A field found by its words: ``before`` is where its name points (None: the name is lost)."""

    name: str
    before: Area | None
    after: Area


@dataclass(frozen=True, slots=True)
class Strange:
    """A field believed by its name although its label or heading is altered; ``now`` is what stands there."""

    name: str
    place: Place
    what: Literal["label", "heading"]
    now: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Filled rows beside a 明细 table: taken in, or (``counted`` is False) left out."""

    table: str
    area: Area
    counted: bool


@dataclass(frozen=True, eq=False)
class Located:
    """The place of every field found, the area of every table column; how each was found, what is lost.

    ``doubts`` gives the places between which a lost field could not be told.
    """

    cells: Mapping[str, Place]
    areas: Mapping[str, Area]
    lost: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    strange: tuple[Strange, ...] = ()
    outside: tuple[Outside, ...] = ()
    doubts: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    """The fields whose only name belongs to a copied sheet."""
    wide: Mapping[str, Area] = field(default_factory=dict)
    """Where the names of single cells point that cover several: they tell nothing."""
    complete: bool = False
    """Whether the workbook surely has a name of its own for every field and every parameter."""

    @cached_property
    def nameless(self) -> frozenset[str]:
        """The fields whose names are lost, or a copied sheet's, and whose words tell them for certain."""
        return self.local | {move.name for move in self.moves if move.before is None}
