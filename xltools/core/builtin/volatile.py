"""易变函数: inputs whose formula gives something else each day, or hides which cells it looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.formulas.dependence import REACHING
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.standard import Rule


def volatile(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Cells of the form that use such a function themselves, or through cells that are no fields.

    A formula of the form replaced by such a one is told once, as a changed formula.
    """
    if not any(needs.volatile for needs in seen.dependence.needs.values()):
        return
    for place, (field, label) in seen.labels.items():
        source = _source(seen, place)
        if source is None or (place in seen.changed and seen.asks("公式")):
            continue
        formula = seen.sheets[place.sheet].formulas[place.row, place.column]
        words = seen.dependence.needs[source].volatile
        through = "" if source == place else f"（{source} 用了 {'、'.join(words)}）"
        yield finding(rule, field, place, label, f"{formula}{through}", what=_why(words))


def _why(words: Collection[str]) -> str:
    """What is wrong with such functions."""
    if REACHING.issuperset(words):
        return "引用的位置不固定，改了行列就会指错"
    return "每次打开都会变"


def _source(seen: Seen, place: Place) -> Place | None:
    """The cell with the function that a field uses without another field between; None for none."""
    needs = seen.dependence.needs
    waiting, met = [place], {place}
    while waiting:
        cell = waiting.pop()
        if cell in needs and needs[cell].volatile:
            return cell
        new = [o for o in seen.dependence.uses.get(cell, ()) if o not in met and o not in seen.labels]
        met.update(new)
        waiting.extend(new)
    return None
