"""How figures are spread: the middle, what is usual about it, and how far off one of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

#: The median deviation of a normal distribution, in standard deviations: with it a modified z is read as a z.
_NORMAL = Decimal("0.6745")


@dataclass(frozen=True, slots=True)
class Spread:
    """Of ``count`` figures: the median, the median deviation from it (MAD), the lower and upper quartile."""

    count: int
    middle: Decimal
    deviation: Decimal
    lower: Decimal
    upper: Decimal

    @property
    def range(self) -> Decimal:
        """The interquartile range (IQR)."""
        return self.upper - self.lower

    def score(self, value: Decimal) -> Decimal | None:
        """The modified z of a figure; None where half of the figures are the same.

        >>> Spread(5, Decimal(3), Decimal(1), Decimal(2), Decimal(4)).score(Decimal(103))
        Decimal('67.4500')
        """
        return (value - self.middle) * _NORMAL / self.deviation if self.deviation else None

    def fences(self, times: Decimal) -> tuple[Decimal, Decimal]:
        """Between what figures are usual: so many interquartile ranges under and over the quartiles."""
        return self.lower - times * self.range, self.upper + times * self.range


def spread_of(values: Sequence[Decimal]) -> Spread:
    """The spread of two figures or more; quartiles as Excel's QUARTILE.INC has them."""
    middle = median(values)
    deviation = median(abs(value - middle) for value in values)
    lower, _, upper = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), middle, deviation, lower, upper)
