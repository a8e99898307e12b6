"""版式: is the form still the form: fields moved or lost, rows beside a table, its words altered.

What has one cause is one finding: a sheet renamed, a block shifted, the rows of a table sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.drift import Told, drift
from xltools.core.formtext import altered
from xltools.core.model import Finding
from xltools.core.standard import Rule


def form(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields found again or lost, rows outside tables, and whatever of the form's own words was changed."""
    for told in drift(seen.workbook, seen.standard, seen.layout, seen.located):
        yield _finding(rule, told)
    for found in altered(seen.workbook, seen.standard, seen.layout, seen.located):
        yield finding(rule, found.field, found.place, found.field, found.problem)


def _finding(rule: Rule, told: Told) -> Finding:
    made = finding(rule, told.field, told.places[0] if told.places else None, told.field or "", told.problem)
    return replace(made, places=told.places)
