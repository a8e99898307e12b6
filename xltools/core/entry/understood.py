"""The workbook as understood: what people typed in their own way stands there as the value it means.

The engine, the record and the rules all see this workbook; what stood in the cell is kept beside it. Only
cells of fields are read so, never one with a formula. Words of a 文本 field stay words; but where they are
nothing but a word for nothing (无, —), whatever looks at the cell sees a blank.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeGuard

from xltools.core.amounts import currency_suffixes, exact, grouped
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.entry.entered import (
    LONGEST_NOTHING,
    is_nothing,
    read_answer,
    read_choice,
    read_date,
    read_number,
)
from xltools.core.layout import lay_out
from xltools.core.locating.locate import Located
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.record import LAST_SERIAL, Plan, Slot, Written, plan_of, to_date, to_serial
from xltools.core.refs import Place
from xltools.core.standard import NUMBER_OR_TEXT, Field, Standard

#: From a serial number of the 1904 date system to that of the 1900 system.
_DAYS_1904 = 1462

#: The unit of a year, and the last that has four digits: what is more and shows a day is a day of its year.
_YEAR = "年"
_LAST_YEAR = 9999

#: What a number format shows as it stands, or does not show: texts, escapes, paddings, colours and locales.
_SHOWN = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')

#: What may be read otherwise in a cell: texts and numbers, texts only, or no more than a word for nothing.
_Odd = Literal["all", "texts", "nothing"]

#: Sheet name -> (row, its cells): column, slot, and what may mean another thing there.
_Watched = Mapping[str, tuple[tuple[int, tuple[tuple[int, Slot, _Odd], ...]], ...]]

#: What a cell is to hold instead, and how its content is written; None where it is plain or not understood.
_Meaning = tuple[Value, str] | None

_Cells = dict[tuple[int, int], Value]


@dataclass(frozen=True, slots=True)
class Understood:
    """A workbook with plain values in its fields, days counted from 1900; and what was written otherwise."""

    workbook: Workbook
    written: Mapping[Place, Written]


def understand(workbook: Workbook, standard: Standard, located: Located) -> Understood:
    """Read the fields' cells as people mean them; a workbook with nothing odd is handed back as it is."""
    reader = _Reader(workbook, standard, plan_of(standard, located))
    written: dict[Place, Written] = {}
    changes: dict[str, _Cells] = {}
    for sheet, slot, value in _odd(workbook, _watched(standard, located)):
        meaning = reader.meaning(sheet, slot, value)
        if meaning is not None:
            changes.setdefault(sheet.name, {})[slot.at], text = meaning
            written[slot.blank.place] = Written(value, text)
    if workbook.date1904:
        _count_from_1900(workbook, _watched(standard, located), changes)
    if changes or workbook.date1904:
        sheets = tuple(_changed(sheet, changes.get(sheet.name, {})) for sheet in workbook.sheets)
        workbook = replace(workbook, sheets=sheets, date1904=False)
    return Understood(workbook, written)


@lru_cache(maxsize=16)
def _watched(standard: Standard, located: Located) -> _Watched:
    """The slots of all fields, by sheet and row; but for what the standard itself writes into the form."""
    plan, cells = plan_of(standard, located), lay_out(standard).cells
    lines = (line for table in plan.tables.values() for line in table)
    slots = {slot.blank.place: slot for line in lines for slot in line.slots.values()}
    slots |= {slot.blank.place: slot for slot in plan.cells.values()}
    given = {plan.cells[name].blank.place for name in plan.cells if cells[name].constant is not None}
    sheets: dict[str, dict[int, list[tuple[int, Slot, _Odd]]]] = {}
    for place in sorted(slots):
        slot = slots[place]
        if slot.field.kind != "文本" or place not in given:
            entry = place.column, slot, _odd_in(slot.field)
            sheets.setdefault(place.sheet, {}).setdefault(place.row, []).append(entry)
    return {
        sheet: tuple((row, tuple(columns)) for row, columns in rows.items()) for sheet, rows in sheets.items()
    }


def _odd_in(field: Field) -> _Odd:
    if field.kind == "文本" and field.allowed != NUMBER_OR_TEXT:
        return "nothing"
    numbers = field.kind == "日期" or (field.numeric and field.unit in ("%", _YEAR))
    return "all" if numbers else "texts"


def _odd(workbook: Workbook, watched: _Watched) -> Iterator[tuple[Sheet, Slot, Value]]:
    """The watched cells without a formula whose value may mean another; this loop runs on every workbook."""
    for sheet in workbook.sheets:
        values, formulas = sheet.values, sheet.formulas
        for row, columns in watched.get(sheet.name, ()):
            if row > len(values):
                break
            cells = values[row - 1]
            width = len(cells)
            for column, slot, odd in columns:
                if column > width:
                    break
                value = cells[column - 1]
                if value is None or (row, column) in formulas:
                    continue
                if not isinstance(value, str):
                    wanted = odd == "all"
                else:
                    wanted = odd != "nothing" or len(value) <= LONGEST_NOTHING or value.isspace()
                if wanted:
                    yield sheet, slot, value


