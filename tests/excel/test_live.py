"""An open workbook is read as its file would be if it were saved now; what cannot be known is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.form.books import SAMPLES, SEED
from xltools.core.errors import InputError
from xltools.core.model import ErrorValue, Workbook
from xltools.readers.live import read_live, read_values, sheets_of
from xltools.readers.live_cells import Moment, constant, formula_value
from xltools.readers.live_links import Links
from xltools.readers.xlsx import read

from .books import ENGINES, document

engines = pytest.mark.parametrize("engine", ENGINES)


def live(book: Any) -> Workbook:
    return read_live(book, book.app, sheets_of(book))


def small(path: Path) -> Path:
    """A sheet with one value of each kind, a formula, and rows that are told apart by their words."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    noon = dt.datetime.combine(dt.date(2023, 4, 25), dt.time(12))
    values = [1, 2.5, True, "文字", "001", noon, dt.date(2023, 4, 25), dt.time(12), "=1+1"]
    for row, value in enumerate(values, 1):
        sheet.cell(row, 1, f"第{row}行")
        sheet.cell(row, 2, value)
    sheet["B10"] = "#N/A"
    sheet["B10"].data_type = "e"
    sheet["D5"] = "远一点"
    book.save(path)
    return path


@engines
@pytest.mark.parametrize("sample", [path for path, _ in SAMPLES], ids=lambda path: path.stem)
def test_a_saved_workbook_is_read_as_its_file(engine: str, sample: Path) -> None:
    """Every sample: the same workbook, the bytes' fingerprint included."""
    assert live(ENGINES[engine](sample)) == read(sample)


@engines
def test_a_sheet_of_one_cell(engine: str, tmp_path: Path) -> None:
    """One cell comes alone, not as a table; it stands where it is."""
    book = openpyxl.Workbook()
    book.active["C7"] = 5
    book.save(tmp_path / "一格.xlsx")
    assert live(ENGINES[engine](tmp_path / "一格.xlsx")).sheets[0].value(7, 3) == 5


@engines
def test_each_kind_of_value(engine: str, tmp_path: Path) -> None:
    """Numbers, dates as serial numbers, truths, errors, texts that look like numbers."""
    path = small(tmp_path / "各种.xlsx")
    # openpyxl saves no values for formulas; an open workbook shows one, here nothing.
    sheet = live(ENGINES[engine](path)).sheets[0]
    saved = read(path).sheets[0]
    assert [row[1] for row in sheet.values[:8]] == [row[1] for row in saved.values[:8]]
    assert sheet.value(9, 2) == ""
    assert sheet.value(10, 2) == ErrorValue("#N/A")
    assert sheet.formulas == saved.formulas == {(9, 2): "=1+1"}


@engines
def test_what_is_typed_counts_before_it_is_saved(engine: str, tmp_path: Path) -> None:
    """The value on the screen is read, everything else is as saved, and the fingerprint is another."""
    path = small(tmp_path / "改.xlsx")
    book = ENGINES[engine](path)
    before = live(book)
    document(book).put("表", (2, 2, 2, 2), [[7]])
    document(book).put("表", (3, 2, 3, 2), [["=B1*2"]])
    after = live(book)
    assert after.sheets[0].value(2, 2) == 7
    assert after.sheets[0].formulas[3, 2] == "=B1*2"
    assert after.sha256 != before.sha256
    assert read(path).sheets[0].value(2, 2) == 2.5


@engines
@pytest.mark.parametrize(("shift", "what"), [((3, 0), "行"), ((0, 2), "列")])
def test_moved_rows_or_columns_are_to_be_saved_first(
    engine: str, shift: tuple[int, int], what: str, tmp_path: Path
) -> None:
    """Names, locks and formats in the file would be those of other cells: nothing is guessed."""
    path = small(tmp_path / "插.xlsx")
    book = ENGINES[engine](path)
    sheet = document(book).book["表"]
    if shift[0]:
        sheet.insert_rows(shift[0])
    else:
        sheet.insert_cols(shift[1])
    with pytest.raises(InputError) as refused:
        live(book)
    assert what in refused.value.message
    assert "保存" in refused.value.fix


