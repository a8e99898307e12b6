"""Every kind of fault, planted in the clean sample: found at its cell, and no other 错误 is shouted."""

from __future__ import annotations

from functools import lru_cache

import pytest

from xltools.engines import choose

from .every import all_kinds
from .harvest import ground, harvest
from .kinds import Kind
from .rules import kinds_of_rules

ENGINE = choose("auto")
EACH = 3


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    return {kind.name: kind for kind in (*all_kinds(ground()), *kinds_of_rules())}


def test_there_are_many_kinds() -> None:
    """At least sixty kinds besides the one a rule has of its own; no two of one name."""
    of_rules = list(kinds_of_rules())
    general = all_kinds(ground())
    assert len(general) >= 60
    assert len(kinds()) == len(general) + len(of_rules)


@pytest.mark.parametrize("name", kinds())
def test_a_kind_of_fault(name: str) -> None:
    """Its rule tells at its cell wherever it is planted, and no other 错误 appears, nor a broken rule."""
    outcomes = harvest(ground(), kinds()[name], ENGINE, at_most=EACH)
    missed = [(o.plant.at, o.error) for o in outcomes if not o.found]
    assert not missed
    others = [(o.plant.at, f.rule, f.places[:1], f.message) for o in outcomes for f in o.others]
    assert not others
