"""The figure of a sum that stands in the wrong unit: taken as 万元 instead of 元 it makes the sum true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.prose.sums.adding import Reading, adds_up, alike, readings, value_of
from xltools.core.prose.sums.parts import Group, Part

_STEPS = tuple(Decimal(10) ** power for power in (4, -4, 8, -8))


@dataclass(frozen=True, slots=True)
class Rescaled:
    """The figure in the wrong unit, as it should be, and the sum that is then true."""

    part: Part
    right: Part
    reading: Reading


def rescaled(group: Group, unlike: tuple[str, ...]) -> Rescaled | None:
    """The one figure in the wrong unit; None where the sum is true as it stands, or no change makes it so."""
    scales = {part.figure.scale for part in (*group.wholes, *group.parts)}
    if not group.marked or len(scales) < 2 or adds_up(group, unlike):
        return None
    for whole in group.wholes:
        if whole.unit != "元":
            continue
        for reading in readings(group, whole, alike(group, whole, unlike), 2):
            for part, right, changed in _changes(reading):
                if changed.holds:
                    return Rescaled(part, right, changed)
    return None


def _changes(reading: Reading) -> Iterator[tuple[Part, Part, Reading]]:
    """Each figure in the scale of another, the rest as they are."""
    members = (reading.whole, *reading.parts)
    scales = {member.figure.scale for member in members}
    for place, member in enumerate(members):
        if value_of(member) < 10 * member.figure.scale:
            continue
        for step in _STEPS:
            scale = member.figure.scale * step
            if scale in scales and scale != member.figure.scale:
                figure = replace(member.figure, value=value_of(member) * step, scale=scale)
                right = replace(member, figure=figure)
                changed = [*members[:place], right, *members[place + 1 :]]
                yield member, right, Reading(changed[0], tuple(changed[1:]))
