"""Workbook -> what was answered in its sheet 审核结果; and the workbook without that sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import exact
from xltools.core.messages import content
from xltools.core.model import DefinedName, ErrorValue, Sheet, Value, Workbook
from xltools.core.record import to_date
from xltools.core.refs import Place, parse_area, parse_cell
from xltools.core.returned import layout
from xltools.core.returned.answer import Answer

#: What a number format of dates has and one of numbers has not, but in colours and quoted words.
_DATE_SIGNS = frozenset("yYdD")
_WORDS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")


def answers(workbook: Workbook) -> tuple[Answer, ...]:
    """Every row of every sheet 审核结果 that names a finding or has words in it, from the top."""
    return tuple(
        answer for sheet in layout.result_sheets(workbook) for answer in _Rows(workbook, sheet).answers()
    )


def without_results(workbook: Workbook) -> Workbook:
    """The workbook as it is without the sheets 审核结果 and their names; itself where there are none."""
    gone = {sheet.name for sheet in layout.result_sheets(workbook)}
    if not gone:
        return workbook
    sheets = tuple(sheet for sheet in workbook.sheets if sheet.name not in gone)
    names = tuple(name for name in workbook.names if not _of(name, gone))
    return replace(workbook, sheets=sheets, names=names)


def _of(name: DefinedName, sheets: set[str]) -> bool:
    area = parse_area(name.text)
    return name.sheet in sheets or (area is not None and area.sheet in sheets)


class _Rows:
    """The rows of one sheet, read by their headings."""

    def __init__(self, workbook: Workbook, sheet: Sheet) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._head, self._columns = layout.headings(sheet) or (0, {})
        words = {self._columns.get(column.label) for column in (layout.ANSWER, layout.OPINION)}
        self._merged = {
            (row, area.first_column): area.first_row
            for area in sheet.merges
            for row in range(area.first_row, area.last_row + 1)
            if area.first_column in words
        }

    def answers(self) -> Iterator[Answer]:
        """Yield the rows under the headings that say anything of a finding."""
        for row in range(self._head + 1, len(self._sheet.values) + 1):
            answer = self._answer(row)
            if answer.said or answer.key or answer.rule:
                yield answer

    def _answer(self, row: int) -> Answer:
        cell = {column.label: self._text(row, column) for column in layout.COLUMNS}
        left, right, difference = (
            self._side(row, column) for column in (layout.LEFT, layout.RIGHT, layout.DIFFERENCE)
        )
        return Answer(
            key=cell[layout.KEY.label].strip(),
            text=cell[layout.ANSWER.label],
            opinion=cell[layout.OPINION.label],
            earlier=cell[layout.EARLIER.label],
            place=self._place(row, layout.ANSWER),
            opinion_place=self._place(row, layout.OPINION),
            rule=cell[layout.RULE.label].strip(),
            level=cell[layout.LEVEL.label].strip(),
            target=_target(cell),
            field=cell[layout.FIELD.label],
            message=cell[layout.MESSAGE.label],
            left=left,
            right=right,
            difference=difference if isinstance(difference, Decimal) else None,
            fix=cell[layout.FIX.label],
            basis=cell[layout.BASIS.label],
        )

    def _place(self, row: int, column: layout.Column) -> Place:
        return Place(self._sheet.name, row, self._columns.get(column.label, 1))

    def _value(self, row: int, column: layout.Column) -> Value:
        at = self._columns.get(column.label)
        return self._sheet.value(row, at) if at else None

    def _side(self, row: int, column: layout.Column) -> Decimal | str | None:
        value = self._value(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return exact(value)
        return content(value) or None if not isinstance(value, float) else None

    def _text(self, row: int, column: layout.Column) -> str:
        """What people read in the cell: a text as typed, a number plainly, a date as 2023-04-25.

        Words typed into cells merged over several rows are those of each row; words that were taken for a
        formula (=见附件) are the formula.
        """
        row = self._merged.get((row, self._columns.get(column.label, 0)), row)
        value = self._value(row, column)
        if value is None or isinstance(value, ErrorValue):
            return self._sheet.formulas.get((row, self._columns.get(column.label, 0)), content(value))
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return str(value) if isinstance(value, float) else content(value)
        style = self._sheet.style(row, self._columns[column.label])
        formats = self._workbook.formats
        code = formats[style].number if style < len(formats) else ""
        date = (
            to_date(value + 1462 * self._workbook.date1904)
            if _DATE_SIGNS & set(_WORDS.sub("", code))
            else None
        )
        return date.isoformat() if date else f"{exact(value):f}"


def _target(cell: Mapping[str, str]) -> Place | None:
    """The cell a row says its finding is at."""
    at = parse_cell(cell[layout.CELL.label].strip())
    return Place(cell[layout.SHEET.label], *at) if at else None
