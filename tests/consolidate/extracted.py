"""Checked files consolidated as a command does it: by their extracts, with every filled cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xltools.core.consolidation import consolidate as whole
from xltools.core.consolidation.extract import extract
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Summary
from xltools.core.consolidation.versions import Came
from xltools.core.model import Checked
from xltools.core.standard import Standard


def consolidate(
    standard: Standard,
    checked: Iterable[Checked],
    roster: Roster | None,
    came: Mapping[str, Came] | None = None,
) -> Summary:
    """The summary of these files; ``came`` is when a ledger says each was handed in, by its sha256."""
    files = [extract(standard, each, cells=True) for each in checked]
    return whole.consolidate(standard, files, roster, came)
