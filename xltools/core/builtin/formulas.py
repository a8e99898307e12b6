"""公式: formula cells of the form that hold something else."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.seen import Seen, formula_rows
from xltools.core.builtin.wording import finding
from xltools.core.expressions import expand_row, squeezed
from xltools.core.formtext import label_of
from xltools.core.layout import Cell
from xltools.core.locate import Located
from xltools.core.model import Finding
from xltools.core.standard import Rule


def formulas(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Formula cells that hold a value, or another formula."""
    yield from _cells(rule, seen)
    yield from _rows(rule, seen)


def _cells(rule: Rule, seen: Seen) -> Iterator[Finding]:
    layout, located, sheets = seen.layout, seen.located, seen.sheets
    for name, place in located.cells.items():
        cell = layout.cells[name]
        if not cell.formula:
            continue
        expected = _expected(cell, located)
        present = sheets[place.sheet].formulas.get((place.row, place.column))
        if present is not None and squeezed(present) == squeezed(expected):
            continue
        value = sheets[place.sheet].value(place.row, place.column)
        now = present or ("空白" if value is None else f"数值 {value}")
        yield finding(rule, name, place, label_of(cell), now, expected)


def _rows(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Formulas of 明细 rows that were typed over; a row that staff inserted may lack them."""
    for row, datum, column, label in formula_rows(seen):
        place, cells = datum.place, {name: other.place.cell for name, other in row.items()}
        expected = expand_row(column.formula, lambda name, cells=cells: cells.get(name, "#REF!"))  # type: ignore[misc]
        present = seen.sheets[place.sheet].formulas.get((place.row, place.column))
        value = seen.workbook.value(place)
        if (present is None and value is None) or (present and squeezed(present) == squeezed(expected)):
            continue
        yield finding(rule, datum.field, place, label, present or f"数值 {value}", expected)


def _expected(cell: Cell, located: Located) -> str:
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
