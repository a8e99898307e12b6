"""重算: saved values that are not what their formulas give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import exact, within
from xltools.core.builtin.seen import Seen, formula_rows
from xltools.core.builtin.wording import finding, said
from xltools.core.locating.formtext import label_of
from xltools.core.model import Finding, Value
from xltools.core.refs import Place
from xltools.core.standard import Rule
from xltools.core.taint import resting, rewritten

#: How far a cached value may lie from the recomputed one before it counts as stale.
STALE = Decimal("0.005")

#: From so many cells on, a workbook that was not recomputed is one finding.
_MANY = 4
_SHOWN = 3


def saved(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields whose saved value is not what their formula gives; a missing saved value is no fault.

    What another check says of the cell's formula is not said again here.
    """
    cells = seen.layout.cells
    stale = [(n, place, label_of(cells[n])) for n, place in seen.located.cells.items() if _stale(seen, place)]
    rows = ((datum, label) for _, datum, _, label in formula_rows(seen))
    stale += [(datum.field, datum.place, label) for datum, label in rows if _stale(seen, datum.place)]
    sums = ((total.name, total.place, total.label) for total in seen.totals)
    stale += [each for each in sums if _stale(seen, each[1])]
    if stale:
        told = _told_elsewhere(seen)
        stale = [each for each in stale if each[1] not in told]
    found = [_one(rule, seen, *each) for each in stale]
    yield from found if len(found) < _MANY else [_gathered(rule, found, stale)]


def _stale(seen: Seen, place: Place) -> bool:
    if place not in seen.computed:
        return False
    there = seen.workbook.value(place)
    return there is not None and not equal(there, seen.computed[place])


def _told_elsewhere(seen: Seen) -> frozenset[Place]:
    """Changed formulas, and whatever rests on the clock, on chance, or on what had to be understood."""
    changed = frozenset(seen.changed) if seen.asks("公式") else frozenset()
    needs = seen.dependence.needs
    meant = resting(seen.record, seen.standard, rewritten(seen.record))
    fickle = (place for place, each in needs.items() if each.volatile)
    return changed | meant | (seen.dependence.resting_on(fickle) if seen.asks("易变函数") else frozenset())


def _one(rule: Rule, seen: Seen, name: str, place: Place, label: str) -> Finding:
    return finding(rule, name, place, label, _side(seen.workbook.value(place)), _side(seen.computed[place]))


def _gathered(rule: Rule, found: list[Finding], stale: list[tuple[str, Place, str]]) -> Finding:
    """A workbook that was not recomputed as one finding at its first cell, with the first few values."""
    places = tuple(place for _, place, _ in stale)
    label = "、".join(f"{name}（{place}）" for _, place, name in stale[:_SHOWN])
    shown = [["空白" if side is None else said(side) for side in (f.left, f.right)] for f in found[:_SHOWN]]
    left, right = ("、".join(side) for side in zip(*shown, strict=True))
    gathered = finding(rule, found[0].field, places[0], f"{label}等{len(places)}个单元格", left, right)
    return replace(gathered, places=places)


def _side(value: Value) -> Decimal | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(value)
    return "空白" if value in (None, "") else str(value)


def equal(saved: Value, computed: Value) -> bool:
    """Whether two values of a formula are one: numbers nearly, nothing like an empty text."""
    if isinstance(saved, int | float) and isinstance(computed, int | float):
        return within(exact(saved) - exact(computed), STALE)
    return saved == computed or (saved in (None, "") and computed in (None, ""))
