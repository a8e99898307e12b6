"""A small unit workbook with everything a formula may trip over, and ways to ask about it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from xltools.core.model import Workbook
from xltools.readers.xlsx import read_bytes

NAMES = {
    "基本支出_决算": "自评表!$F$12",
    "A221_得分": "自评表!$F$13",
    "三公经费合计_决算": "'项目 表'!$A$2",
    "明细": "'项目 表'!$A$1:$A$5",
    "阈值": "0.01",
    "率": "自评表!$F$12/自评表!$F$13",
    "坏名": "#REF!",
    "相对": "自评表!F12",
}


def _sheet_s(sheet) -> None:
    rows = [("20101", 1), ("20102", 2.5), ("20103", 3), ("20801", 4), ("20899", 5)]
    for row, (code, amount) in enumerate(rows, 1):
        sheet.cell(row, 1, code)
        sheet.cell(row, 2, amount)
        sheet.cell(row, 3, dt.date(2022, row, 10))
    columns = {
        "D": ["20101", "20102", "R003 R004", " 甲  乙 ", "2022-12-31"],
        "E": [True, "#N/A", "12", "=1/0", '=""'],
        "G": [95, 60, 59.99, 80, -1],
        "H": ["信息化", "运行", "R003、R005"],
        "I": ["一级", "二级", "三级", None, "五"],
        "J": [0.1, 0.2, 0.3, "1,234.50", "　甲　"],
    }
    for letter, values in columns.items():
        for row, value in enumerate(values, 1):
            sheet[f"{letter}{row}"] = value


@pytest.fixture
def book() -> openpyxl.Workbook:
    """Make an openpyxl workbook: sheets S, 项目 表 and 自评表, and the defined names of NAMES."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    _sheet_s(book.active)
    projects = book.create_sheet("项目 表")
    for row, kind in enumerate(["甲", "乙", "甲", None, None], 1):
        projects.cell(row, 1, row * 10)
        projects.cell(row, 2, kind)
    form = book.create_sheet("自评表")
    form["F12"], form["F13"], form["F14"] = 3.5, 10, "合格"
    for name, text in NAMES.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    return book


@pytest.fixture
def read() -> Callable[[openpyxl.Workbook], Workbook]:
    """Turn an openpyxl workbook into ours, by way of a file's bytes."""

    def through_bytes(book: openpyxl.Workbook) -> Workbook:
        content = io.BytesIO()
        book.save(content)
        return read_bytes(content.getvalue(), "单位.xlsx")

    return through_bytes


@pytest.fixture
def unit(book, read) -> Workbook:
    """Read the workbook of ``book``."""
    return read(book)
