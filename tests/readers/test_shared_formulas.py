"""A shared formula reads at each of its cells as Excel would show it there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from xltools.readers.shared_formula import SharedFormula


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("A1*2", "B3*2"),
        ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
        ("SUM(A1:B2)", "SUM(B3:C4)"),
        ("SUM(A:B)+SUM(1:2)", "SUM(B:C)+SUM(3:4)"),
        ("SUM($A:B,$1:2)", "SUM($A:C,$1:4)"),
        ("LOG10(A1)+ATAN2(A1,B1)", "LOG10(B3)+ATAN2(B3,C3)"),
        ('"A1"&A1&"说""A1"""', '"A1"&B3&"说""A1"""'),
        ("'A1 表'!A1+'it''s A1'!A1", "'A1 表'!B3+'it''s A1'!B3"),
        ("自评表!A1+合计A1+A1合计", "自评表!B3+合计A1+A1合计"),
        ("Sheet1:Sheet3!A1", "Sheet1:Sheet3!B3"),
        ("[1]Sheet1!A1", "[1]Sheet1!B3"),
        ("表[[#This Row],[A1]]+A1", "表[[#This Row],[A1]]+B3"),
        ("XYZ1+A0+1E5+1.5E+3", "XYZ1+A0+1E5+1.5E+3"),
        ("#REF!A1+#N/A+_xlfn.XLOOKUP(A1,A:A,B:B)", "#REF!B3+#N/A+_xlfn.XLOOKUP(B3,B:B,C:C)"),
        ("TRUE+A1%", "TRUE+B3%"),
        ("A1:INDEX(B:B,3)", "B3:INDEX(C:C,3)"),
        ("SUM(A1 A1:B2)", "SUM(B3 B3:C4)"),
        ("a1+b$1", "B3+C$1"),
    ],
)
def test_moves_every_kind_of_reference_and_nothing_else(text: str, moved: str) -> None:
    """From A1 to B3: relative parts move, absolute parts, names, functions and texts stay."""
    assert SharedFormula(text, 1, 1).at(3, 2) == moved


@pytest.mark.parametrize(
    ("text", "row", "column"), [("A1", 1, 2), ("A1", 2, 1), ("A:A", 1, 2), ("1:1", 2, 1)]
)
def test_a_reference_that_leaves_the_sheet_is_an_error(text: str, row: int, column: int) -> None:
    """Moved one up or left beyond the edge, a reference reads #REF!, as in Excel."""
    assert "#REF!" in SharedFormula(text, row, column).at(1, 1)


def test_a_reference_past_the_last_row_is_an_error() -> None:
    """The grid ends at row 1048576."""
    assert SharedFormula("A1048576", 1, 1).at(2, 1) == "#REF!"


_dollar = st.sampled_from(["", "$"])
_letters = st.integers(60, 900).map(get_column_letter)
_numbers = st.integers(60, 99_000).map(str)
_cell = st.tuples(_dollar, _letters, _dollar, _numbers).map("".join)
_area = st.one_of(
    _cell,
    st.tuples(_cell, _cell).map(":".join),
    st.tuples(_dollar, _letters, st.just(":"), _dollar, _letters).map("".join),
    st.tuples(_dollar, _numbers, st.just(":"), _dollar, _numbers).map("".join),
)
_sheet = st.sampled_from(
    ["", "自评表!", "Sheet1!", "'A1 表'!", "'it''s'!", "'a:b B2'!", "[1]Sheet1!", "[2]表1!"]
)
_literal = st.one_of(
    st.sampled_from(["1.5", "1E+3", "2", "TRUE", "合计", "合计A1", "LOG10(5)", "{1,2;3,4}", "#N/A", "#REF!"]),
    st.text(alphabet="A1$:!\"'[(合 ", max_size=8).map(lambda text: '"' + text.replace('"', '""') + '"'),
)
_term = st.one_of(st.tuples(_sheet, _area).map("".join), _literal)
_call = st.tuples(
    st.sampled_from(["SUM", "LOG10", "ATAN2", "_xlfn.IFS"]), st.lists(_term, min_size=1, max_size=3)
)
_piece = st.one_of(_term, _call.map(lambda call: f"{call[0]}({','.join(call[1])})"))
_formula = st.tuples(
    _piece, st.lists(st.tuples(st.sampled_from("+-*/&=<"), _piece).map("".join), max_size=4)
).map(
    lambda parts: parts[0] + "".join(parts[1]),
)


@given(_formula, st.integers(-50, 50), st.integers(-50, 50))
@settings(deadline=None)
def test_moves_like_openpyxl(text: str, rows: int, columns: int) -> None:
    """For any formula and any move inside the grid, the text equals openpyxl's translation."""
    origin, destination = (100, 100), (100 + rows, 100 + columns)
    names = [f"{get_column_letter(column)}{row}" for row, column in (origin, destination)]
    expected = Translator("=" + text, names[0]).translate_formula(names[1])
    assert "=" + SharedFormula(text, *origin).at(*destination) == expected
