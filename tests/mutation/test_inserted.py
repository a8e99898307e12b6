"""Rows and columns that staff insert, with Excel taking everything along, are no fault at all."""

from __future__ import annotations

import pytest

from xltools.checking import check_workbook
from xltools.core.locating.locate import locate
from xltools.core.model import Workbook
from xltools.engines import choose

from .draft import Draft
from .excel import insert_columns, insert_rows
from .harvest import ground
from .test_lawful import faults

ENGINE = choose("auto")

#: Sheets of the form that hold fields.
SHEETS = ("封面", "自评表", "评分表", "项目表", "佐证材料", "文字材料")


def same_figures(book: Workbook) -> None:
    """The record is that of the clean sample: no field lost, none of another cell."""
    record = check_workbook(book, ground().standard, ENGINE).record
    assert record is not None
    now = {name: datum.value for name, datum in record.data.items()}
    assert now == {name: datum.value for name, datum in ground().record.data.items()}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("count", [1, 3])
def test_title_rows(sheet: str, count: int) -> None:
    """Rows above everything: a title, a document number."""
    book = Draft(insert_rows(ground().workbook, sheet, 1, count)).done()
    assert faults(book) == []
    same_figures(book)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_column_on_the_left(sheet: str) -> None:
    """A column of one's own at the left edge."""
    book = Draft(insert_columns(ground().workbook, sheet, 1)).done()
    assert faults(book) == []
    same_figures(book)


@pytest.mark.parametrize("row", range(4, 60))
def test_a_blank_row_between_items(row: int) -> None:
    """A blank row anywhere in 自评表."""
    book = Draft(insert_rows(ground().workbook, "自评表", row)).done()
    assert faults(book) == []
    same_figures(book)


def test_rows_in_the_middle_of_a_list() -> None:
    """More rows in the middle of 项目表, as the form tells people to insert them."""
    layout = ground().layout
    area = locate(ground().workbook, ground().standard, layout).areas["项目表_项目名称"]
    book = Draft(insert_rows(ground().workbook, "项目表", area.first_row + 1, 5)).done()
    assert faults(book) == []
    same_figures(book)
