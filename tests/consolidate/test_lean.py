"""Rows written directly say what XlsxWriter would: readers find every value as it was given."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from xltools.readers.xlsx import read
from xltools.writers.summary.book import Book, writable

#: Signs that XML has no room for, or takes for its own.
ODD = st.text(st.sampled_from(list("<>&\"' \t\n\r\ufffe甲r/=+-@")), min_size=1, max_size=12)


@given(texts=st.lists(ODD, min_size=1, max_size=6))
def test_texts_stay_as_they_are(texts: list[str]) -> None:
    """Markup, escapes, spaces and line ends in a text are that text; nothing becomes markup or a formula."""
    texts = ["<r><t>粗</t></r>", *texts]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        book = Book(path, path.parent, {})
        sheet = book.sheet("表", "标题", "说明", by_rows=True)
        for row, text in enumerate(texts, 4):
            sheet.text(row, 1, text)
        book.close()
        found = read(path).sheet("表")
    assert found is not None
    assert [found.value(row, 1) for row in range(4, 4 + len(texts))] == [writable(text) for text in texts]
    assert not found.formulas


def test_other_values(tmp_path: Path) -> None:
    """Dates, truth values and numbers are read as such."""
    path = tmp_path / "表.xlsx"
    book = Book(path, tmp_path, {})
    raw = book.sheet("表", "标题", "说明", by_rows=True).raw
    raw.write_datetime(3, 0, dt.datetime(2022, 12, 31), book.format(num_format="yyyy-mm-dd"))  # noqa: DTZ001
    raw.write_boolean(4, 0, True)  # noqa: FBT003
    raw.write_number(5, 0, 0.1 + 0.2)
    book.close()
    sheet = openpyxl.load_workbook(path)["表"]
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [dt.datetime(2022, 12, 31), True, 0.3]  # noqa: DTZ001
