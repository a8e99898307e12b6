"""What the form itself says and rules judge by: labels, headings, given values, parameters; what was altered.

A figure under another heading means something else, and a threshold is the authority's, never a unit's copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.amounts import exact, grouped
from xltools.core.expressions import columns_in, names_in
from xltools.core.instances import instances
from xltools.core.layout import Cell, Layout
from xltools.core.locating.frame import ROW_KEYS
from xltools.core.locating.locate import Located
from xltools.core.messages import inner
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.names import GIVEN_SHEET
from xltools.core.record import to_serial
from xltools.core.refs import Place, parse_area
from xltools.core.standard import Parameter, Standard

#: How many parameters a sentence names before it says how many there are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Altered:
    """One text of the form that is not what the standard says: the field, the cell, the sentence."""

    field: str
    place: Place | None
    problem: str


def altered(workbook: Workbook, standard: Standard, layout: Layout, located: Located) -> Iterator[Altered]:
    """Everything of the form's own words that a unit changed."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    judged = _judged(standard, layout)
    yield from _strange(layout, located, judged)
    yield from _given(sheets, judged, located)
    yield from _parameters(workbook, sheets, standard)


def label_of(cell: Cell) -> str:
    """What to call a cell of the form."""
    if cell.table:
        return f"“{inner(cell.stem)}”{cell.field.label}"
    return f"{cell.field.label}({cell.measure})" if cell.measure else cell.field.label


def _strange(layout: Layout, located: Located, judged: tuple[Cell, ...]) -> Iterator[Altered]:
    """Labels and headings that are altered, each said once; a judged key of a row is told of as a value."""
    seen = {("label", _row(cell)) for cell in judged if cell.field.name in ROW_KEYS}
    for strange in located.strange:
        cell = layout.cells.get(strange.name)
        row, column = (_row(cell), _column(cell)) if cell else ("", _of_table(layout, strange.name))
        said = (strange.what, row if strange.what == "label" else column)
        if said in seen:
            continue
        seen.add(said)
        now = f"现为“{inner(_short(strange.now))}”" if strange.now else "现为空白"
        changed = f"{row}一行的项目名称被改动，{now}"
        problem = changed if strange.what == "label" else f"{column}列，表头{now}"
        yield Altered(strange.name, strange.place, problem)


def _short(text: str, longest: int = 30) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _row(cell: Cell) -> str:
    """What to call the row of a cell."""
    return f"“{cell.table}”的“{inner(cell.stem)}”" if cell.table else f"“{inner(cell.field.label)}”"


def _column(cell: Cell) -> str:
    """What to call the column of a cell."""
    return f"“{cell.table or cell.field.block}”的“{inner(cell.measure or cell.field.label)}”"


def _of_table(layout: Layout, name: str) -> str:
    """What to call a column of a table by its defined name."""
    table = next(table for table in layout.tables if name.startswith(f"{table}_"))
    return f"“{table}”的“{inner(name.removeprefix(f'{table}_'))}”"


def _given(sheets: dict[str, Sheet], judged: tuple[Cell, ...], located: Located) -> Iterator[Altered]:
    """What the standard puts into tables and rules judge by (分值, 指标类型 …)."""
    for cell in judged:
        place = located.cells.get(cell.name)
        if place is None:
            continue
        value = _plain(sheets[place.sheet].value(place.row, place.column))
        if value != cell.constant:
            problem = f"{label_of(cell)}应为“{_quoted(cell.constant)}”,现为“{_quoted(value)}”"
            yield Altered(cell.name, place, problem)


@lru_cache(maxsize=16)
def _judged(standard: Standard, layout: Layout) -> tuple[Cell, ...]:
    """The given cells of columns that a rule or a formula of the form asks for, by row or as a whole."""
    cells = [cell for cell in layout.cells.values() if cell.table]
    asked = {(cell.table, column) for cell in cells for column in columns_in(cell.pattern)}
    whole = {f"{name}_{column}": (name, column) for name, t in layout.tables.items() for column in t.columns}
    for rule in standard.rules:
        for instance in instances(rule) if rule.enabled else ():
            for formula in (instance.precondition, instance.left, instance.right):
                asked |= {(instance.table, column) for column in columns_in(formula)}
                asked |= {whole[name] for name in names_in(formula) if name in whole}
    return tuple(cell for cell in cells if cell.constant and (cell.table, cell.field.name) in asked)


def _parameters(workbook: Workbook, sheets: dict[str, Sheet], standard: Standard) -> Iterator[Altered]:
    """Parameters whose copy in the workbook is not the authority's."""
    areas = {name.name: parse_area(name.text) for name in workbook.names if name.sheet is None}
    gone: list[str] = []
    for parameter in standard.parameters:
        area = areas.get(parameter.name)
        if area is None or area.sheet not in sheets or area.sheet == GIVEN_SHEET:
            gone.append(parameter.name)
            continue
        sheet = sheets[area.sheet]
        row = area.first_row
        columns = range(area.first_column, area.last_column + 1)
        present = tuple(_plain(sheet.value(row, column)) for column in columns)
        expected = _expected(parameter)
        if present != expected:
            now = "、".join(_quoted(value) for value in present)
            problem = f"参数“{parameter.name}”被改为“{now}”,评分和等级因此可能不对"
            yield Altered(parameter.name, area.first, problem)
    if gone:
        said = "、".join(f"“{inner(name)}”" for name in gone[:NAMED])
        said += f"等{len(gone)}个" if len(gone) > NAMED else ""
        yield Altered(
            gone[0], None, f"参数{said}不见了（参数表被删除，或单元格名称丢失），检查时按规范的数计算"
        )


def _expected(parameter: Parameter) -> tuple[object, ...]:
    """A parameter's cells as they are read back."""
    if parameter.kind == "日期":
        return tuple(Decimal(to_serial(value)) for value in parameter.cell_values)  # type: ignore[arg-type]
    return tuple(parameter.values)


def _plain(value: Value) -> object:
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _quoted(value: object) -> str:
    if isinstance(value, Decimal):
        return grouped(value)
    return "空白" if value in (None, "") else inner(str(value))
