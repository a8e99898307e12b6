"""Does a cell stand where its neighbours in the form leave room for it: between them, in its row and column.

A name whose label is gone is believed only there: anywhere else it may as well point to some other figure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

from xltools.core.layout import Layout
from xltools.core.refs import Place


class Bracket:
    """The places that are sure, by the sheet of the form whose fields they hold."""

    def __init__(self, layout: Layout, sure: Mapping[str, Place]) -> None:
        """``sure`` are the places that carry the words of their fields."""
        self._layout = layout
        found: dict[str, list[tuple[Place, Place]]] = {}
        for name, place in sure.items():
            form = layout.cells[name].place
            found.setdefault(form.sheet, []).append((form, place))
        self._sheets = {sheet: _Sure(pairs) for sheet, pairs in found.items()}

    def holds(self, name: str, place: Place) -> bool:
        """Whether the sure neighbours of a field leave room for it at this place."""
        form = self._layout.cells[name].place
        sure = self._sheets.get(form.sheet)
        return sure is not None and sure.leaves(form, place)


class _Sure:
    """The sure fields of one sheet of the form: (place in the form, place in the workbook)."""

    def __init__(self, pairs: list[tuple[Place, Place]]) -> None:
        self._sheet = Counter(place.sheet for _, place in pairs).most_common(1)[0][0]
        here = [(form, place) for form, place in pairs if place.sheet == self._sheet]
        self._rows: dict[int, set[int]] = {}
        self._columns: dict[int, list[tuple[int, int]]] = {}
        for form, place in here:
            self._rows.setdefault(form.row, set()).add(place.row)
            self._columns.setdefault(form.column, []).append((form.row, place.column))
        self._order = sorted(self._rows)

    def leaves(self, form: Place, place: Place) -> bool:
        """Whether the place is on the sheet, in the row and in the column its neighbours leave free."""
        return place.sheet == self._sheet and self._row(form.row, place.row) and self._column(form, place)

    def _row(self, form: int, row: int) -> bool:
        if form in self._rows:
            return self._rows[form] == {row}
        at = bisect_left(self._order, form)
        above = self._order[at - 1] if at else 0
        below = self._order[at] if at < len(self._order) else 0
        if above and below:
            return max(self._rows[above]) < row < min(self._rows[below])
        near = above or below
        return self._rows[near] == {row - form + near}

    def _column(self, form: Place, place: Place) -> bool:
        same = self._columns.get(form.column)
        if same:
            return min(same, key=lambda pair: abs(pair[0] - form.row))[1] == place.column
        shifts = {column - own for own, found in self._columns.items() for _, column in found}
        return shifts == {place.column - form.column}
