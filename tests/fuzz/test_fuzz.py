"""Odd inputs, some of each kind, within seconds; ``python -m tests.fuzz.run`` goes on as long as asked."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

#: How many inputs of each: some three seconds' worth.
_MOST = {
    "guard": 600,
    "values": 2000,
    "rules": 400,
    "kept": 1500,
    "roster": 150,
    "looks": 1000,
    "zip_bytes": 200,
    "xml_parts": 60,
    "documents": 60,
    "ledgers": 60,
    "checks": 12,
}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_words_comes_of_it(name: str) -> None:
    """Whatever is read, it is read, or an error says in Chinese why not; nothing else is raised."""

    @given(st.integers(0, 2**64))
    @settings(max_examples=_MOST[name], deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def tried(seed: int) -> None:
        TARGETS[name](Random(seed))  # noqa: S311

    tried()


def test_calls_within_calls_within_calls() -> None:
    """A rule may nest calls deeper than Excel would: it is taken apart as far as Excel nests."""
    from xltools.core.expressions import branches, conjuncts

    for name, take in (("AND(", conjuncts), ("IF(1,", branches)):
        assert len(take(f"={name * 3000}A{')' * 3000}")) == 1
    assert conjuncts("=AND(AND(A,B),AND(C))") == ("=A", "=B", "=C")
