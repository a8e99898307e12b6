"""必填: required cells left blank."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.merged import taken_in
from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.model import Datum, Finding
from xltools.core.standard import Field, Rule


def required(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Required cells left blank; a formula nobody computed is not blank but unknown.

    Nor is one that a merged area took in: that is the finding to act on.
    """
    taken = taken_in(seen) if seen.asks("合并") else frozenset()
    for datum, field, measure, label in all_data(seen):
        if not (field.is_required(measure) and datum.blank) or datum.place in taken:
            continue
        if not (datum.raw is None and datum.place not in seen.computed and _has_formula(datum, field, seen)):
            yield finding(rule, datum.field, datum.place, label)


def _has_formula(datum: Datum, field: Field, seen: Seen) -> bool:
    """Whether a formula stands in the cell, or should."""
    at = datum.place.row, datum.place.column
    return bool(field.formula) or at in seen.sheets[datum.place.sheet].formulas
