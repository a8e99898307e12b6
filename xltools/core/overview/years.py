"""The year a number of files is about."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.core.model import Checked


def year_of(checked: Iterable[Checked]) -> int | None:
    """The one year all files that name a year agree on; None where there is none, or more than one."""
    years = {each.record.year for each in checked if each.record and each.record.year is not None}
    return years.pop() if len(years) == 1 else None