def test_a_renamed_sheet_is_to_be_saved_first(tmp_path: Path) -> None:
    """A new sheet is read; one that is gone while another is new was renamed."""
    book = ENGINES["openpyxl"](small(tmp_path / "名.xlsx"))
    document(book).add("新", 1)
    assert [sheet.name for sheet in live(book).sheets] == ["表", "新"]
    document(book).rename("表", "别的")
    with pytest.raises(InputError, match="表"):
        live(book)


@engines
def test_a_book_without_a_file_is_refused(engine: str, tmp_path: Path) -> None:
    """Never saved, or its file gone: what only a file tells is not known."""
    path = small(tmp_path / "没了.xlsx")
    book = ENGINES[engine](path)
    path.unlink()
    with pytest.raises(InputError) as refused:
        live(book)
    assert refused.value.code == "unsaved"
    assert read_values(sheets_of(book), book.app.engine.name)[0].value(1, 1) == "第1行"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(10**12), 10**12),
            st.floats(-1e15, 1e15),
            st.text(
                st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8
            ).filter(lambda text: text[0] not in "='#"),
            st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31)),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_typed_values_are_as_saved(values: list[Any], tmp_path: Path) -> None:
    """Typed into an open workbook, read, saved, read from the file: the same values both times."""
    path = tmp_path / "任意.xlsx"
    openpyxl.Workbook().save(path)
    book = ENGINES["openpyxl"](path)
    name = document(book).names()[0]
    document(book).put(name, (1, 1, len(values), 1), [[value] for value in values])
    now = live(book).sheets[0]
    document(book).save(path)
    saved = read(path).sheets[0]
    for row in range(1, len(values) + 1):
        typed, held = now.value(row, 1), saved.value(row, 1)
        assert isinstance(typed, bool) == isinstance(held, bool)
        # openpyxl writes sixteen digits.
        assert typed == (held if isinstance(held, bool | str | None) else pytest.approx(held, rel=1e-14))


def test_rounded_money_and_moments_are_taken_exactly() -> None:
    """Money formats hand over four decimals: the formula bar has all, a formula's value is the file's."""
    from decimal import Decimal

    assert constant(Decimal("1.2346"), "1.23456", None) == 1.23456
    assert constant(Moment(45041.5), "45041.50001", 3) == 45041.50001
    assert formula_value(Decimal("0.3333"), 1 / 3) == 1 / 3
    assert formula_value(Decimal("0.3333"), 0.5) == 0.3333
    assert formula_value(None, None) == ""
    assert formula_value(-2146826238, None) == ErrorValue("#未知错误!")


@pytest.mark.parametrize(
    ("shown", "held", "text"),
    [
        ("='C:\\账\\[决算.xlsx]表'!A1", "=[1]表!A1", "=[1]表!A1"),
        ("='[决算.xlsx]表'!A1", "", "='[1]表'!A1"),
        ("=[新.xlsx]表!A1", "", "=[2]表!A1"),
        ('="[决算.xlsx]表!"&A1', "", '="[决算.xlsx]表!"&A1'),
        ("=TEXTJOIN(1,A1)", "=_xlfn.TEXTJOIN(1,A1)", "=_xlfn.TEXTJOIN(1,A1)"),
        ("=SUM( A1 )", "=sum(A1)", "=sum(A1)"),
        ('=IF(A1,"a b","")', '=IF(A1,"ab","")', '=IF(A1,"a b","")'),
        ("=表1[列]", "=表1[列]", "=表1[列]"),
    ],
)
def test_formulas_as_a_file_holds_them(shown: str, held: str, text: str) -> None:
    """Other files by number, a new one with the next; a formula that is the saved one is that one."""
    assert Links(("../决算.xlsx",)).formula(shown, held) == text


def test_the_seed_is_read_in_few_calls() -> None:
    """Values and formulas: one call a sheet for each, whatever is in it."""
    from . import fakecom

    book = ENGINES["windows"](SEED)
    live(book)
    sheets = len(read(SEED).sheets)
    assert fakecom.CALLS["Value"] == fakecom.CALLS["Formula"] == sheets
    assert sum(fakecom.CALLS.values()) <= 10 * sheets + 10
