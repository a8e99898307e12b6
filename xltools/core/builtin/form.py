"""版式 and 移位: is the form still the form: fields moved or lost, rows beside a table, its words altered.

What has one cause is one finding: a sheet renamed, a block shifted, the rows of a table sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.locating.drift import drift
from xltools.core.locating.formtext import altered
from xltools.core.locating.told import Told
from xltools.core.model import Finding
from xltools.core.standard import Rule


def form(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields whose names are gone or wrong, rows left out, and what of the form's own words was changed."""
    yield from (_finding(rule, told) for told in _drift(seen) if not told.harmless)
    for found in altered(seen.workbook, seen.standard, seen.layout, seen.located):
        yield finding(rule, found.field, found.place, found.field, found.problem)


def moved(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """What was renamed, copied or added beside a table, and did no harm to any figure."""
    yield from (_finding(rule, told) for told in _drift(seen) if told.harmless)


def _drift(seen: Seen) -> Iterator[Told]:
    return drift(seen.workbook, seen.standard, seen.layout, seen.located)


def _finding(rule: Rule, told: Told) -> Finding:
    made = finding(rule, told.field, told.places[0] if told.places else None, told.field or "", told.problem)
    return replace(made, places=told.places)
