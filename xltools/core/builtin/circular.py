"""循环引用: formulas that come back to their own cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.builtin.external import called
from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.standard import Rule


def circular(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Each circle that a field lies in or rests on, its cells in order, the changed one first."""
    for loop in seen.unsound.circular:
        start = _start(seen, loop)
        label = called(seen, start)
        if not label:
            continue
        way = seen.dependence.circle(loop, start)
        change = seen.changed.get(start)
        field = seen.labels.get(start, (None, ""))[0]
        found = finding(rule, field, start, label, _said(way), change.expected if change else "")
        yield replace(found, places=tuple(dict.fromkeys((*way, *sorted(loop)))))


def _start(seen: Seen, loop: frozenset[Place]) -> Place:
    """The cell to correct: a changed formula of the form, else a cell without one, else the first field."""
    return min(loop, key=lambda place: (place not in seen.changed, _is_forms(seen, place), place))


def _is_forms(seen: Seen, place: Place) -> bool:
    cell = seen.layout.cells.get(seen.labels.get(place, ("", ""))[0])
    return cell is None or bool(cell.formula)


def _said(way: tuple[Place, ...]) -> str:
    """``自评表!F33 → F40 → F33``: the sheet where it changes."""
    texts = []
    sheet = ""
    for place in way:
        texts.append(place.cell if place.sheet == sheet else str(place))
        sheet = place.sheet
    return " → ".join(texts)
