"""Copies of a real 规范.xlsx with cells changed, as staff would change them in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl

from xltools.core.standard import Standard
from xltools.readers.standard import DEFINITION, read_standard

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
NAMES = ("湛江2022", "四川", "项目支出自评")

#: The column by which a row of each sheet is told from the others.
KEYS = {
    "说明": "项",
    "表样": "块",
    "字段": "字段名",
    "指标": "三级指标",
    "参数": "名称",
    "规则": "编号",
    "附表": "名称",
    "报告": "标题",
}

#: (sheet, key of the row, heading) -> the new value.
Changes = Mapping[tuple[str, str, str], Any]


def standard(name: str = "湛江2022") -> Standard:
    """A standard of the project, read once."""
    return read_standard(TEMPLATES / name)


@lru_cache(maxsize=4)
def _book(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(TEMPLATES / name / DEFINITION)


def find(ws: Any, key: str, heading: str) -> Any:
    """The cell of the first row with that key, under that heading."""
    headings = [cell.value for cell in ws[1]]
    key_column = headings.index(KEYS[ws.title])
    for cells in ws.iter_rows(min_row=2):
        if cells[key_column].value == key:
            return cells[headings.index(heading)]
    raise LookupError(f"{ws.title}: {key}")


@contextmanager
def opened(name: str, changes: Changes) -> Iterator[openpyxl.Workbook]:
    """The 规范.xlsx open in openpyxl with the changes made; they are undone afterwards."""
    book = _book(name)
    cells = [(find(book[sheet], key, heading), new) for (sheet, key, heading), new in changes.items()]
    old = [(cell, cell.value) for cell, _ in cells]
    for cell, new in cells:
        cell.value = new
        if isinstance(new, str):
            cell.data_type = "s"
    try:
        yield book
    finally:
        for cell, value in old:
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def save(book: openpyxl.Workbook, folder: Path) -> Path:
    """Save the definition into a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / DEFINITION)
    return folder


def altered(folder: Path, changes: Changes, name: str = "湛江2022") -> Standard:
    """Read a changed copy of a standard, kept in ``folder``."""
    with opened(name, changes) as book:
        save(book, folder)
    return read_standard(folder)
