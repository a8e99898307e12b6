"""Cells that no engine here computes: said once, at the cell, with why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.builtin.external import called
from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.formulas.change import shortened
from xltools.core.formulas.unsound import Cut
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.standard import Rule


def refused(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Cells of fields, and those a field rests on; a changed formula of the form is another finding.

    What no program can compute is a fault; what another program might is only not judged.
    """
    for place, cut in sorted(seen.unsound.cut.items()):
        sheet = seen.sheets[place.sheet]
        formula = sheet.formulas.get((place.row, place.column))
        if (place in seen.changed and seen.asks("公式")) or (formula is None and place in seen.labels):
            continue
        label = called(seen, place)
        if label:
            yield _said(rule, seen, place, label, formula, cut)


def _inputs(seen: Seen, place: Place) -> list[Place]:
    """The fields a unit fills that rest on a cell beside them: what is said of it is said of them."""
    if place in seen.labels:
        return []
    resting = seen.dependence.resting_on((place,))
    cells = {name: cell for name, cell in seen.located.cells.items() if cell in resting}
    return sorted(cell for name, cell in cells.items() if not seen.layout.cells[name].formula)


def not_computed(seen: Seen) -> frozenset[Place]:
    """The formula cells that rest on chance or on what no engine computes: what they saved is no figure."""
    origins = seen.unsound.chance.union(seen.unsound.cut)
    return seen.dependence.resting_on(origins) & seen.dependence.needs.keys() if origins else frozenset()


def _said(rule: Rule, seen: Seen, place: Place, label: str, formula: str | None, cut: Cut) -> Finding:
    what = cut.why if formula is None else f"公式算不出（{cut.why}），公式为 {shortened(formula)}"
    found = finding(rule, seen.labels.get(place, (None, ""))[0], place, label, what)
    found = replace(found, left=formula, places=(place, *_inputs(seen, place)))
    if cut.wrong:
        return found
    message = f"{label}的{what}；在 Excel 中核对，或改填数字"
    return replace(found, outcome="未判", message=message)
