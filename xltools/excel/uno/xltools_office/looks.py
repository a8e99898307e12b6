"""How cells look: fills, fonts, widths; read for many cells at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uno

from .office import Box, Lifted, Office, Refused, area_of, areas_of

_MIXED = 2
_BOLD, _NORMAL = 150.0, 100.0
#: Hundredths of a millimetre that a character of a column's width takes, and its edges.
_CHARACTER, _EDGE = 199, 132
_VERTICAL = {"top": 1, "center": 2, "bottom": 3}


def fill(office: Office, uid: str, name: str, boxes: Sequence[Box]) -> int | None:
    """The one colour of these cells as a number, -1 for none; None for several."""
    areas = areas_of(office.document(uid), office.sheet(uid, name), boxes)
    if str(areas.getPropertyState("CellBackColor").value) == "AMBIGUOUS_VALUE":
        return None
    return areas.CellBackColor


def paint(office: Office, uid: str, name: str, boxes: Sequence[Box], colour: int) -> None:
    """Fill cells, -1: with nothing. Refused where they did not take it."""
    document = office.document(uid)
    with Lifted(document, office.sheet(uid, name)) as sheet:
        areas_of(document, sheet, boxes).CellBackColor = colour
    if fill(office, uid, name, boxes) != colour:
        raise Refused(f"工作表“{name}”的单元格不能填色")


def style(office: Office, uid: str, name: str, boxes: Sequence[Box], given: dict[str, Any]) -> None:
    """Set what is given: bold, size, colour, wrap, vertical, number."""
    document = office.document(uid)
    with Lifted(document, office.sheet(uid, name)) as sheet:
        areas = areas_of(document, sheet, boxes)
        for key, value in given.items():
            for part, content in _properties(document, key, value).items():
                areas.setPropertyValue(part, content)


def _properties(document: Any, key: str, value: Any) -> dict[str, Any]:
    if key == "bold":
        weight = _BOLD if value else _NORMAL
        return {"CharWeight": weight, "CharWeightAsian": weight}
    if key == "size":
        return {"CharHeight": float(value), "CharHeightAsian": float(value)}
    if key == "colour":
        return {"CharColor": value}
    if key == "wrap":
        return {"IsTextWrapped": bool(value)}
    if key == "vertical":
        return {"VertJustify": _VERTICAL.get(value, 0)}
    formats, locale = document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
    found = formats.queryKey(value, locale, False)  # UNO knows no names  # noqa: FBT003  # UNO knows no names
    return {"NumberFormat": formats.addNew(value, locale) if found == -1 else found}


def columns(office: Office, uid: str, name: str, boxes: Sequence[Box], given: dict[str, Any]) -> None:
    """Set the width (in characters) of columns, or hide them."""
    with Lifted(office.document(uid), office.sheet(uid, name)) as sheet:
        for _, left, _, right in boxes:
            for at in range(left - 1, right):
                column = sheet.Columns.getByIndex(at)
                if "width" in given:
                    column.Width = int(given["width"] * _CHARACTER + _EDGE)
                if "hidden" in given:
                    column.IsVisible = not given["hidden"]


def fit(office: Office, uid: str, name: str, box: Box) -> None:
    """Make rows as high as their texts; what is hidden counts for nothing."""
    with Lifted(office.document(uid), office.sheet(uid, name)) as sheet:
        area = area_of(sheet, box)
        for at in range(box[1] - 1, box[3]):
            if not sheet.Columns.getByIndex(at).IsVisible:
                area.Columns.getByIndex(at - box[1] + 1).IsTextWrapped = False
        area.Rows.OptimalHeight = True


CALLS = (fill, paint, style, columns, fit)
