"""Which attached forms lie near which unit's workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from xltools.core.attachments.attached import Form, Near


def near_units(units: Iterable[PurePath], forms: Iterable[Form]) -> Mapping[PurePath, Near]:
    """For each unit's workbook the forms near it.

    A form is near the workbooks in its own folder, or else in the nearest folder above that holds some; where
    none does, near all below the nearest folder above that has some below it.
    """
    holds: dict[PurePath, list[PurePath]] = {}
    below: dict[PurePath, list[PurePath]] = {}
    for unit in units:
        holds.setdefault(unit.parent, []).append(unit)
        for folder in unit.parents:
            below.setdefault(folder, []).append(unit)
    own: dict[PurePath, list[Form]] = {}
    shared: dict[PurePath, list[Form]] = {}
    for form in forms:
        folders = PurePath(form.path).parents
        found = next(_nearest(folders, holds), None) or next(_nearest(folders, below), ())
        for unit in found:
            alone = len(found) == 1 and unit.parent in folders
            (own if alone else shared).setdefault(unit, []).append(form)
    groups: dict[tuple[str, ...], tuple[Form, ...]] = {}

    def group(listed: Sequence[Form]) -> tuple[Form, ...]:
        """The same tuple for the same forms: sent to another process it is then sent once."""
        return groups.setdefault(tuple(form.path for form in listed), tuple(listed))

    return {unit: Near(group(own.get(unit, ())), group(shared.get(unit, ()))) for unit in {**own, **shared}}


def _nearest(
    folders: Sequence[PurePath], known: Mapping[PurePath, Sequence[PurePath]]
) -> Iterator[Sequence[PurePath]]:
    return (known[folder] for folder in folders if folder in known)
