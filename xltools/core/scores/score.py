"""Scores beside their reference (评分对照): what a unit gave itself, what the standard gives, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.refs import Place

ScoreState = Literal["一致", "不同", "没有算出", "没有公式"]
Basis = Literal["自评", "参考", "不计豁免"]


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator: its own score (自评得分) and the reference score (参考得分).

    ``reference`` is None where the standard has no formula (没有公式) or the workbook lacks what it needs
    (没有算出): never a number made up. Of a band it is the upper end and ``floor`` the lower one. ``without``
    is the reference that counts no exemption, where one was documented and counted. ``difference`` is own
    less reference, of a band from its nearer end, 0 inside. ``place`` is the cell of the own score.
    ``vain`` says that an exemption was filled in and could not be counted.
    """

    number: str
    name: str
    points: Decimal
    unit: str
    symbol: str
    target: Decimal | str | None
    actual: Decimal | str | None
    own: Decimal | None
    reference: Decimal | None
    floor: Decimal | None
    without: Decimal | None
    difference: Decimal | None
    state: ScoreState
    why: str
    place: Place | None = None
    vain: bool = False


@dataclass(frozen=True, slots=True)
class ScoreTotal:
    """A total and the grade the standard gives it.

    ``counted``: how many indicators have a score in it. In a total by reference an indicator without one has
    its own score; ``own`` says how many those are.
    """

    basis: Basis
    total: Decimal
    grade: str
    counted: int
    own: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one workbook, in the order of the standard's indicators."""

    indicators: tuple[Score, ...]
    totals: tuple[ScoreTotal, ...]

    def of(self, state: ScoreState) -> tuple[Score, ...]:
        """The indicators in a state."""
        return tuple(score for score in self.indicators if score.state == state)

    @property
    def noteworthy(self) -> tuple[Score, ...]:
        """Those to look at: own and reference differ, or an exemption was filled in."""
        told = (s for s in self.indicators if s.state == "不同" or s.without is not None or s.vain)
        return tuple(told)
