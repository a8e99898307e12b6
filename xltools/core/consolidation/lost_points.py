"""Which indicators lose points, and where (指标得分率): over all units that gave themselves a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.summary import Figure, Member
from xltools.core.standard import Indicator, Standard


@dataclass(frozen=True, slots=True)
class Lost:
    """What one unit lost on an indicator, and the score's cell."""

    member: Member
    points: Decimal
    figure: Figure


@dataclass(frozen=True, slots=True)
class IndicatorRate:
    """One indicator over the units that scored it: ``rate`` is Σ scores / (points x units) in per cent.

    ``rate`` is None where nobody scored it, or it has no points. ``lost`` names each unit below full marks,
    the greatest loss first; ``unscored`` the units with a file and no readable score: they are in no rate.
    """

    indicator: Indicator
    units: int
    total: Decimal
    rate: Decimal | None
    lost: tuple[Lost, ...]
    unscored: tuple[Member, ...]

    @property
    def points_lost(self) -> Decimal:
        """The points all units lost on it."""
        return sum((each.points for each in self.lost), Decimal(0))


def indicator_rates(standard: Standard, members: Sequence[Member]) -> tuple[IndicatorRate, ...]:
    """The rate of each indicator, in the order of the standard; the units' order does not matter."""
    return tuple(_rate(indicator, members) for indicator in standard.indicators)


def _rate(indicator: Indicator, members: Sequence[Member]) -> IndicatorRate:
    scored = list(_scores(indicator, members))
    total = sum((figure.value for _, figure in scored), Decimal(0))
    most = indicator.points * len(scored)
    lost = [
        Lost(member, indicator.points - figure.value, figure)
        for member, figure in scored
        if figure.value < indicator.points
    ]
    lost.sort(key=lambda each: (-each.points, each.member.unit.code, each.member.unit.name))
    unscored = [each for each in members if each.score and indicator.name not in each.score.by_indicator]
    return IndicatorRate(
        indicator, len(scored), total, total / most * 100 if most else None, tuple(lost), tuple(unscored)
    )


def _scores(indicator: Indicator, members: Sequence[Member]) -> Iterator[tuple[Member, Figure]]:
    for member in members:
        figure = member.score.by_indicator.get(indicator.name) if member.score else None
        if figure:
            yield member, figure
