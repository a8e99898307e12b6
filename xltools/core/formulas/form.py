"""The formulas of the form in a unit's workbook: what each cell should hold, and where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.expressions import expand_row
from xltools.core.formulas.change import difference, pieces, same, written
from xltools.core.layout import Cell, lay_out
from xltools.core.locating.formtext import label_of
from xltools.core.locating.locate import Located
from xltools.core.model import DefinedName, Record, Value, Workbook
from xltools.core.refs import Area, Place, parse_area
from xltools.core.standard import Standard


@dataclass(frozen=True, slots=True)
class Change:
    """A formula cell that does not hold its formula.

    ``present`` is the formula there ("": none), ``value`` what stands there instead of one;
    ``what`` says what is different.
    """

    field: str
    place: Place
    expected: str
    present: str
    value: Value
    what: str


@dataclass(frozen=True, slots=True)
class Held:
    """A cell that should hold a formula: as which field, where, and which."""

    field: str
    place: Place
    formula: str


def changes(workbook: Workbook, standard: Standard, located: Located, record: Record) -> Iterator[Change]:
    """Every formula cell of the form with a value, nothing, or another formula in it.

    In a 明细 row that staff inserted a formula may be missing; a value over it is a change.
    """
    yield from _changes(workbook, standard, located, _held(standard, located), may_lack=False)
    yield from _changes(workbook, standard, located, _held_in_rows(standard, record), may_lack=True)


def due(workbook: Workbook, standard: Standard, located: Located) -> tuple[tuple[Place, str], ...]:
    """Each cell of the form with a changed formula, and what to ask an engine for the value it should have.

    Cells in 明细 rows are left out.
    """
    terms = _terms(standard, located, workbook.names, tuple(sheet.name for sheet in workbook.sheets))
    found = _changes(workbook, standard, located, _held(standard, located), may_lack=False)
    return tuple((change.place, terms.question(change.expected, change.place.sheet)) for change in found)


def _changes(
    workbook: Workbook, standard: Standard, located: Located, cells: Iterable[Held], *, may_lack: bool
) -> Iterator[Change]:
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    terms = _terms(standard, located, workbook.names, tuple(sheets))
    for held in cells:
        place = held.place
        present = sheets[place.sheet].formulas.get((place.row, place.column))
        if present is None:
            value = workbook.value(place)
            if value is not None or not may_lack:
                yield Change(held.field, place, held.formula, "", value, "公式被数值或空白盖掉了")
        elif what := terms.change(held.formula, present, place.sheet):
            yield Change(held.field, place, held.formula, present, None, what)


@lru_cache(maxsize=16)
def _held(standard: Standard, located: Located) -> tuple[Held, ...]:
    """The located cells that should hold formulas."""
    layout = lay_out(standard)
    return tuple(
        Held(name, place, expected(layout.cells[name], located))
        for name, place in located.cells.items()
        if layout.cells[name].formula
    )


def _held_in_rows(standard: Standard, record: Record) -> Iterator[Held]:
    """The cells of filled 明细 rows that should hold formulas."""
    for name, block in standard.tables.items():
        columns = [column for column in standard.columns(name) if column.formula]
        for row in record.tables.get(name, ()) if block.style == "明细" and columns else ():
            cells = {column: datum.place.cell for column, datum in row.items()}
            for column in columns:
                if column.name in row:
                    formula = expand_row(column.formula, lambda c, cells=cells: cells.get(c, "#REF!"))  # type: ignore[misc]
                    yield Held(row[column.name].field, row[column.name].place, formula)


def expected(cell: Cell, located: Located) -> str:
    """The formula the form gives a cell, with the row's present addresses."""
    if not cell.pattern:
        return cell.formula

    def address(column: str) -> str:
        for name in (f"{cell.stem}_{column}", f"{cell.table}_{cell.stem}_{column}"):
            place = located.cells.get(name)
            if place is not None and place.row == located.cells[cell.name].row:
                return place.cell
        return "#REF!"

    return expand_row(cell.pattern, address)


class _Terms:
    """What names mean in formulas: to the form (where its fields were found), and to this workbook."""

    def __init__(
        self, standard: Standard, located: Located, names: tuple[DefinedName, ...], sheets: tuple[str, ...]
    ) -> None:
        self._sheets = {sheet.upper(): sheet for sheet in sheets}
        self._layout = lay_out(standard)
        self._located = located
        given = ((name.name, parse_area(name.text)) for name in names if name.sheet is None)
        self._present = {name.upper(): area for name, area in given if area is not None}
        found = {name.upper(): area for name, area in located.areas.items()}
        for name, place in located.cells.items():
            found[name.upper()] = Area(place.sheet, place.row, place.column, place.row, place.column)
        self._expected = found
        for name, area in found.items():  # the name of a merged cell may mean all of it
            if area.single and name in self._present and self._present[name].first == area.first:
                self._present[name] = area
        self._moved = frozenset(name for name, area in found.items() if self._present.get(name, area) != area)
        self._known: dict[tuple[str, str, str], str] = {}

    def change(self, formula: str, present: str, home: str) -> str:
        """What is different in ``present``; "" when nothing is."""
        if formula == present and not self._moved:
            return ""
        key = (formula, present, home)
        if key not in self._known:
            self._known[key] = self._change(*key)
        return self._known[key]

    def question(self, formula: str, home: str) -> str:
        """The form's formula with addresses in place of names."""
        return written(pieces(formula, home, self._meant, self._sheets))

    def _change(self, formula: str, present: str, home: str) -> str:
        before = pieces(formula, home, self._meant, self._sheets)
        now = pieces(present, home, self._means, self._sheets)
        return "" if same(before, now) else difference(before, now, home, self._label)

    def _meant(self, name: str) -> Area | None:
        return self._expected.get(name) or self._present.get(name)

    def _means(self, name: str) -> Area | None:
        """A name that is gone is another finding's; the formula that still has it was not changed."""
        return self._present.get(name) or self._expected.get(name)

    def _label(self, place: Place) -> str:
        found = (name for name, there in self._located.cells.items() if there == place)
        name = next(found, None)
        return "" if name is None else label_of(self._layout.cells[name]).replace("“", "").replace("”", "")


_terms = lru_cache(maxsize=16)(_Terms)
