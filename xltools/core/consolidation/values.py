"""Summary -> tidy rows: each filled cell of each unit that is in the totals, with where it stands (溯源).

For analysts: of a 求和 field the rows add up to the summary's totals before eliminations. Blanks have no row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.cells import Cell, unpack
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Summary


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One filled cell (:class:`xltools.core.consolidation.cells.Cell`) and whose it is.

    ``level`` counts from 1.
    """

    unit_code: str
    unit_name: str
    parent_code: str
    level: int
    year: int | None
    field: str
    label: str
    measure: str
    row: str
    value: Decimal | None
    value_text: str | None
    value_date: dt.date | None
    unit: str
    sheet: str
    cell: str
    file: str
    sha256: str


def values(summary: Summary) -> Iterator[ValueRow]:
    """Yield every row, unit by unit in tree order, then in the order of the form; nothing is held back.

    The same files in another order give the same rows. Files were extracted with their cells.
    """
    parents: Mapping[str, str] = summary.roster.parents if summary.roster else {}
    for member in summary.members:
        if member.file:
            parent = parents.get(member.unit.code, "")
            for cell in unpack(member.file.cells):
                yield value_row(member.file, cell, member.unit, parent, member.level + 1)


def value_row(file: Extract, cell: Cell, unit: Unit, parent: str = "", level: int = 1) -> ValueRow:
    """The row of one cell of a unit's file."""
    return ValueRow(
        unit_code=unit.code,
        unit_name=unit.name,
        parent_code=parent,
        level=level,
        year=file.year,
        field=cell.field,
        label=cell.label,
        measure=cell.measure,
        row=cell.row,
        value=cell.value,
        value_text=cell.value_text,
        value_date=cell.value_date,
        unit=cell.unit,
        sheet=cell.sheet,
        cell=cell.cell,
        file=file.path,
        sha256=file.sha256,
    )
