"""One figure wrong in the eyes of several rules is one fault: told once, by the rule that knows best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from xltools.core.model import LEVELS, Finding
from xltools.core.prose.spot import Spot


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those at a figure that another rule tells of: more severely, or else before it."""
    every = list(findings)
    by_paragraph: dict[int, list[tuple[int, Finding, Spot]]] = defaultdict(list)
    for place, finding in enumerate(every):
        if finding.spot and _digits(finding.spot):
            by_paragraph[finding.spot.paragraph].append((place, finding, finding.spot))
    for place, finding in enumerate(every):
        others = by_paragraph[finding.spot.paragraph] if finding.spot else []
        if not any(_tells(other, before, spot, finding, place) for before, other, spot in others):
            yield finding


def _tells(other: Finding, before: int, spot: Spot, finding: Finding, place: int) -> bool:
    """Whether the other finding, of another rule, is of the same figure and to be kept in place of this."""
    own = finding.spot
    if own is None or other.rule == finding.rule or _digits(own) != _digits(spot):
        return False
    if own.start >= spot.end or spot.start >= own.end:
        return False
    return (-LEVELS.index(other.level), before) < (-LEVELS.index(finding.level), place)


def _digits(spot: Spot) -> str:
    return "".join(filter(str.isdigit, spot.text))
