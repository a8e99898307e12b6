"""The formulas of the form in a unit's workbook: what each cell should hold, and where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.expressions import expand_row
from xltools.core.formulas.change import difference, pieces, same, written
from xltools.core.formulas.tokens import tokens
from xltools.core.formulas.totals import totals
from xltools.core.layout import Cell, lay_out
from xltools.core.locating.formtext import label_of
from xltools.core.locating.locate import Located
from xltools.core.model import DefinedName, Sheet, Value, Workbook
from xltools.core.record import Rows
from xltools.core.refs import Area, Place, parse_area
from xltools.core.standard import Standard

#: How many redirected names are named.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A formula cell that does not hold its formula.

    ``present`` is the formula there ("": none), ``value`` what stands there instead of one;
    ``what`` says what is different, ``label`` what to call a cell that is no field.
    """

    field: str
    place: Place
    expected: str
    present: str
    value: Value
    what: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A cell that should hold a formula: as which field, where, and which."""

    field: str
    place: Place
    formula: str
    label: str = ""


def changes(workbook: Workbook, standard: Standard, located: Located, rows: Rows) -> Iterator[Change]:
    """Every formula cell of the form with a value, nothing, or another formula in it.

    ``rows`` are the filled rows of each table. In a 明细 row that staff inserted a formula may be missing; a
    value over it is a change.
    """
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    terms = _terms(standard, located, workbook.names, tuple(sheets))
    sums = (
        Held(each.name, each.place, each.formula, each.label) for each in totals(sheets, standard, located)
    )
    yield from _changes(sheets, terms, _held(standard, located), may_lack=False)
    yield from _changes(sheets, terms, _held_in_rows(standard, located, rows), may_lack=True)
    yield from _changes(sheets, terms, sums, may_lack=False)


def due(
    workbook: Workbook, standard: Standard, located: Located, rows: Rows
) -> tuple[tuple[Place, str], ...]:
    """Each cell with a changed formula, and what to ask an engine for the value it should have."""
    terms = _terms(standard, located, workbook.names, tuple(sheet.name for sheet in workbook.sheets))
    found = changes(workbook, standard, located, rows)
    return tuple((change.place, terms.question(change.expected, change.place.sheet)) for change in found)


def _changes(
    sheets: Mapping[str, Sheet], terms: _Terms, cells: Iterable[Held], *, may_lack: bool
) -> Iterator[Change]:
    for held in cells:
        place, formula = held.place, held.formula
        present = sheets[place.sheet].formulas.get((place.row, place.column))
        if present is None:
            value = sheets[place.sheet].value(place.row, place.column)
            if value is not None or not may_lack:
                what = "公式被数值或空白盖掉了"
                yield Change(held.field, place, formula, "", value, what, held.label)
        elif what := terms.change(formula, present, place.sheet):
            now, should = terms.told_apart(present, formula, place.sheet)
            yield Change(held.field, place, should, now, None, what, held.label)


@lru_cache(maxsize=16)
def _held(standard: Standard, located: Located) -> tuple[Held, ...]:
    """The located cells that should hold formulas."""
    layout = lay_out(standard)
    return tuple(
        Held(name, place, expected(layout.cells[name], located))
        for name, place in located.cells.items()
        if layout.cells[name].formula
    )


@lru_cache(maxsize=64)
def _held_in_rows(standard: Standard, located: Located, rows: Rows) -> tuple[Held, ...]:
    """The cells of filled 明细 rows that should hold formulas."""
    return tuple(
        held
        for name, numbers in rows
        if standard.tables[name].style == "明细"
        for held in _held_in(standard, located, name, numbers)
    )


def _held_in(standard: Standard, located: Located, table: str, numbers: Iterable[int]) -> Iterator[Held]:
    areas = {c.name: located.areas.get(f"{table}_{c.name}") for c in standard.columns(table)}
    columns = {name: (area.sheet, area.first_column) for name, area in areas.items() if area is not None}
    for row in numbers:
        cells = {name: Place(sheet, row, column) for name, (sheet, column) in columns.items()}
        for column in standard.columns(table):
            if column.formula and column.name in cells:
                formula = expand_row(
                    column.formula,
                    lambda c, cells=cells: cells[c].cell if c in cells else "#REF!",  # type: ignore[misc]
                )
                yield Held(column.name, cells[column.name], formula)


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


def _address(area: Area, home: str) -> str:
    """An area as people say it on a sheet."""
    return area.ref if area.sheet == home else f"{area.sheet}!{area.ref}"


class _Terms:
    """What names mean in formulas: to the form (where its fields were found), and to this workbook."""

    def __init__(
        self, standard: Standard, located: Located, names: tuple[DefinedName, ...], sheets: tuple[str, ...]
    ) -> None:
        self._sheets = {sheet.upper(): sheet for sheet in sheets}
        self._layout = lay_out(standard)
        self._located = located
        self._spelt = {name.name.upper(): name.name for name in names}
        given = ((name.name, parse_area(name.text)) for name in names if name.sheet is None)
        self._present = {name.upper(): area for name, area in given if area is not None}
        found = {name.upper(): area for name, area in located.areas.items()}
        for name, place in located.cells.items():
            found[name.upper()] = Area(place.sheet, place.row, place.column, place.row, place.column)
        self._expected = found
        wide = {name.upper() for name in located.wide}
        for name, area in found.items():  # the name of a merged cell may mean all of it
            single = area.single and name not in wide
            if single and name in self._present and self._present[name].first == area.first:
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

    def told_apart(self, present: str, formula: str, home: str) -> tuple[str, str]:
        """The formula there and the form's; with addresses where they are written with the same names."""
        if tokens(present) != tokens(formula):
            return present, formula
        return written(pieces(present, home, self._means, self._sheets)), self.question(formula, home)

    def _change(self, formula: str, present: str, home: str) -> str:
        before = pieces(formula, home, self._meant, self._sheets)
        now = pieces(present, home, self._means, self._sheets)
        if same(before, now):
            return ""
        return self._redirected(formula, present, home) or difference(before, now, home, self._label)

    def _redirected(self, formula: str, present: str, home: str) -> str:
        """Which names point elsewhere, in words, where that is all that is different; "" where it is not."""
        if tokens(present) != tokens(formula):
            return ""
        names = dict.fromkeys(t.text for t in tokens(present) if t.kind == "name" and t.text in self._moved)
        texts = [
            f"名称“{self._spelt.get(name, name)}”指到了 {_address(self._present[name], home)}"
            f"，应指 {_address(self._expected[name], home)}"
            for name in names
        ]
        more = f"等{len(texts)}个名称" if len(texts) > _SHOWN else ""
        return "；".join(texts[:_SHOWN]) + more

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
