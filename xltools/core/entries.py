"""Values typed into a workbook in memory, as a person types them into the cells of a form.

A cell decides what a typed text becomes, as in Excel: a number where it looks like one, a date in a date
field, a text in a cell formatted as text. What no keyboard can do to a protected cell (a formula overwritten,
a saved value gone stale) is written out: ``数值 5``, ``文本 6,500元``, ``公式 =A1``, ``显示 27``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from xltools.core.model import Sheet, Value, Workbook
from xltools.core.record import to_serial
from xltools.core.refs import Place
from xltools.core.standard import Field

How = Literal["填", "数值", "文本", "公式", "显示"]

_FORCED = re.compile(r"`?(数值|文本|公式|显示)\s+([^`]*)`?")
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What goes into a cell: by hand (填) or by force; 显示 keeps the formula, with another saved value."""

    how: How
    text: str

    @classmethod
    def of(cls, written: str) -> Entry:
        """What a page writes, as an entry."""
        match = _FORCED.fullmatch(written.strip())
        return cls(match[1], match[2].strip()) if match else cls("填", written.strip())  # type: ignore[arg-type]


def value_of(entry: Entry, field: Field, number_format: str) -> Value:
    """What the cell then holds; ValueError with a sentence where the entry cannot be typed there."""
    text = entry.text
    if entry.how == "公式" or not text:
        return None
    if entry.how == "文本" or (entry.how == "填" and number_format == "@"):
        return text
    if field.kind == "日期" and entry.how in ("填", "显示"):
        try:
            return float(to_serial(dt.date.fromisoformat(text)))
        except ValueError:
            return text
    if _NUMBER.fullmatch(text):
        number = text.replace(",", "")
        return float(number) if "." in number else int(number)
    if entry.how == "数值":
        msg = f"“{text}”不是数字"
        raise ValueError(msg)
    return text


@dataclass(frozen=True, slots=True)
class Put:
    """One cell changed: its new value; its new formula, None to leave it as it is, "" for none."""

    place: Place
    value: Value
    formula: str | None


def changed(workbook: Workbook, puts: Iterable[Put]) -> Workbook:
    """The workbook with these cells changed; everything else is shared with the old one."""
    by_sheet: dict[str, list[Put]] = {}
    for put in puts:
        by_sheet.setdefault(put.place.sheet, []).append(put)
    sheets = (_sheet(sheet, by_sheet.get(sheet.name, [])) for sheet in workbook.sheets)
    return replace(workbook, sheets=tuple(sheets))


def _sheet(sheet: Sheet, puts: list[Put]) -> Sheet:
    if not puts:
        return sheet
    rows = [list(row) for row in sheet.values]
    formulas = dict(sheet.formulas)
    for put in puts:
        row, column = put.place.row, put.place.column
        rows.extend([] for _ in range(row - len(rows)))
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = put.value
        if put.formula is not None:
            formulas.pop((row, column), None)
            if put.formula:
                formulas[row, column] = put.formula
    same = formulas == sheet.formulas
    kept: Mapping[tuple[int, int], str] = sheet.formulas if same else formulas
    return replace(sheet, values=tuple(map(tuple, rows)), formulas=kept)
