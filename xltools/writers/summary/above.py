"""The unit right above each unit: what lists of units are filtered by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Summary


def parents(summary: Summary) -> Mapping[Unit, Unit]:
    """The unit above each unit that has one."""
    return dict(_pairs(summary))


def _pairs(summary: Summary) -> Iterator[tuple[Unit, Unit]]:
    """Yield (unit, the unit above it): in tree order that is the last one of the level before."""
    path: list[Unit] = []
    for member in summary.members:
        del path[member.level :]
        if path:
            yield member.unit, path[-1]
        path.append(member.unit)
