"""Cell addresses: what is written and what is read are the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from xltools.core.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    Place,
    column_letters,
    column_number,
    parse_area,
    parse_cell,
    quote_sheet,
)

rows = st.integers(1, MAX_ROW)
columns = st.integers(1, MAX_COLUMN)
#: What Excel allows in a sheet name: no []:*?/\, no apostrophe at either end, at most 31 characters.
sheets = st.text(
    st.one_of(st.sampled_from("自评表项目 A1b.$!'-+·()%"), st.characters(categories=["L", "N", "P"])),
    min_size=1,
    max_size=31,
).filter(lambda name: not set("[]:*?/\\") & set(name) and name.strip("'") == name and name.strip() == name)


@pytest.mark.parametrize("column", [1, 26, 27, 52, 53, 702, 703, 16_383, MAX_COLUMN])
def test_columns_are_counted_as_excel_counts_them(column: int) -> None:
    """The letters of a column are openpyxl's, at every place where their number grows."""
    assert column_letters(column) == get_column_letter(column)


@given(columns)
def test_column_letters_round_trip(column: int) -> None:
    """Letters lead back to the column, in either case."""
    assert column_number(column_letters(column)) == column_number(column_letters(column).lower()) == column


@given(rows, columns, st.booleans(), st.booleans())
def test_an_address_round_trips(row: int, column: int, fixed_row: bool, fixed_column: bool) -> None:  # noqa: FBT001
    """A place's address is read back as the place, with dollar signs or without."""
    place = Place("表", row, column)
    letters = column_letters(column)
    text = f"{'$' * fixed_column}{letters}{'$' * fixed_row}{row}"
    assert parse_cell(place.cell) == parse_cell(text) == (row, column)


@pytest.mark.parametrize(
    "text",
    ["", "A", "1", "A0", "XFE1", "ZZZ1", f"A{MAX_ROW + 1}", "A1:B2", "表!A1", "A 1", "AAAA1", "A-1", "Ａ1"],
)
def test_no_address(text: str) -> None:
    """What lies outside the grid, or is no address, is None and not some other cell."""
    assert parse_cell(text) is None


@given(sheets, rows, columns, rows, columns)
def test_an_area_round_trips(sheet: str, row: int, column: int, other_row: int, other_column: int) -> None:
    """An area on any sheet Excel allows is read back, its corners put in order."""
    corners = [f"${column_letters(c)}${r}" for r, c in ((row, column), (other_row, other_column))]
    area = parse_area(f"{quote_sheet(sheet)}!{':'.join(corners)}")
    first = (min(row, other_row), min(column, other_column))
    last = (max(row, other_row), max(column, other_column))
    assert area == Area(sheet, *first, *last)
    assert parse_area(f"={quote_sheet(sheet)}!{area.ref}") == area
    assert area.first == Place(sheet, *first)


@pytest.mark.parametrize(
    "text",
    [
        "#REF!",
        "自评表!#REF!",
        "自评表!$A$1,自评表!$B$2",
        '"湛江2022"',
        "0.01",
        "$A$1",
        "自评表!$A:$A",
        "表!A1:B2:C3",
        "",
    ],
)
def test_no_area(text: str) -> None:
    """A lost reference, a union, a constant or a whole column is no area."""
    assert parse_area(text) is None


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("自评表", "自评表"),
        ("项目 表", "'项目 表'"),
        ("甲's", "'甲''s'"),
        ("2022", "'2022'"),
        ("F12", "'F12'"),
        ("附表(一)", "'附表(一)'"),
    ],
)
def test_sheet_names_are_quoted_where_excel_needs_it(sheet: str, written: str) -> None:
    """A name that could be read as something else stands in quotes, its own quotes doubled."""
    assert quote_sheet(sheet) == written


def test_a_place_says_its_sheet_and_cell() -> None:
    """People see 自评表!F12; a single area is written as one cell."""
    assert str(Place("自评表", 12, 6)) == "自评表!F12"
    assert Area("自评表", 12, 6, 12, 6).ref == "F12"
    assert Area("自评表", 12, 6, 20, 7).ref == "F12:G20"
