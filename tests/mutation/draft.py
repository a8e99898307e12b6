"""A workbook that can be changed: values, formulas, names, sheets; handed back as Excel saves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import Area, Place
from xltools.engines import choose


class Draft:
    """A mutable copy of a workbook's cells; everything else is changed with ``replace`` on its parts."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._values: dict[Place, Value] = {}
        self._formulas: dict[Place, str | None] = {}

    def value(self, place: Place) -> Value:
        """What the cell holds now."""
        return self._values.get(place, self.workbook.value(place))

    def formula(self, place: Place) -> str | None:
        """The cell's formula now, or None."""
        if place in self._formulas:
            return self._formulas[place]
        sheet = self.workbook.sheet(place.sheet)
        return None if sheet is None else sheet.formulas.get((place.row, place.column))

    def put(self, place: Place, value: Value) -> None:
        """Type a value over whatever is there."""
        self._values[place] = value
        self._formulas[place] = None

    def put_formula(self, place: Place, formula: str) -> None:
        """Type a formula; its value comes with the recomputation."""
        self._values[place] = None
        self._formulas[place] = formula

    def sheet(self, name: str, **changes: Any) -> None:
        """Change something else of a sheet, such as ``hidden_rows``, ``merges`` or ``state``."""
        sheets = (replace(s, **changes) if s.name == name else s for s in self.workbook.sheets)
        self.workbook = replace(self.workbook, sheets=tuple(sheets))

    def merge(self, area: Area) -> None:
        """Merge cells; as Excel does, all but the first lose their contents."""
        sheet = self.workbook.sheet(area.sheet)
        assert sheet is not None
        self.sheet(area.sheet, merges=(*sheet.merges, area))
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                if (row, column) != (area.first_row, area.first_column):
                    self.put(Place(area.sheet, row, column), None)

    def names(self, change: Any) -> None:
        """Pass every defined name through ``change``, which gives a name, or None to drop it."""
        names = tuple(new for name in self.workbook.names if (new := change(name)) is not None)
        self.workbook = replace(self.workbook, names=names)

    def done(self) -> Workbook:
        """The workbook with the changes, every saved value recomputed (or left, where no engine will)."""
        book = replace(self.workbook, sheets=tuple(map(self._sheet, self.workbook.sheets)))
        try:
            computed = choose("auto").ask(book, ()).cells
        except Exception:  # noqa: BLE001  # a broken book stays as it was saved
            return book
        self._values.update(computed)
        return replace(book, sheets=tuple(_with(sheet, computed) for sheet in book.sheets))

    def _sheet(self, sheet: Sheet) -> Sheet:
        values = {place: value for place, value in self._values.items() if place.sheet == sheet.name}
        formulas = dict(sheet.formulas)
        for place, formula in self._formulas.items():
            if place.sheet == sheet.name:
                formulas.pop((place.row, place.column), None)
                if formula is not None:
                    formulas[place.row, place.column] = formula
        return replace(_with(sheet, values), formulas=formulas)


def _with(sheet: Sheet, values: dict[Place, Value] | Any) -> Sheet:
    """The sheet with these values in its grid."""
    rows = [list(row) for row in sheet.values]
    for place, value in values.items():
        if place.sheet != sheet.name:
            continue
        rows += [[] for _ in range(place.row - len(rows))]
        row = rows[place.row - 1]
        row += [None] * (place.column - len(row))
        row[place.column - 1] = value
    return replace(sheet, values=tuple(map(tuple, rows)))
