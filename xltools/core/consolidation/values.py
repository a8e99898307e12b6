"""Summary -> tidy rows: each filled cell of each unit that is in the totals, with where it stands (溯源).

For analysts: of a 求和 field the rows add up to the summary's totals before eliminations. Blanks have no row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.figures import declared_unit, factor_of
from xltools.core.consolidation.summary import Member, Summary
from xltools.core.layout import Layout, lay_out
from xltools.core.messages import content
from xltools.core.model import Datum, Record
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard

#: What stands for a cell whose formula rests on what nobody can read.
UNREAD = "（由不能识别的内容算得）"


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One filled cell. Exactly one of ``value``, ``value_text`` and ``value_date`` says what it holds.

    ``level`` counts from 1. ``row`` is what a table's row is called (项目表第1行, an indicator), "" outside
    tables. ``value`` is exact, an amount in ``unit`` whatever the workbook declared (万元 -> 元). What is no
    number where one belongs, and an amount of which nobody knows whether it is 元 or 万元, is a text.
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

    The same files in another order give the same rows.
    """
    parents: Mapping[str, str] = summary.roster.parents if summary.roster else {}
    for member in summary.members:
        if member.checked and member.checked.record:
            parent = parents.get(member.unit.code, "")
            yield from _Rows(summary.standard, member, parent, member.checked.record).rows()


class _Rows:
    """The rows of one unit."""

    def __init__(self, standard: Standard, member: Member, parent: str, record: Record) -> None:
        self.standard = standard
        self.member = member
        self.parent = parent
        self.record = record
        self.declared = declared_unit(standard, record)

    def rows(self) -> Iterator[ValueRow]:
        """Yield the single cells, then the tables row by row."""
        for name, (item, measure) in self.standard.by_cell_name.items():
            if name in self.record.data:
                yield from self._of(self.record.data[name], name, item, measure, "")
        layout = lay_out(self.standard)
        named = {datum.place: name for name, datum in self.record.data.items() if name in layout.cells}
        for table in layout.tables:
            for number, row in enumerate(self.record.tables.get(table, ()), 1):
                for column in self.standard.columns(table):
                    if column.name in row:
                        yield from self._of_table(layout, named, table, number, column, row[column.name])

    def _of_table(
        self,
        layout: Layout,
        named: Mapping[Place, str],
        table: str,
        number: int,
        column: Field,
        datum: Datum,
    ) -> Iterator[ValueRow]:
        """Yield a table's cell; words that the form prints itself are nothing a unit reported."""
        name = named.get(datum.place, "")
        cell = layout.cells.get(name)
        if cell is None or not cell.stem:
            yield from self._of(datum, f"{table}_{column.name}", column, "", f"{table}第{number}行")
        elif not isinstance(cell.constant, str):
            yield from self._of(datum, name, column, "", cell.stem)

    def _of(self, datum: Datum, name: str, item: Field, measure: str, row: str) -> Iterator[ValueRow]:
        """Yield the row of a cell; none for a blank."""
        if datum.blank and datum.readable:
            return
        unit, record = self.member.unit, self.record
        value, text, date = self._said(datum, item)
        yield ValueRow(
            unit_code=unit.code,
            unit_name=unit.name,
            parent_code=self.parent,
            level=self.member.level + 1,
            year=record.year,
            field=name,
            label=item.label,
            measure=measure,
            row=row,
            value=value,
            value_text=text,
            value_date=date,
            unit="" if value is None else item.unit,
            sheet=datum.place.sheet,
            cell=datum.place.cell,
            file=record.source.path,
            sha256=record.source.sha256,
        )

    def _said(self, datum: Datum, item: Field) -> tuple[Decimal | None, str | None, dt.date | None]:
        """What a cell holds: number, text or date."""
        if isinstance(datum.value, dt.date):
            return None, None, datum.value
        number = datum.number
        if number is None or not datum.readable:
            return None, content(datum.value) or datum.written or UNREAD, None
        if item.kind != "金额":
            return number, None, None
        if self.declared is None:
            return None, f"{number:f}", None
        return number * factor_of(item, self.declared), None, None
