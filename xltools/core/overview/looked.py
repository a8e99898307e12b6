"""The values at failure (现场数据): each cell a finding looked at, and what stood there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from xltools.core.causes.sources import Sources
from xltools.core.model import Datum, Finding, Typed
from xltools.core.overview.overview import Found, Overview
from xltools.core.refs import Place

#: What is known of a cell: its value; that it is blank; that nobody can read it; that it is no field's.
State = Literal["有值", "空白", "不能识别", "不是填报项"]


@dataclass(frozen=True, slots=True)
class Looked:
    """One cell of one finding: ``first`` marks the one to correct.

    ``value`` is as read or recomputed, in the field's ``unit``; ``written`` how it stands in the cell where
    it had to be understood. A cell that no field stands in has no value here, whatever the workbook holds.
    """

    found: Found
    place: Place
    first: bool
    state: State
    name: str = ""
    label: str = ""
    unit: str = ""
    value: Typed = None
    written: str = ""


def looked(overview: Overview) -> Iterator[Looked]:
    """Yield every cell of every finding, in the order of the findings."""
    for found, sources in sourced(overview):
        for position, place in enumerate(dict.fromkeys(found.finding.places)):
            yield _looked(found, place, sources, first=position == 0)


def sourced(overview: Overview) -> Iterator[tuple[Found, Sources | None]]:
    """Yield each finding with what knows its file's cells; None where record or standard is not known."""
    for _, each in groupby(overview.found, key=lambda found: id(found.checked)):
        group = tuple(each)
        checked = group[0].checked
        standard = overview.standards.get(checked.standard)
        sources = Sources(standard, checked.record) if standard and checked.record else None
        yield from ((found, sources) for found in group)


def item_of(finding: Finding, sources: Sources | None) -> str:
    """What people call the item a finding is about: by its first cell, else by its field's name."""
    if sources is None:
        return finding.field or ""
    datum = sources.at(finding.places[0]) if finding.places else None
    if datum is not None:
        return sources.label(datum)
    return sources.called(finding.field) if finding.field else ""


def _looked(found: Found, place: Place, sources: Sources | None, *, first: bool) -> Looked:
    datum = sources.at(place) if sources else None
    if datum is None or sources is None:
        return Looked(found, place, first, "不是填报项")
    field = sources.field(place)
    unit = field.unit if field else ""
    label = sources.label(datum)
    return Looked(found, place, first, _state(datum), datum.field, label, unit, datum.value, datum.written)


def _state(datum: Datum) -> State:
    if not datum.readable:
        return "不能识别"
    return "空白" if datum.blank else "有值"
