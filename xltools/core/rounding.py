"""How far a sum may be out because its parts were rounded: half a unit in the last place for each part.

A figure of the form that is computed from parts has no rounding of its own: its parts count in its stead. A
part that stands on both sides is the same figure on both, so that its rounding cannot set them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from xltools.core.expressions import columns_in, names_in
from xltools.core.instances import Instance
from xltools.core.layout import lay_out
from xltools.core.model import Datum, Record, Row
from xltools.core.standard import EACH_ROW, Field, Standard
from xltools.core.taint import needs_of

#: The field that declares the money unit, and the unit of figures that were rounded to be written in it.
CURRENCY_FIELD, ROUNDED = "金额单位", "万元"


@lru_cache(maxsize=4096)
def parts_of(standard: Standard, instance: Instance) -> Mapping[str, Decimal]:
    """The rounded parts that set the two sides apart, each with half a unit in its last place.

    A part is written as formulas write it: a cell's name, a column of the row ([@列]), or a whole column.
    """
    if not instance.rule.rounding:
        return {}
    left, right = (dict(_leaves(standard, instance.table, side)) for side in (instance.left, instance.right))
    both = {**left, **right}
    return {part: half for part, half in both.items() if (part in left) != (part in right)}


def slack(standard: Standard, instance: Instance, record: Record, row: Row | None) -> Decimal:
    """What rounding alone may make of the difference, in the workbook's own money unit."""
    rounding = instance.rule.rounding
    if not rounding or (rounding == ROUNDED and record.text(CURRENCY_FIELD) != ROUNDED):
        return Decimal(0)
    parts = parts_of(standard, instance).items()
    return sum((half * _filled(record, row, part) for part, half in parts), Decimal(0))


def _filled(record: Record, row: Row | None, part: str) -> int:
    """How many numbers a part has."""
    return sum(datum.number is not None for datum in _data(record, row, part))


def _data(record: Record, row: Row | None, part: str) -> Iterator[Datum]:
    if columns := columns_in(part):
        yield from (row[column] for column in columns if row is not None and column in row)
    elif part in record.data:
        yield record.data[part]
    else:
        table, _, column = part.partition("_")
        yield from (line[column] for line in record.tables.get(table, ()) if column in line)


def _leaves(standard: Standard, table: str, formula: str) -> Iterator[tuple[str, Decimal]]:
    """The amounts that units type and a formula is computed from, through the form's own formulas."""
    columns = {column.name: column for column in standard.columns(table)} if table else {}
    for field in (columns[name] for name in columns_in(formula) if name in columns):
        if _rounded(field) and field.formula:
            yield from _leaves(standard, table, field.formula)
        elif _rounded(field):
            yield f"[@{field.name}]", _half(field)
    for name in names_in(formula):
        yield from _named(standard, name)


def _named(standard: Standard, name: str) -> Iterator[tuple[str, Decimal]]:
    """The same for a cell, or a table's whole column."""
    cell = lay_out(standard).cells.get(name)
    field = cell.field if cell else _whole_columns(standard).get(name)
    if field is None or not _rounded(field):
        return
    if cell:
        behind = needs_of(standard).get(name, ())
    else:
        behind = tuple(f"{field.block}_{column}" for column in columns_in(field.formula))
    if not behind:
        yield name, _half(field)
    for need in behind:
        yield from _named(standard, need)


def _rounded(field: Field) -> bool:
    """Whether a field's figures are rounded at all: amounts, to the places the form shows."""
    return field.kind == "金额" and field.decimals is not None


def _half(field: Field) -> Decimal:
    """Half a unit in a field's last place."""
    return Decimal(5).scaleb(-(field.decimals or 0) - 1)


@lru_cache(maxsize=16)
def _whole_columns(standard: Standard) -> Mapping[str, Field]:
    """Each table's column by the name of all its cells."""
    return {f"{f.block}_{f.name}": f for f in standard.fields if f.measures == (EACH_ROW,)}
