"""Figures in the wrong unit, by the report's own words and by its workbook (文中单位)."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.prose.beside.mixed_with_workbook import mixed_with_workbook
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.mixed_units import mixed_units
from xltools.core.standard import Rule


def wrong_units(read: Read, rule: Rule) -> Iterator[Found]:
    """Each figure once, by its workbook where both tell of it: that says what is right."""
    told = set()
    for found in (*mixed_with_workbook(read, rule), *mixed_units(read, rule)):
        if found.spot not in told:
            told.add(found.spot)
            yield found
