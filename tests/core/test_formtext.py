"""The form's own words are the authority's: labels, headings and parameters a unit changed are said."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from openpyxl import Workbook as Book

from tests.form.books import CLEAN, check
from xltools.core.model import Finding
from xltools.readers.xlsx import read_bytes
from xltools.runner import load_standard

STANDARD = load_standard("湛江2022")


def findings(edit: Callable[[Book], None]) -> list[Finding]:
    """The findings of rule R085 on the clean sample after an edit."""
    book = openpyxl.load_workbook(CLEAN)
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return list(check(read_bytes(buffer.getvalue(), "改.xlsx"), STANDARD).of("R085"))


def place(book: Book, name: str) -> tuple[str, int, int]:
    """Sheet, row and column of a defined name."""
    ((sheet, ref),) = book.defined_names[name].destinations
    cell = book[sheet][ref.split(":")[0].replace("$", "")]
    return sheet, cell.row, cell.column


def swap(book: Book, sheet: str, one: tuple[int, int], other: tuple[int, int]) -> None:
    """Exchange the texts of two cells."""
    a, b = book[sheet].cell(*one), book[sheet].cell(*other)
    a.value, b.value = b.value, a.value


def test_exchanged_labels_are_found() -> None:
    """基本支出 and 项目支出 exchange their labels: the figures mean something else, both rows are said."""

    def edit(book: Book) -> None:
        sheet, row, _ = place(book, "基本支出_决算")
        swap(book, sheet, (row, 2), (place(book, "项目支出_决算")[1], 2))

    assert {f.field for f in findings(edit)} == {"基本支出_年初预算", "项目支出_年初预算"}


def test_exchanged_headings_are_found() -> None:
    """年初预算 and 决算 exchange their headings above 支出: both columns are said."""

    def edit(book: Book) -> None:
        sheet, row, column = place(book, "基本支出_决算")
        first = place(book, "基本支出_年初预算")[2]
        swap(book, sheet, (row - 1, first), (row - 1, column))

    assert {f.field for f in findings(edit)} == {"基本支出_年初预算", "基本支出_决算"}


def test_an_altered_parameter_is_found() -> None:
    """A threshold in the unit's own copy of the parameters is not the authority's."""

    def edit(book: Book) -> None:
        sheet, row, column = place(book, "结转率满分线")
        book[sheet].cell(row, column).value = 50

    (finding,) = findings(edit)
    assert (finding.field, finding.level) == ("结转率满分线", "错误")
    assert "50" in finding.message


def test_an_untouched_form_is_met_with_silence() -> None:
    """Saved again by a library, labels, headings and parameters are still the form's."""
    assert findings(lambda _: None) == []
