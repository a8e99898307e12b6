"""What no cell can say: a grid named 工作簿 hides, merges, stops automatic calculation, ages a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from xltools.core.model import Sheet, Workbook
from xltools.core.names import FORM_NAME, STANDARD_NAME
from xltools.core.refs import Area, Place

#: The name such a grid has, and its headings.
WHOLE = "工作簿"
HEADINGS = ("项", "值")

#: What a workbook says of itself, by the defined name that says it.
_SAID = {"注明的规范": STANDARD_NAME, "表样版本": FORM_NAME}

#: How a name of the grid becomes a cell; raises for a name that is no field.
Find = Callable[[str], Place]


def done_to(workbook: Workbook, item: str, value: str, find: Find) -> Workbook:
    """The workbook after one row of the grid; LookupError with a sentence where it cannot be done."""
    if item == "计算方式":
        return replace(workbook, manual_calculation=value == "手动")
    if item == "隐藏工作表":
        if workbook.sheet(value) is None:
            msg = f"没有工作表“{value}”"
            raise LookupError(msg)
        return _with(workbook, value, lambda sheet: replace(sheet, state="hidden"))
    if item in _SAID:
        names = (replace(n, text=f'"{value}"') if n.name == _SAID[item] else n for n in workbook.names)
        return replace(workbook, names=tuple(names))
    change = _CHANGES.get(item)
    if change is None:
        msg = f"不认识“{item}”；可用：计算方式、隐藏工作表、{'、'.join((*_SAID, *_CHANGES))}"
        raise LookupError(msg)
    places = [find(name.strip()) for name in value.split("、")]
    return _with(workbook, places[0].sheet, lambda sheet: change(sheet, places))


def _with(workbook: Workbook, name: str, change: Callable[[Sheet], Sheet]) -> Workbook:
    sheets = (change(sheet) if sheet.name == name else sheet for sheet in workbook.sheets)
    return replace(workbook, sheets=tuple(sheets))


def _hide_rows(sheet: Sheet, places: list[Place]) -> Sheet:
    return replace(sheet, hidden_rows=sheet.hidden_rows | {place.row for place in places})


def _hide_columns(sheet: Sheet, places: list[Place]) -> Sheet:
    hidden = tuple((place.column, place.column) for place in places)
    return replace(sheet, hidden_columns=(*sheet.hidden_columns, *hidden))


def _merge(sheet: Sheet, places: list[Place]) -> Sheet:
    rows, columns = [place.row for place in places], [place.column for place in places]
    area = Area(sheet.name, min(rows), min(columns), max(rows), max(columns))
    return replace(sheet, merges=(*sheet.merges, area))


_CHANGES: Mapping[str, Callable[[Sheet, list[Place]], Sheet]] = {
    "隐藏行": _hide_rows,
    "隐藏列": _hide_columns,
    "合并": _merge,
}
