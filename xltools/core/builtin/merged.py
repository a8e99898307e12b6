"""合并: fields that lie under a merged area, where nobody sees them or can fill them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.locating.formtext import label_of
from xltools.core.locating.locate import Located
from xltools.core.model import Finding
from xltools.core.refs import Area, Place
from xltools.core.standard import Rule, Standard

_SHOWN = 3


def merged(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Each merged area over cells of fields other than its first, which the form never has."""
    for area, under in _taken(seen.standard, seen.located, _merges(seen)):
        names = list(dict.fromkeys(name for name, _ in under))
        label = "、".join(_called(seen, name) for name in names[:_SHOWN])
        label += f"等{len(names)}项" if len(names) > _SHOWN else ""
        name, place = under[0]
        found = finding(rule, name, place, label, f"{area.sheet}!{area.ref}")
        yield replace(found, places=tuple(place for _, place in under))


def taken_in(seen: Seen) -> frozenset[Place]:
    """The cells of fields that lie under merged areas."""
    taken = _taken(seen.standard, seen.located, _merges(seen))
    return frozenset(place for _, under in taken for _, place in under)


def _merges(seen: Seen) -> tuple[tuple[Area, ...], ...]:
    return tuple(sheet.merges for sheet in seen.workbook.sheets)


@lru_cache(maxsize=16)
def _taken(
    standard: Standard, located: Located, merges: tuple[tuple[Area, ...], ...]
) -> tuple[tuple[Area, tuple[tuple[str, Place], ...]], ...]:
    """The merged areas over fields, with the names and places of those not seen."""
    fields: dict[str, list[tuple[str, Place]]] = {}
    for name, place in (*located.cells.items(), *_rows(standard, located)):
        fields.setdefault(place.sheet, []).append((name, place))
    found = []
    for area in (area for sheet in merges for area in sheet):
        under = [(name, place) for name, place in fields.get(area.sheet, ()) if _is_under(area, place)]
        if under:
            found.append((area, tuple(under)))
    return tuple(found)


def _rows(standard: Standard, located: Located) -> Iterator[tuple[str, Place]]:
    """Every cell of the columns of 明细 tables; the other tables' cells have names of their own."""
    for name, block in standard.tables.items():
        for column in standard.columns(name) if block.style == "明细" else ():
            area = located.areas.get(f"{name}_{column.name}")
            if area is not None:
                for row in range(area.first_row, area.last_row + 1):
                    yield f"{name}_{column.name}", Place(area.sheet, row, area.first_column)


def _is_under(area: Area, place: Place) -> bool:
    """Whether a cell lies in a merged area and is not its first, the only one seen."""
    return place in area and (place.row, place.column) != (area.first_row, area.first_column)


def _called(seen: Seen, name: str) -> str:
    cell = seen.layout.cells.get(name)
    return label_of(cell) if cell else name.replace("_", "的", 1) + "列"
