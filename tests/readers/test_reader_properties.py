"""What holds for any workbook: what a writer wrote comes back, and damage ends in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltools.core.errors import InputError
from xltools.core.model import ErrorValue, Sheet, Workbook
from xltools.readers.xlsx import read, read_bytes

Book = Callable[..., bytes]

_text = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], include_characters="\n\t"), min_size=1)
_text = _text.filter(lambda text: "_x" not in text)
_number = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    # Both writers write 16 digits.
    st.floats(-1e300, 1e300, allow_subnormal=False).map(lambda number: float(f"{number:.16G}")),
)
_error = st.sampled_from(["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]).map(ErrorValue)
_value = st.one_of(_text, _number, st.booleans(), _error)
_grid = st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 40)), _value, max_size=30)


def as_dict(sheet: Sheet) -> dict[tuple[int, int], object]:
    """The filled cells of a sheet by place."""
    return {
        (r, c): value
        for r, line in enumerate(sheet.values, 1)
        for c, value in enumerate(line, 1)
        if value is not None
    }


@given(_grid)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_what_openpyxl_writes_is_read_back(tmp_path: Path, grid: dict) -> None:
    """Any grid of texts, numbers, booleans and errors comes back equal, types of text and truth kept."""
    book = openpyxl.Workbook()
    for (row, column), value in grid.items():
        cell = book.active.cell(row, column)
        cell.value = str(value) if isinstance(value, ErrorValue) else value
        cell.data_type = (
            "e" if isinstance(value, ErrorValue) else "s" if isinstance(value, str) else cell.data_type
        )
    book.save(tmp_path / "a.xlsx")
    assert as_dict(read(tmp_path / "a.xlsx").sheets[0]) == grid


@given(_grid)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_what_xlsxwriter_writes_is_read_back(tmp_path: Path, grid: dict) -> None:
    """The same through XlsxWriter: shared strings, formulas with cached values."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for (row, column), value in grid.items():
            if isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row - 1, column - 1, value)
            elif isinstance(value, ErrorValue):
                sheet.write_formula(row - 1, column - 1, "=1/0", None, str(value))
            else:
                sheet.write_number(row - 1, column - 1, value)
    found = read(tmp_path / "a.xlsx").sheets[0]
    assert as_dict(found) == grid
    assert set(found.formulas) == {place for place, value in grid.items() if isinstance(value, ErrorValue)}


def _reads_or_refuses(content: bytes) -> None:
    try:
        assert isinstance(read_bytes(content, "甲.xlsx"), Workbook)
    except InputError as error:
        if "甲.xlsx" not in error.message:
            raise


_SEED = (
    '<cols><col min="1" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
    '<c r="B1" s="1"><f t="shared" ref="B1:B2" si="0">A1</f><v>1</v></c></row><row r="2"><c r="B2">'
    '<f t="shared" si="0"/><v>2.5</v></c></row></sheetData><mergeCells><mergeCell ref="A4:B5"/></mergeCells>'
)
_edit = st.tuples(st.integers(0, 5_000), st.integers(0, 3), st.binary(max_size=3))


def _edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, cut, put in edits:
        start = at % (len(content) + 1)
        content = content[:start] + put + content[start + cut :]
    return content


@given(st.lists(_edit, min_size=1, max_size=4))
@settings(deadline=None, max_examples=300)
def test_a_damaged_file_is_read_or_refused(book: Book, edits: list) -> None:
    """Whatever bytes of the zip are changed, cut or put in: a Workbook or an InputError, nothing else."""
    content = book(_SEED, strings=("<t>甲</t>",), styles="<cellXfs><xf/><xf/></cellXfs>")
    _reads_or_refuses(_edited(content, edits))


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_a_damaged_part_is_read_or_refused(parts: Callable, zipped: Callable, data: st.DataObject) -> None:
    """The same for the XML inside, in a zip that is whole."""
    made = parts(_SEED, strings=("<t>甲</t>",), styles="<cellXfs><xf/><xf/></cellXfs>")
    name = data.draw(st.sampled_from(sorted(made)))
    edit = st.tuples(
        st.integers(0, 5_000), st.integers(0, 3), st.text('0159<>"/=xAZr-.&é', max_size=2).map(str.encode)
    )
    made[name] = _edited(made[name].encode(), data.draw(st.lists(edit, min_size=1, max_size=3)))
    _reads_or_refuses(zipped(made))
