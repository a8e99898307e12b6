"""The words of a form: its own headings, a label as it is compared, every text of a workbook by its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.core.model import Value, Workbook

#: The headings of an item block (竖表) before its value columns, and the one after them.
NUMBER, ITEM, UNIT, NOTE = "编号", "项目", "单位", "填报说明"

#: The heading of the value column of a block whose items have no 列口径.
PLAIN = "填报数"

#: What the row of totals under a 明细 table begins with.
TOTAL = "合计"

#: A row of a sheet.
At = tuple[str, int]


def words(value: Value) -> str:
    """A label as it is compared: without spaces and without the star of a required field."""
    return "".join(value.split()).lstrip("*") if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Texts:
    """Every text of a workbook: by sheet and row the words in each column, and by its words the places."""

    rows: Mapping[At, Mapping[int, str]]
    places: Mapping[str, tuple[tuple[str, int, int], ...]]
    ends: Mapping[At, int]
    """The last filled column of each row."""

    def __getitem__(self, at: At) -> Mapping[int, str]:
        """The words of one row by column; empty where there are none."""
        return self.rows.get(at, {})


def texts_of(workbook: Workbook) -> Texts:
    """Read every text once."""
    rows: dict[At, dict[int, str]] = {}
    places: dict[str, list[tuple[str, int, int]]] = {}
    ends: dict[At, int] = {}
    for sheet in workbook.sheets:
        for row, cells in enumerate(sheet.values, 1):
            ends[sheet.name, row] = len(cells)
            for column, value in enumerate(cells, 1):
                if isinstance(value, str) and (text := words(value)):
                    rows.setdefault((sheet.name, row), {})[column] = text
                    places.setdefault(text, []).append((sheet.name, row, column))
    return Texts(rows, {text: tuple(found) for text, found in places.items()}, ends)
