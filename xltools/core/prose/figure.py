"""A figure as it stands in a sentence: its value, its unit, and what it is said to be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FigureKind = Literal["数", "日期", "序号", "文号"]
Role = Literal["", "常数", "代入", "结果"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report.

    ``passage`` is the index of its passage, ``start`` and ``end`` where it stands, with scale and unit. A
    数 has its ``value`` in the unit as written without scale (41.31万个 -> 413100 个, 33.61% -> 33.61 %); a
    日期 has ``date`` (year, month, day), None for what is not written. ``scale`` is 10000 for 万, ``places``
    the decimals written, ``approximate`` for 约 多 余. ``label`` is what the words call it, ``noun`` what is
    counted. ``role`` is its part in an in-text formula. ``sentence`` is where its sentence starts and ends.
    """

    passage: int
    start: int
    end: int
    text: str
    kind: FigureKind
    value: Decimal | None = None
    date: tuple[int | None, int | None, int | None] | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    places: int = 0
    label: str = ""
    noun: str = ""
    sentence: tuple[int, int] = (0, 0)
    approximate: bool = False
    role: Role = ""

    @property
    def half_unit(self) -> Decimal:
        """Half a unit in the last place written: how far rounding may have moved the value."""
        return self.scale * Decimal(5).scaleb(-self.places - 1)
