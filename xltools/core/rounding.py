"""How far a sum may be out because its parts were rounded: half a unit in the last place for each part.

A figure of the form that is computed from parts has no rounding of its own: its parts count in its stead. A
part that stands on both sides is the same figure on both, so that its rounding cannot set them apart. Where a
side is one of several figures (IF), those count that may be furthest out. A nought was not rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import product

from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.expressions import branches, columns_in, names_in
from xltools.core.instances import Instance
from xltools.core.layout import lay_out
from xltools.core.model import Datum, Record, Row
from xltools.core.standard import EACH_ROW, Field, Standard
from xltools.core.taint import needs_of

#: The money unit of figures that were rounded to be written in it.
ROUNDED = "万元"


#: Rounded parts, each with half a unit in its last place.
Parts = Mapping[str, Decimal]


@lru_cache(maxsize=4096)
def parts_of(standard: Standard, instance: Instance) -> tuple[Parts, ...]:
    """The rounded parts that set the two sides apart, once for each way in which an IF may choose the sides.

    A part is written as formulas write it: a cell's name, a column of the row ([@列]), or a whole column.
    """
    if not instance.rule.rounding:
        return ()
    sides = product(branches(instance.left), branches(instance.right))
    ways = (_apart(standard, instance.table, left, right) for left, right in sides)
    return tuple(way for way in ways if way)


def _apart(standard: Standard, table: str, left: str, right: str) -> Parts:
    """The parts of one side that the other does not have."""
    one, other = (dict(_leaves(standard, table, side)) for side in (left, right))
    both = {**one, **other}
    return {part: half for part, half in both.items() if (part in one) != (part in other)}


def slack(standard: Standard, instance: Instance, record: Record, row: Row | None) -> Decimal:
    """What rounding alone may make of the difference, in the workbook's own money unit."""
    rounding = instance.rule.rounding
    if not rounding or (rounding == ROUNDED and record.text(CURRENCY_FIELD) != ROUNDED):
        return Decimal(0)
    ways = (parts.items() for parts in parts_of(standard, instance))
    zero = Decimal(0)
    return max((sum((h * _rounded_in(record, row, p) for p, h in way), zero) for way in ways), default=zero)


def _rounded_in(record: Record, row: Row | None, part: str) -> int:
    """How many numbers of a part may have been rounded: 0 is typed where there is nothing to round."""
    return sum(bool(datum.number) for datum in _data(record, row, part))


def _data(record: Record, row: Row | None, part: str) -> Iterator[Datum]:
    if columns := columns_in(part):
        yield from (row[column] for column in columns if row is not None and column in row)
    elif part in record.data:
        yield record.data[part]
    else:
        table, _, column = part.partition("_")
        yield from (line[column] for line in record.tables.get(table, ()) if column in line)


def _leaves(
    standard: Standard, table: str, formula: str, through: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Decimal]]:
    """The amounts that units type and a formula is computed from, through the form's own formulas.

    ``through`` are the names passed on the way: what is computed from itself has no parts.
    """
    columns = {column.name: column for column in standard.columns(table)} if table else {}
    for field in (columns[name] for name in columns_in(formula) if name in columns):
        here = f"[@{field.name}]"
        if not _rounded(field) or here in through:
            continue
        if field.formula:
            yield from _leaves(standard, table, field.formula, through | {here})
        else:
            yield here, _half(field)
    for name in names_in(formula):
        if name not in through:
            yield from _named(standard, name, through | {name})


def _named(standard: Standard, name: str, through: frozenset[str]) -> Iterator[tuple[str, Decimal]]:
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
        if need not in through:
            yield from _named(standard, need, through | {need})


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
