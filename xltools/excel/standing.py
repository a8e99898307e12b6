"""The marks that stand in an open workbook, ours or of ``xltools annotate``; and taking them away again.

Notes are known by their first line wherever their cell has moved, fills by the line number in the note; what
its lines say of a cell without a note counts only while the cell still shows one of our colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from xltools.core.model import Sheet
from xltools.core.refs import parse_area
from xltools.core.returned.notes import START, numbers, without
from xltools.excel.areas import Spot
from xltools.excel.fills import MIXED, SavedFills, colour, paint, rgb, shown
from xltools.excel.troubles import is_refusal, unless_refused
from xltools.writers.patch.colours import MARKS, strongest
from xltools.writers.patch.remembered import NO_FILL, Remembered, remembered

_OURS = frozenset(map(rgb, MARKS))


@dataclass(slots=True)
class OnSheet:
    """What stands on an ``xlwings.Sheet``: notes with words of ours, with their texts; all cells with notes.

    ``fills`` are the original fills of cells that we coloured, each with the colour they should show.
    """

    sheet: Any
    ours: dict[Spot, tuple[Any, str]] = field(default_factory=dict)
    others: set[Spot] = field(default_factory=set)
    fills: dict[Spot, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """The marks by sheet name; ``any`` says whether there are any at all."""

    sheets: Mapping[str, OnSheet]

    @property
    def any(self) -> bool:
        """Whether anything of ours stands on the sheets."""
        return any(each.ours or each.fills for each in self.sheets.values())

    def original(self, sheet: str, spot: Spot) -> str:
        """The original fill of a cell that is marked; "" for another."""
        fill, _ = self.sheets[sheet].fills.get(spot, ("", ""))
        return fill


def standing(sheets: Mapping[str, Any], results: Sequence[Sheet], saved: SavedFills) -> Standing:
    """The marks on these ``xlwings.Sheet``s by name, by what the sheets 审核结果 remember of them."""
    known = remembered(results)
    found = {name: _notes(sheet) for name, sheet in sheets.items()}
    met: set[int] = set()
    for name, each in found.items():
        for spot, (_, text) in each.ours.items():
            named = numbers(text)
            met.update(named)
            each.fills[spot] = _remembered(name, spot, named, known, saved)
    for (name, spot), fill in known.placed.items():
        here = known.lines.get((name, spot), [])
        if name in found and spot not in found[name].fills and met.isdisjoint(here):
            marks = [known.colours[number] for number in here if known.colours[number]]
            found[name].fills[spot] = (fill, strongest(marks) if marks else "")
    return Standing(found)


def _notes(sheet: Any) -> OnSheet:
    found = OnSheet(sheet)
    for note in sheet.notes:
        area = parse_area(f"x!{note.location.address}")
        if area is None:
            continue
        spot = (area.first_row, area.first_column)
        found.others.add(spot)
        if START in (text := str(note.text)):
            found.ours[spot] = note, text
    return found


def _remembered(
    name: str, spot: Spot, named: Sequence[int], known: Remembered, saved: SavedFills
) -> tuple[str, str]:
    fill = next((known.numbered[each] for each in named if each in known.numbered), "")
    fill = fill or known.placed.get((name, spot), "")
    marks = [each for number in named if (each := known.colours.get(number, ""))]
    if not fill:
        before = saved.of(name, spot)
        fill = before if before and colour(before) not in _OURS else NO_FILL
    return fill, strongest(marks) if marks else ""


#: Notes by sheet name and cell.
Notes = Mapping[str, Mapping[Spot, str]]


def unmark(standing: Standing, keep: Notes = MappingProxyType({})) -> list[str]:
    """Take fills and notes away; the names of sheets that did not let their fills be given back.

    A cell that no longer shows our colour keeps what somebody gave it since. A note that says just what
    is in ``keep`` stays.
    """
    refused = []
    for name, each in standing.sheets.items():
        try:
            _give_back(each)
        except Exception as error:
            if not is_refusal(error):
                raise
            refused.append(name)
            continue
        for spot, (note, text) in each.ours.items():
            if text == keep.get(name, {}).get(spot):
                continue
            with unless_refused():
                _erase(note, text)
    return refused


def _give_back(each: OnSheet) -> None:
    groups: dict[str, list[Spot]] = {}
    for spot in _coloured(each):
        groups.setdefault(each.fills[spot][0], []).append(spot)
    for fill, spots in groups.items():
        original = colour(fill)
        if original != MIXED:
            paint(each.sheet, spots, original)


def _coloured(each: OnSheet) -> Iterator[Spot]:
    """The cells that do show our colour: asked for together, and one by one where they differ."""
    groups: dict[tuple[str, str], list[Spot]] = {}
    for spot, kept in each.fills.items():
        groups.setdefault(kept, []).append(spot)
    for (fill, mark), spots in groups.items():
        now = shown(each.sheet, spots)
        if mark and now == rgb(mark):
            yield from spots
        elif now == MIXED or now != colour(fill):
            yield from (spot for spot in spots if shown(each.sheet, [spot]) in _OURS)


def _erase(note: Any, text: str) -> None:
    """Take our words off a note; one that has no others goes."""
    rest = without(text)
    if rest.strip():
        note.text = rest
    else:
        note.delete()
