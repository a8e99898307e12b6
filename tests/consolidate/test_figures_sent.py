"""Figures between processes and out of a ledger: the same as were packed, or refused."""

from __future__ import annotations

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.consolidation.figure import Figures
from xltools.core.model import Source
from xltools.core.refs import Place

NAMES = ("甲", "乙", "丙", "丁")
SOURCE = Source("报送/甲.xlsx", "0" * 64)

values = st.one_of(
    st.integers(-(10**15), 10**15).map(lambda number: Decimal(number) / 100),
    st.decimals(allow_nan=False, allow_infinity=False),
)
places = st.builds(Place, st.sampled_from(["自评表", "表|一", "a!b"]), st.integers(1, 99), st.integers(1, 99))


@given(st.dictionaries(st.sampled_from(NAMES), st.tuples(values, places)))
def test_what_is_sent_arrives(numbers: dict[str, tuple[Decimal, Place]]) -> None:
    """Each value, exact, with its cell, whatever the sheets are called; blanks stay blank."""
    figures = Figures(NAMES, numbers, SOURCE)
    arrived = pickle.loads(pickle.dumps(figures))  # noqa: S301  # our own bytes
    assert arrived == figures
    assert {name: (each.value, each.place) for name, each in arrived.items()} == numbers
    elsewhere = Source("别处.xlsx", "1" * 64)
    moved = Figures.of(NAMES, figures.packed, elsewhere)
    assert {name: replace(each, source=SOURCE) for name, each in moved.items()} == dict(figures.items())


def test_what_does_not_fit_is_refused() -> None:
    """Too few numbers, or a number without a cell: never taken for figures."""
    packed = Figures(NAMES, {"甲": (Decimal(5), Place("自评表", 1, 1))}, SOURCE).packed
    for other in (packed._replace(numbers=packed.numbers[:-1]), packed._replace(places=(None,) * 4)):
        with pytest.raises(ValueError, match="Packed"):
            Figures.of(NAMES, other, SOURCE)
    with pytest.raises(ValueError, match="Packed"):
        Figures.of(NAMES[:-1], packed, SOURCE)
