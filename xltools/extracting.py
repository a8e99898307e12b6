"""What of each checked file goes back to whoever consolidates: made where the file was checked, and short."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from xltools.core.attachments.attached import Form
from xltools.core.consolidation.extract import Extract, extract
from xltools.core.ledger.handed import File, Handed, Owner, handed
from xltools.core.model import Checked
from xltools.runner import Then, load_standard


@dataclass(frozen=True, slots=True)
class Taken:
    """One file's extract. ``handed`` is for a ledger, ``checked`` the whole check, where they were asked for.

    ``handed`` is the file's as far as it says so itself. ``known``: it was not read again.
    """

    extract: Extract
    handed: Handed | None = None
    checked: Checked | None = None
    known: bool = False


def taking(
    standard: str | None = None, *, cells: bool = False, recorded: bool = False, whole: bool = False
) -> Then[Taken]:
    """What makes a Taken of a check: with every filled cell, with what a ledger keeps, with all there is.

    ``standard`` is the one units were checked by, whatever they say; None: each by its own.
    """
    return partial(_take, standard, cells=cells, recorded=recorded, whole=whole)


def _take(
    forced: str | None, checked: Checked, form: Form | None, *, cells: bool, recorded: bool, whole: bool
) -> Taken:
    name = checked.standard if form or forced is None else forced
    standard = load_standard(name) if checked.record else None
    found = extract(standard, checked, form, cells=cells)
    return Taken(found, _handed(checked, found) if recorded else None, checked if whole else None)


def _handed(checked: Checked, found: Extract) -> Handed:
    owner = Owner(found.code, found.name, found.year or 0)
    return handed(checked, File(checked.path, checked.sha256, 0, 0), owner, "")
