"""What a check of a report found, before its rule gives it level and words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.core.model import Level, Outcome
from xltools.core.prose.spot import Spot


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: ``spot`` are the words, None where something is missing from the whole report.

    ``left`` is what the report writes, ``right`` what it should be as far as is known, ``difference`` the
    first less the second. With ``name`` they fill the rule's message ({名} {左} {右} {差}). ``fix`` stands in
    place of the rule's, ``level`` too (never above it).
    """

    spot: Spot | None
    name: str = ""
    left: Decimal | str | None = None
    right: Decimal | str | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    field: str | None = None
    fix: str = ""
    level: Level | None = None
    outcome: Outcome = "不通过"
