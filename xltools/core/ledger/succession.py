"""Which submission of a series counts: the one handed in last, whatever the order they were recorded in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Handing:
    """One handing-in of a submission: in which run, and among those of one run by time stamp, then path.

    A later run is a later handing-in; within one run nobody but the time stamp can tell.
    """

    run: int
    modified: int
    path: str
    submission: int


def succession(handings: Iterable[Handing]) -> dict[int, int | None]:
    """What replaced each submission of a series; None for the current one, of which there is just one.

    A submission handed in again is current again.

    >>> first, second, again = Handing(1, 0, "a", 1), Handing(2, 0, "b", 2), Handing(3, 0, "a", 1)
    >>> succession([again, first, second])
    {1: None, 2: 1}
    """
    order = [handing.submission for handing in sorted(handings)]
    last = {submission: position for position, submission in enumerate(order)}
    return {each: order[at + 1] if at + 1 < len(order) else None for each, at in last.items()}
