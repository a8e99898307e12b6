"""Which indicators lose points, and where (指标得分率): over the units that gave themselves a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.extract import Own
from xltools.core.consolidation.summary import Member, Node, Summary
from xltools.core.standard import Indicator, Standard


@dataclass(frozen=True, slots=True)
class IndicatorRate:
    """One indicator over the ``units`` that scored it.

    ``scored`` is the sum of their scores, ``full`` how many have all points, ``losing`` how many have fewer,
    ``lost`` the points those lost together. A unit with a file and no readable score is in none of them: it
    is counted in ``unscored``.
    """

    indicator: Indicator
    units: int
    scored: Decimal
    full: int
    losing: int
    lost: Decimal
    unscored: int

    @property
    def rate(self) -> Decimal | None:
        """Σ scores / (points x units) in per cent, exact; None where nobody scored it or it has no points."""
        most = self.indicator.points * self.units
        return self.scored / most * 100 if most else None


def indicator_rates(standard: Standard, members: Iterable[Member]) -> tuple[IndicatorRate, ...]:
    """The rate of each indicator, in the order of the standard; the order of the units does not matter."""
    scores = [member.score for member in members if member.score]
    return tuple(_rate(indicator, scores) for indicator in standard.indicators)


def _rate(indicator: Indicator, scores: Sequence[Own]) -> IndicatorRate:
    given = (score.by_indicator.number(indicator.name) for score in scores)
    values = [value for value in given if value is not None]
    losses = [indicator.points - value for value in values if value < indicator.points]
    return IndicatorRate(
        indicator,
        units=len(values),
        scored=sum(values, Decimal(0)),
        full=len(values) - len(losses),
        losing=len(losses),
        lost=sum(losses, Decimal(0)),
        unscored=len(scores) - len(values),
    )


def branches(summary: Summary) -> tuple[Node, ...]:
    """The departments or counties right below the top, in tree order; () where there are none.

    Where all units are below one, the units right below that one count. A unit without units below it is
    no branch.
    """
    tops = [node for node in summary.nodes[1:] if node.level == 0]
    whole = summary.nodes[0]
    if len(tops) == 1 and (tops[0].first, tops[0].last) == (whole.first, whole.last):
        tops = [node for node in summary.nodes[1:] if node.level == 1]
    return tuple(tops)
