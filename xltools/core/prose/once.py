"""One figure wrong in the eyes of several rules is one fault: told once, by the rule that knows best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from xltools.core.model import LEVELS, Finding
from xltools.core.prose.spot import Spot

#: A paragraph, a stretch of it of so many characters, and a figure's digits.
_Figure = tuple[int, int, str]
_NEAR = 64


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those at a figure that another rule tells of: more severely, or else before it."""
    every = list(findings)
    of_figure: dict[_Figure, list[tuple[int, Finding, Spot]]] = defaultdict(list)
    for place, finding in enumerate(every):
        if finding.spot:
            for figure in _figures(finding.spot):
                of_figure[figure].append((place, finding, finding.spot))
    for place, finding in enumerate(every):
        figures = _figures(finding.spot) if finding.spot else ()
        others = chain.from_iterable(of_figure[figure] for figure in figures)
        if not any(_tells(other, before, spot, finding, place) for before, other, spot in others):
            yield finding


def _figures(spot: Spot) -> Iterator[_Figure]:
    """What spots of one figure have in common: a paragraph of a thousand figures is not looked through."""
    digits = _digits(spot)
    if digits:
        yield from ((spot.paragraph, at, digits) for at in range(spot.start // _NEAR, spot.end // _NEAR + 1))


def _tells(other: Finding, before: int, spot: Spot, finding: Finding, place: int) -> bool:
    """Whether the other finding, of another rule, is of the same figure and to be kept in place of this."""
    own = finding.spot
    if own is None or other.rule == finding.rule:
        return False
    if own.start >= spot.end or spot.start >= own.end:
        return False
    return (-LEVELS.index(other.level), before) < (-LEVELS.index(finding.level), place)


def _digits(spot: Spot) -> str:
    return "".join(filter(str.isdigit, spot.text))
