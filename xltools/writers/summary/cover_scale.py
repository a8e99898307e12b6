"""In what unit amounts are shown on the cover, so that the largest has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Amounts from here on, in 元, are shown in 亿元.
_LARGE = Decimal(10) ** 11


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit, and what figures are divided by to stand in it."""

    unit: str
    by: int

    def formula(self, cell: str) -> str:
        """A live formula of a figure in this unit; a blank stays blank."""
        shown = f"{cell}/{self.by}" if self.by > 1 else cell
        return f'=IF(COUNT({cell})=0,"",{shown})'

    def of(self, value: Decimal | None) -> Decimal | None:
        """A value in this unit."""
        return None if value is None else value / self.by


def scale_of(values: Sequence[Decimal | None]) -> Scale:
    """万元, or 亿元 where the largest has twelve digits or more before the point."""
    most = max((abs(value) for value in values if value is not None), default=Decimal(0))
    return Scale("亿元", 10**8) if most >= _LARGE else Scale("万元", 10**4)