class _Reader:
    """Tells what the cells of one workbook mean."""

    def __init__(self, workbook: Workbook, standard: Standard, plan: Plan) -> None:
        self._workbook = workbook
        self._declares = CURRENCY_FIELD in standard.by_cell_name
        self._plan = plan
        self._currency: str | None = None

    def meaning(self, sheet: Sheet, slot: Slot, value: Value) -> _Meaning:
        """The plain value of a cell without a formula, and how it is written."""
        if isinstance(value, str):
            return self._of_text(slot, value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if slot.field.kind == "日期":
            return self._of_day(slot, value)
        code = self._workbook.formats[sheet.style(*slot.at)].number
        if slot.field.unit == _YEAR:
            date = to_date(value) if value > _LAST_YEAR and _shows_day(code) else None
            return None if date is None else (date.year, str(date))
        if not _shows_percent(code):
            return None
        hundredfold = exact(value) * 100
        return as_value(hundredfold), f"{grouped(hundredfold)}%"

    def _of_text(self, slot: Slot, text: str) -> _Meaning:
        field = slot.field
        if field.choices:
            return _of_choice(field, text)
        if _says_nothing(text):
            return None, text
        if field.kind == "日期":
            date = read_date(text)
            return (to_serial(date), text) if _within(date, slot) else None
        reads = field.numeric or field.allowed == NUMBER_OR_TEXT
        number = read_number(text, self._units(field)) if reads else None
        return None if number is None else (as_value(number), text)

    def _of_day(self, slot: Slot, value: float) -> _Meaning:
        """A day counted from 1904, one with a time of day, or one written as the number 20221231."""
        if value > LAST_SERIAL:
            date = read_date(str(value))
            return (to_serial(date), str(value)) if _within(date, slot) else None
        if value < 0:
            return None
        if self._workbook.date1904:
            return int(value) + _DAYS_1904, f"1904 日期系统的 {exact(value)}"
        date, days = to_date(value), int(value)
        if date is None or value == days or not _within(date, slot):
            return None
        time = dt.timedelta(minutes=round((value - days) * 24 * 60))
        return days, f"{date} {str(time).removesuffix(':00')}"

    def _units(self, field: Field) -> Mapping[str, Decimal]:
        """The suffixes that may stand behind a number of the field."""
        if field.kind != "金额":
            names = {_YEAR, f"{_YEAR}度"} if field.unit == _YEAR else {field.unit} - {""}
            return dict.fromkeys(names, Decimal(1))
        return currency_suffixes(self._declared() if self._declares else field.unit)

    def _declared(self) -> str:
        """The workbook's 金额单位 as understood; "" when it names none."""
        if self._currency is None:
            slot = self._plan.cells.get(CURRENCY_FIELD)
            value = None if slot is None else self._workbook.value(slot.blank.place)
            choice = read_choice(value, slot.field.choices) if slot and isinstance(value, str) else None
            self._currency = choice or ""
        return self._currency


def _within(date: dt.date | None, slot: Slot) -> TypeGuard[dt.date]:
    """Whether there is a date, of a day that its field may hold."""
    return date is not None and slot.days[0] <= date <= slot.days[1]


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    return is_nothing(text)


def _of_choice(field: Field, text: str) -> _Meaning:
    """One of a dropdown's words, in another width or with spaces; a mark for yes or no; or nothing."""
    if text in field.choices:
        return None
    question = field.kind == "是否"
    choice = read_answer(text) if question else read_choice(text, field.choices)
    if choice is not None:
        return choice, text
    return (None, text) if is_nothing(text, question=question) else None


def as_value(number: Decimal) -> int | float:
    """A number of at most 15 digits as a cell holds it."""
    return int(number) if number == number.to_integral_value() else float(number)


@lru_cache(maxsize=1024)
def _shows_percent(code: str) -> bool:
    """Whether a number format shows a hundredfold: 0.95 as 95%."""
    return "%" in _SHOWN.sub("", code).partition(";")[0]


@lru_cache(maxsize=1024)
def _shows_day(code: str) -> bool:
    """Whether a number format shows a day, not only a time."""
    return code != "General" and re.search("[ydYD]", _SHOWN.sub("", code)) is not None


def _count_from_1900(workbook: Workbook, watched: _Watched, changes: dict[str, _Cells]) -> None:
    """Move what a 1904 workbook shows as a day: in cells of no field too, and results of date fields."""
    days = {style for style, shape in enumerate(workbook.formats) if _shows_day(shape.number)}
    for sheet in workbook.sheets:
        known = {slot.at: slot for _, columns in watched.get(sheet.name, ()) for _, slot, _ in columns}
        moved = changes.setdefault(sheet.name, {})
        for row, cells in enumerate(sheet.values, 1):
            for column, value in enumerate(cells, 1):
                at = row, column
                if at in moved or isinstance(value, bool) or not isinstance(value, int | float):
                    continue
                slot = known.get(at)
                day = sheet.style(row, column) in days if slot is None else slot.field.kind == "日期"
                if day and 0 <= value <= LAST_SERIAL - _DAYS_1904:
                    moved[at] = value + _DAYS_1904


def _changed(sheet: Sheet, cells: _Cells) -> Sheet:
    """The sheet with some cells' values replaced."""
    if not cells:
        return sheet
    rows = list(sheet.values)
    for (row, column), value in cells.items():
        old = rows[row - 1]
        rows[row - 1] = (*old[: column - 1], value, *old[column:])
    return replace(sheet, values=tuple(rows))
