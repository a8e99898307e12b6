"""必填: required cells left blank."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.model import Finding
from xltools.core.standard import Rule


def required(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Required cells left blank; a formula nobody computed is not blank but unknown."""
    for datum, field, measure, label in all_data(seen):
        if field.formula and datum.raw is None and datum.place not in seen.computed:
            continue
        if field.is_required(measure) and datum.blank:
            yield finding(rule, datum.field, datum.place, label)
