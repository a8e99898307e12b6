"""Who proposes repairs in a report: pending changes of this author are not yet the report's text."""

from __future__ import annotations

AUTHOR = "绩效自评核查"
