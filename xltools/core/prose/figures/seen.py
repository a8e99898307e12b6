"""A figure as it stands, before it is known what it is the figure of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.core.prose.figure import FigureKind
from xltools.core.prose.figures.written_dates import WrittenDate


@dataclass(slots=True)
class Seen:
    """Where it stands and what is written; the fields are those of Figure."""

    start: int
    end: int
    kind: FigureKind = "数"
    value: Decimal | None = None
    date: WrittenDate | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    places: int = 0
    approximate: bool = False
