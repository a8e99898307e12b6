"""Annotating loses nothing: every book, with findings on filled, blank, far, merged and commented cells."""

from __future__ import annotations

import io
import warnings
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.formula import ArrayFormula

from xltools.core.errors import PatchRefused
from xltools.writers.patch.clear import cleared
from xltools.writers.patch.marks import annotated

from .books import BOOKS, book
from .compare import Allowed, lost
from .compare_cells import cells_of
from .parts import Parts
from .reviews import review
from .schema import faults, new_faults
from .spots import marked, spots
from .zipped import Zipped

#: openpyxl takes neither a workbook without styles nor names with % or in other capitals.
BEYOND_OPENPYXL = {"bare.xlsx", "escaped.xlsx", "oddly_named.xlsx"}


@cache
def marked_up(name: str) -> bytes:
    """A book with findings all over it."""
    return annotated(book(name), name, review(spots(book(name))))


@pytest.mark.parametrize("name", BOOKS)
def test_nothing_is_lost(name: str) -> None:
    """Untouched parts are the same bytes; of touched parts all is there, and only marks were added."""
    allowed = Allowed(marked(book(name), spots(book(name))))
    assert lost(book(name), marked_up(name), allowed) == []


@pytest.mark.parametrize("name", BOOKS)
def test_the_result_is_valid(name: str) -> None:
    """Order, counts, indices, relationships, content types, notes and shapes are as they must be."""
    assert new_faults(book(name), marked_up(name)) == []


@pytest.mark.parametrize("name", BOOKS)
def test_each_finding_is_marked(name: str) -> None:
    """Each place of a finding, or the corner of the merged area it lies in, has another style."""
    places = spots(book(name))
    old, new = Parts(book(name)), Parts(marked_up(name))
    for sheet, row, column in places:
        before, after = (dict(cells_of(each.xml(each.sheets[sheet]))) for each in (old, new))
        allowed = marked(book(name), [(sheet, row, column)])[sheet]
        changed = [spot for spot in allowed if spot in after and _style(after, spot) != _style(before, spot)]
        assert changed, (sheet, row, column)


@pytest.mark.parametrize("name", BOOKS)
def test_clearing_gives_the_original_parts_back(name: str) -> None:
    """Every part has its bytes of before, in the order of before; no part of ours stays."""
    assert _bytes(cleared(marked_up(name), name)) == _bytes(book(name))


@pytest.mark.parametrize("name", BOOKS)
def test_annotating_twice_is_annotating_once(name: str) -> None:
    """An annotated workbook annotated again has the very same parts."""
    again = annotated(marked_up(name), name, review(spots(book(name))))
    assert _bytes(again) == _bytes(marked_up(name))


@pytest.mark.parametrize("name", sorted({*BOOKS} - BEYOND_OPENPYXL))
def test_openpyxl_opens_it(name: str) -> None:
    """Another reader opens the result, with one sheet more, and finds the old values in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old, new = (openpyxl.load_workbook(io.BytesIO(each)) for each in (book(name), marked_up(name)))
    assert len(new.sheetnames) == len(old.sheetnames) + 1
    assert new.sheetnames[: len(old.sheetnames)] == old.sheetnames
    for sheet in old.worksheets:
        values = {cell.coordinate: _plain(cell.value) for row in sheet.iter_rows(max_row=50) for cell in row}
        assert {ref: _plain(new[sheet.title][ref].value) for ref in values} == values


def test_a_style_sheet_that_cannot_be_counted_is_refused() -> None:
    """Where a list of styles holds something else than its entries, no index into it can be trusted."""
    made = Zipped(book("taken.xlsx"))
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = f'<mc:AlternateContent xmlns:mc="{mc}"/>'
    made.rewrite("xl/styles.xml", lambda text: text.replace("</cellXfs>", f"{choice}</cellXfs>"))
    with pytest.raises(PatchRefused):
        annotated(made.content(), "怪.xlsx", review(spots(made.content())))


def test_a_type_said_of_a_missing_part_is_not_said_twice() -> None:
    """A part of ours that takes the name of one that is only announced has one content type."""
    made = Zipped(book("taken.xlsx"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    announced = f'<Override PartName="/xl/worksheets/sheet4.xml" ContentType="{kind}"/></Types>'
    made.change("[Content_Types].xml", "</Types>", announced)
    after = annotated(made.content(), "缺.xlsx", review(spots(made.content())))
    assert "xl/worksheets/sheet4.xml" in Parts(after)
    assert faults(after) == []
    assert _bytes(cleared(after, "缺.xlsx")) == _bytes(made.content())


@settings(max_examples=15, deadline=None)
@given(name=st.sampled_from(BOOKS), seed=st.integers(1, 10**6), each=st.integers(1, 12))
def test_any_set_of_findings(name: str, seed: int, each: int) -> None:
    """Whatever cells the findings stand at: nothing is lost, the result is valid, and it can be cleared."""
    places = spots(book(name), seed, each)
    after = annotated(book(name), name, review(places))
    assert lost(book(name), after, Allowed(marked(book(name), places))) == []
    assert new_faults(book(name), after) == []
    assert _bytes(cleared(after, name)) == _bytes(book(name))


def _bytes(content: bytes) -> list[tuple[str, bytes]]:
    return list(Parts(content).bytes.items())


def _style(cells: dict[tuple[int, int], etree._Element], spot: tuple[int, int]) -> str:
    return cells[spot].get("s", "0") if spot in cells else "0"


def _plain(value: object) -> object:
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value
