"""What stands in cells: read and written by the area, never cell by cell where that can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .office import Box, Lifted, Office, area_of, box_of

_VALUE, _ERROR = 1, 4
_DATES, _LOGICAL = 2, 1024
_NOTE, _CONTENT, _ALL = 8, 1 + 2 + 4 + 16, 1023 - 128
_ERRORS = {
    32767: "#N/A",
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}


def used(office: Office, uid: str, name: str) -> Box:
    """The area that holds anything."""
    cursor = office.sheet(uid, name).createCursor()
    cursor.gotoStartOfUsedArea(False)  # UNO knows no names  # noqa: FBT003  # UNO knows no names
    cursor.gotoEndOfUsedArea(True)  # as above  # noqa: FBT003  # UNO knows no names
    return box_of(cursor.RangeAddress)


def values(office: Office, uid: str, name: str, box: Box) -> dict[str, Any]:
    """The rows; beside them, as (row, column, word), errors and truth values, and the areas of dates.

    An error stands as None in the rows, a truth value as 1 or 0.
    """
    area = area_of(office.sheet(uid, name), box)
    rows = area.getDataArray()
    errors = [[row, column, _error(area, row, column)] for row, column in _spots(area, _ERROR)]
    words = _truths(office, uid)
    truths = []
    for row, column in _spots(area, _VALUE):
        if rows[row][column] in (0.0, 1.0):
            shown = area.getCellByPosition(column, row).String
            if shown in words:
                truths.append([row, column, words.index(shown) == 0])
    dates = [box_of(each) for each in area.queryContentCells(_DATES).RangeAddresses]
    return {"rows": rows, "errors": errors, "truths": truths, "dates": dates}


def _spots(area: Any, kind: int) -> list[tuple[int, int]]:
    """The formula cells that give a result of that kind, counted from the area's corner."""
    top, left = area.RangeAddress.StartRow, area.RangeAddress.StartColumn
    return [
        (row - top, column - left)
        for each in area.queryFormulaCells(kind).RangeAddresses
        for row in range(each.StartRow, each.EndRow + 1)
        for column in range(each.StartColumn, each.EndColumn + 1)
    ]


def _error(area: Any, row: int, column: int) -> str:
    cell = area.getCellByPosition(column, row)
    return _ERRORS.get(cell.getError(), cell.String)


def _truths(office: Office, uid: str) -> list[str]:
    """What the program shows for true and false; the same in all cells of a workbook."""
    if uid in office.truths:
        return office.truths[uid]
    document = office.document(uid)
    formatter = office.service("com.sun.star.util.NumberFormatter")
    formatter.attachNumberFormatsSupplier(document)
    key = document.NumberFormats.getStandardFormat(_LOGICAL, document.CharLocale)
    office.truths[uid] = [formatter.convertNumberToString(key, number) for number in (1.0, 0.0)]
    return office.truths[uid]


def formulas(office: Office, uid: str, name: str, box: Box) -> Any:
    """The rows as LibreOffice writes formulas; of a cell without one its value as text."""
    return area_of(office.sheet(uid, name), box).getFormulaArray()


def put(
    office: Office, uid: str, name: str, box: Box, rows: Sequence[Sequence[Any]], written: Sequence[Any]
) -> None:
    """Write rows of texts and numbers; ``written`` are the formulas in them as (row, column, formula)."""
    document = office.document(uid)
    with Lifted(document, office.sheet(uid, name)) as sheet:
        area = area_of(sheet, box)
        area.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in rows))
        for row, column, formula in written:
            area.getCellByPosition(column, row).setFormula(formula)


def clear(
    office: Office,
    uid: str,
    name: str,
    box: Box,
    everything: bool,  # noqa: FBT001  # over the bridge nothing has a name
) -> None:  # over the bridge nothing has a name
    """Take away what stands in cells; ``everything``: looks and notes too."""
    with Lifted(office.document(uid), office.sheet(uid, name)) as sheet:
        area_of(sheet, box).clearContents(_ALL if everything else _CONTENT)


def notes(office: Office, uid: str, name: str) -> list[Any]:
    """All notes as (row, column, text)."""
    found = []
    annotations = office.sheet(uid, name).Annotations.createEnumeration()
    while annotations.hasMoreElements():
        each = annotations.nextElement()
        found.append([each.Position.Row + 1, each.Position.Column + 1, each.String])
    return found


def note(office: Office, uid: str, name: str, row: int, column: int) -> str:
    """The note of a cell, "" where there is none."""
    annotation = office.sheet(uid, name).getCellByPosition(column - 1, row - 1).Annotation
    return annotation.String if annotation is not None else ""


def set_note(office: Office, uid: str, name: str, row: int, column: int, text: str | None) -> None:
    """Write a cell's note; None takes it away."""
    with Lifted(office.document(uid), office.sheet(uid, name)) as sheet:
        cell = sheet.getCellByPosition(column - 1, row - 1)
        cell.clearContents(_NOTE)
        if text is not None:
            sheet.Annotations.insertNew(cell.CellAddress, text)


CALLS = (used, values, formulas, put, clear, notes, note, set_note)
