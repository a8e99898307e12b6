"""A summary workbook that is not written but computed: what stands in its cells, for an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from xltools.core import model
from xltools.core.model import Format, Value, Workbook
from xltools.core.refs import Place
from xltools.writers.summary.book import Book, Sheet


class Draft(Book):
    """A book whose sheets only note values and formulas; a formula whose value is ``known`` is a value.

    :attr:`own_row` are the places of formulas over nothing but their own row and cells that are the same for
    every row (:meth:`Sheet.row_formula`).
    """

    drawn = False

    def __init__(self, known: Mapping[Place, Value] | None = None) -> None:
        """No file is opened: what an XlsxWriter workbook would be asked to do is let go."""
        self.book = _Nothing()
        self.cached = known or {}
        self.own_row: set[Place] = set()
        self.sheets: list[DraftSheet] = []

    def format(self, **properties: Any) -> Any:  # looks are of no use to an engine
        """No format."""

    def boxed(self, **properties: Any) -> Any:
        """No format either."""

    def sheet(self, name: str, title: str, note: str, *, by_rows: bool = False) -> DraftSheet:  # noqa: ARG002
        """A new sheet; its title and note are no part of any formula."""
        sheet = DraftSheet(self, name)
        self.sheets.append(sheet)
        return sheet

    def settle(self, values: Mapping[Place, Value]) -> None:
        """Put the values of formulas in their places."""
        sheets = {sheet.name: sheet for sheet in self.sheets}
        for place, value in values.items():
            sheets[place.sheet].settle(place.row, place.column, value)

    def workbook(self) -> Workbook:
        """What the sheets hold."""
        sheets = tuple(
            model.Sheet(each.name, values=tuple(map(tuple, each.rows)), formulas=each.formulas)
            for each in self.sheets
        )
        return Workbook("", "", sheets, formats=(Format(),))


class DraftSheet(Sheet):
    """A sheet of a draft: rows of values as far as they are filled, formulas by their place."""

    def __init__(self, draft: Draft, name: str) -> None:
        super().__init__(draft, _Nothing())
        self.draft = draft
        self.name = name
        self.rows: list[list[Value]] = []
        self.formulas: dict[tuple[int, int], str] = {}

    def text(self, row: int, column: int, text: str, style: Any = None) -> None:  # noqa: ARG002
        """Note a text."""
        if text:
            self.put(row, column, text)

    def number(self, row: int, column: int, value: Decimal | int | None, style: Any = None) -> None:  # noqa: ARG002
        """Note a number."""
        if value is not None:
            self.put(row, column, float(value))

    def numbers(
        self,
        row: int,
        first: int,
        values: Sequence[float | None],
        styles: Sequence[Any],  # noqa: ARG002
    ) -> None:
        """Note numbers side by side."""
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([None] * (first + len(values) - 1 - len(cells)))
        cells[first - 1 : first - 1 + len(values)] = values

    def formula(self, row: int, column: int, formula: str, style: Any = None) -> None:  # noqa: ARG002
        """Note a formula, or its value where that is known."""
        place = Place(self.name, row, column)
        if place in self.draft.cached:
            self.put(row, column, self.draft.cached[place])
        else:
            self.put(row, column, None)
            self.formulas[row, column] = formula

    def row_formula(self, row: int, column: int, formula: str, style: Any = None) -> None:
        """The same of one over its own row."""
        place = Place(self.name, row, column)
        self.draft.own_row.add(place)
        if place in self.draft.cached:
            self.put(row, column, self.draft.cached[place])
        else:
            super().row_formula(row, column, formula, style)

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell; None in a blank one, and in one with a formula that is not computed yet."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[column - 1] if column <= len(cells) else None

    def column(self, column: int) -> Iterator[Value]:
        """Yield what stands in a column, down to the last row."""
        return (cells[column - 1] if column <= len(cells) else None for cells in self.rows)

    def unknown(self, column: int) -> Sequence[int]:
        """The rows in which a column has formulas that are not computed yet."""
        return [row for row in self._formula_rows.get(column, ()) if (row, column) in self.formulas]

    @cached_property
    def _formula_rows(self) -> Mapping[int, Sequence[int]]:
        rows: dict[int, list[int]] = {}
        for row, column in self.formulas:
            rows.setdefault(column, []).append(row)
        return rows

    def settle(self, row: int, column: int, value: Value) -> None:
        """Put the value of a formula in its place."""
        del self.formulas[row, column]
        self.put(row, column, value)

    def link(self, place: tuple[int, int], target: tuple[str, str], text: str, style: Any) -> None:  # noqa: ARG002
        """Note the text of a link."""
        self.text(*place, text)

    def put(self, row: int, column: int, value: Value) -> None:
        """Put a value in a cell."""
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        if len(cells) < column:
            cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value


class _Nothing:
    """Takes whatever XlsxWriter would be told, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return self._ignore

    def _ignore(self, *_: Any, **__: Any) -> _Nothing:
        return self
