"""What a sheet hides: rows and columns that say so, and those dragged to no size at all."""

from __future__ import annotations

from xltools.readers.xlsx import read_bytes

from .conftest import book_parts, zip_parts

SHEET = (
    '<cols><col min="2" max="3" width="0" customWidth="1"/><col min="4" max="4" width="9" hidden="1"/>'
    '<col min="5" max="5" width="0.5"/></cols><sheetData>'
    '<row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row>'
    '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    '<row r="3" ht="0.75" customHeight="1"><c r="A3"><v>1</v></c></row></sheetData>'
)


def test_rows_and_columns_of_no_size_are_hidden() -> None:
    """Nobody sees them; one of very little size can still be seen."""
    (sheet,) = read_bytes(zip_parts(book_parts(SHEET)), "隐藏.xlsx").sheets
    assert sheet.hidden_rows == {1, 2}
    assert sheet.hidden_columns == ((2, 3), (4, 4))
