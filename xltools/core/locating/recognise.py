"""Which standard a workbook belongs to that names none: the one whose words stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xltools.core.locating.frame import labels_of
from xltools.core.locating.headings import words
from xltools.core.model import Workbook
from xltools.core.standard import Standard

#: How well the words of a workbook and of its standard must fit.
ENOUGH = 0.6

#: How well they must fit for a standard to be named as the nearest.
NEAR = 0.3

#: How many times as well as those of any other standard.
CLEARLY = 2


@dataclass(frozen=True, slots=True)
class Recognised:
    """The standard whose words fit best, how well (0 to 1), and whether that is clear."""

    name: str
    share: float
    clear: bool

    @property
    def near(self) -> bool:
        """Whether it is worth naming: less than this part in common says nothing."""
        return self.share >= NEAR


def recognise(workbook: Workbook, standards: Sequence[Standard]) -> Recognised:
    """Compare the texts of a workbook with the labels, headings and row keys of each standard.

    A small form may have all its words in a larger one: words of other standards count against it.
    """
    labels = {standard.name: frozenset().union(*labels_of(standard).values()) for standard in standards}
    known = frozenset().union(*labels.values())
    texts = (value for sheet in workbook.sheets for row in sheet.values for value in row)
    said = known.intersection(words(value) for value in texts if isinstance(value, str))
    shares = sorted(((_share(labels[each.name], said), each.name) for each in standards), reverse=True)
    (share, name), (second, _) = (*shares, (0.0, ""), (0.0, ""))[:2]
    return Recognised(name, share, share >= ENOUGH and share >= CLEARLY * second)


def _share(labels: frozenset[str], said: frozenset[str]) -> float:
    """How much of either set is in both."""
    return len(labels & said) / len(labels | said) if labels or said else 0.0
