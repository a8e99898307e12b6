"""The totals (合计) under 明细 tables: where they stand in a workbook, and which formulas they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xltools.core.layout import lay_out
from xltools.core.locating.headings import TOTAL, words
from xltools.core.locating.located import Located
from xltools.core.model import Sheet
from xltools.core.refs import Area, Place
from xltools.core.standard import Field, Standard

#: How many rows below its table the totals are looked for.
_FAR = 30


@dataclass(frozen=True, slots=True)
class Total:
    """The total of a column: of which table and field, where, and its formula."""

    table: str
    column: Field
    place: Place
    formula: str

    @property
    def name(self) -> str:
        """The name of the column that is summed."""
        return f"{self.table}_{self.column.name}"

    @property
    def label(self) -> str:
        """What to call it."""
        return f"“合计”{self.column.label}"


def total_formula(ref: str) -> str:
    """The total of cells like ``H5:H24``: blank while nothing is filled."""
    return f'=IF(COUNT({ref})=0,"",SUM({ref}))'


def columns_with_totals(standard: Standard, located: Located) -> Iterator[tuple[str, Field, Area]]:
    """Each column that has a total under it, with the area it is found in."""
    for name, table in lay_out(standard).tables.items():
        for column in standard.columns(name) if table.total_row else ():
            area = located.areas.get(f"{name}_{column.name}")
            if area is not None and column.aggregate == "求和":
                yield name, column, area


def totals(sheets: Mapping[str, Sheet], standard: Standard, located: Located) -> Iterator[Total]:
    """Every total of the form; a table whose row of totals is gone has none."""
    for name, column, area in columns_with_totals(standard, located):
        row = _row(sheets[area.sheet], name, standard, located)
        if row:
            place = Place(area.sheet, row, area.first_column)
            yield Total(name, column, place, total_formula(area.ref))


def _row(sheet: Sheet, table: str, standard: Standard, located: Located) -> int:
    """The row below a table's that is headed 合计; 0 where there is none."""
    names = (f"{table}_{column.name}" for column in standard.columns(table))
    areas = [located.areas[name] for name in names if name in located.areas]
    left, last = min(area.first_column for area in areas), max(area.last_row for area in areas)
    rows = range(last + 1, last + 1 + _FAR)
    return next((row for row in rows if words(sheet.value(row, left)) == TOTAL), 0)
