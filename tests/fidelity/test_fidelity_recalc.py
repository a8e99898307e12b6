"""Other saved values lose nothing: every book, every formula cell and every cell an array fills."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltools.core.errors import PatchRefused
from xltools.core.model import ErrorValue, Sheet, Value
from xltools.core.refs import Place
from xltools.readers.xlsx import read_bytes
from xltools.writers.patch.cached import with_values

from .books import BOOKS, book
from .compare import Allowed, lost
from .parts import Parts, split_area
from .schema import new_faults

#: Values of each kind, with texts that an XML writer must not trip over.
VALUES: tuple[Value, ...] = (
    1234567.891,
    " 前后 <&> ]]> ",
    True,
    ErrorValue("#N/A"),
    "",
    -0.1,
    "两行\r\n_x000D_ 😀",
    False,
    10**15,
)


def filled(name: str) -> list[Place]:
    """Every cell of a book whose value a formula gives."""
    places = []
    for sheet in read_bytes(book(name), name).sheets:
        places += [Place(sheet.name, *spot) for spot in sorted(_computed(sheet))]
    return places


def _computed(sheet: Sheet) -> set[tuple[int, int]]:
    found = set(sheet.formulas)
    for ref in sheet.arrays.values():
        top, left, bottom, right = split_area(ref)
        found |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return found


@pytest.mark.parametrize("name", BOOKS)
def test_only_values_change(name: str) -> None:
    """Nothing but types and values of computed cells is other than before, and the result is valid."""
    values = {place: VALUES[number % len(VALUES)] for number, place in enumerate(filled(name))}
    after = with_values(book(name), name, values)
    assert lost(book(name), after, Allowed(values=True)) == []
    assert new_faults(book(name), after) == []
    assert sum(old != new for old, new in zip(*map(_bytes, (book(name), after)), strict=True)) == len(
        {place.sheet for place in values}
    )


def test_what_no_cell_can_hold_is_refused() -> None:
    """A control character cannot stand in XML, and a cell holds no endless text: said so, never a crash."""
    for value in ("\x01", "\ufffe", float("inf"), "长" * 40_000):
        with pytest.raises(PatchRefused):
            with_values(book("taken.xlsx"), "taken.xlsx", {Place("自评表", 2, 5): value})


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read(data: st.DataObject) -> None:
    """Whatever values are saved: they are read back as they are, and the other cells as before."""
    name = data.draw(st.sampled_from([each for each in BOOKS if filled(each)]))
    texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)
    kinds = st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | texts
    values = data.draw(st.dictionaries(st.sampled_from(filled(name)), kinds))
    after = with_values(book(name), name, values)
    was, now = read_bytes(book(name), name), read_bytes(after, name)
    for place in filled(name):
        wanted = values[place] if place in values else was.value(place)
        assert now.value(place) == wanted, place
        assert type(now.value(place)) is type(wanted) or isinstance(wanted, float), place


def _bytes(content: bytes) -> list[bytes]:
    return list(Parts(content).bytes.values())
