"""A kind of fault for each rule: the edits that break it and nothing else, as the table of rules has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.samples.test_rule_table import FAULTS, place
from xltools.core.record import to_serial

from .draft import Draft
from .kinds import Edit, Kind, Plant


def kinds_of_rules() -> Iterator[Kind]:
    """Each rule's planted fault."""
    for rule, edits, cell, follow in FAULTS:
        also = frozenset(name[:4] for name in follow.split())
        yield Kind(f"违反{rule}", (Plant(rule, place(cell), _edit(edits), rule, also),))


def _edit(edits: Mapping[str, Any]) -> Edit:
    def edit(draft: Draft) -> None:
        for name, value in edits.items():
            if isinstance(value, str) and value.startswith("="):
                draft.put_formula(place(name), value)
            else:
                draft.put(place(name), to_serial(value) if hasattr(value, "isoformat") else value)

    return edit
