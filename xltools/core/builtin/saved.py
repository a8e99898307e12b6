"""重算: saved values that are not what their formulas give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.core.amounts import exact, within
from xltools.core.builtin.seen import Seen, formula_rows
from xltools.core.builtin.wording import finding
from xltools.core.formtext import label_of
from xltools.core.model import Finding, Value
from xltools.core.refs import Place
from xltools.core.standard import Rule

#: How far a cached value may lie from the recomputed one before it counts as stale.
STALE = Decimal("0.005")


def saved(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields whose saved value is not what their formula gives; a missing saved value is no fault."""
    for name, place in seen.located.cells.items():
        yield from _stale(rule, seen, name, place, label_of(seen.layout.cells[name]))
    for _, datum, _, label in formula_rows(seen):
        yield from _stale(rule, seen, datum.field, datum.place, label)


def _stale(rule: Rule, seen: Seen, name: str, place: Place, label: str) -> Iterator[Finding]:
    if place not in seen.computed:
        return
    there, right = seen.workbook.value(place), seen.computed[place]
    if there is not None and not _same(there, right):
        yield finding(rule, name, place, label, _side(there), _side(right))


def _side(value: Value) -> Decimal | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(value)
    return "空白" if value in (None, "") else str(value)


def _same(saved: Value, computed: Value) -> bool:
    if isinstance(saved, int | float) and isinstance(computed, int | float):
        return within(exact(saved) - exact(computed), STALE)
    return saved == computed or (saved in (None, "") and computed in (None, ""))
