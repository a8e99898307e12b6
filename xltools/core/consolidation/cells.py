"""Record -> its filled cells, each with where it stands: what analysts get of a unit (--values)."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.figures import declared_unit, factor_of
from xltools.core.consolidation.told import text, unpacked
from xltools.core.errors import InputError
from xltools.core.layout import Layout, lay_out
from xltools.core.messages import content
from xltools.core.model import Datum, Record
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard

#: What stands for a cell whose formula rests on what nobody can read.
UNREAD = "（由不能识别的内容算得）"

#: Faster than the default and hardly longer.
_LEVEL = 1

#: No file's cells take more; a bomb is not unpacked any further.
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell. Exactly one of ``value``, ``value_text`` and ``value_date`` says what it holds.

    ``row`` is what a table's row is called (项目表第1行, an indicator), "" outside tables. ``value`` is
    exact, an amount in ``unit`` whatever the workbook declared (万元 -> 元). What is no number where one
    belongs, and an amount of which nobody knows whether it is 元 or 万元, is a text.
    """

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


def cells(standard: Standard, record: Record) -> Iterator[Cell]:
    """Yield what is filled, in the order of the form: single cells, then the tables row by row."""
    return _Cells(standard, record).cells()


def packed_cells(standard: Standard, record: Record) -> bytes:
    """The cells as bytes (compressed JSON)."""
    rows = [_told(cell) for cell in cells(standard, record)]
    told = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(told.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack(packed: bytes) -> Iterator[Cell]:
    """Yield the cells that were packed; none for no bytes. InputError where they are none of ours."""
    if not packed:
        return
    try:
        yield from [_cell(*told) for told in unpacked(packed, _MOST)]
    except (ValueError, TypeError, ArithmeticError) as error:
        message = "台账里记着的数据已损坏，不能照用"
        fix = "换一个台账文件名重新汇总，旧台账留着"
        raise InputError(message, fix=fix, code="ledger") from error


def _cell(*told: str | None) -> Cell:
    name, label, measure, row, value, written, date, unit, sheet, cell = told
    number = None if value is None else Decimal(text(value))
    day = None if date is None else dt.date.fromisoformat(date)
    words = (text(name), text(label), text(measure), text(row))
    said = written if written is None else text(written)
    return Cell(*words, number, said, day, text(unit), text(sheet), text(cell))


def _told(cell: Cell) -> tuple[str | None, ...]:
    date = cell.value_date.isoformat() if cell.value_date else None
    number = None if cell.value is None else str(cell.value)
    words = (cell.field, cell.label, cell.measure, cell.row)
    return (*words, number, cell.value_text, date, cell.unit, cell.sheet, cell.cell)


class _Cells:
    """The cells of one record."""

    def __init__(self, standard: Standard, record: Record) -> None:
        self.standard = standard
        self.record = record
        self.declared = declared_unit(standard, record)

    def cells(self) -> Iterator[Cell]:
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
    ) -> Iterator[Cell]:
        """Yield a table's cell; words that the form prints itself are nothing a unit reported."""
        name = named.get(datum.place, "")
        cell = layout.cells.get(name)
        if cell is None or not cell.stem:
            yield from self._of(datum, f"{table}_{column.name}", column, "", f"{table}第{number}行")
        elif not isinstance(cell.constant, str):
            yield from self._of(datum, name, column, "", cell.stem)

    def _of(self, datum: Datum, name: str, item: Field, measure: str, row: str) -> Iterator[Cell]:
        """Yield a cell; none for a blank."""
        if datum.blank and datum.readable:
            return
        value, text, date = self._said(datum, item)
        yield Cell(
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
        return number * factor_of(self.standard, item, self.declared), None, None
