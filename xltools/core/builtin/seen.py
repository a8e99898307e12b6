"""What a built-in check looks at: one workbook, read and recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xltools.core.evidence import Evidence
from xltools.core.formulas.dependence import Dependence
from xltools.core.formulas.form import Change, changes
from xltools.core.formulas.totals import Total, totals
from xltools.core.formulas.unsound import Unsound
from xltools.core.layout import Layout
from xltools.core.locating.locate import Located
from xltools.core.messages import inner, row_label
from xltools.core.model import Datum, Record, Row, Sheet, Value, Workbook
from xltools.core.record import rows_of
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard

#: A datum, its field, its measure, and what to call it.
Called = tuple[Datum, Field, str, str]


@dataclass(frozen=True, eq=False)
class Seen:
    """A workbook with its standard, where its fields stand, its record, and its recomputed values."""

    workbook: Workbook
    standard: Standard
    layout: Layout
    located: Located
    record: Record
    computed: Mapping[Place, Value]
    unsound: Unsound
    """The cells that nobody here can compute."""
    evidence: Evidence | None = None
    """What stands beside the workbook; None where nobody looked."""
    due: Mapping[Place, Value] = field(default_factory=dict)
    """What changed formula cells should give, where an engine said it."""
    sheets: Mapping[str, Sheet] = field(init=False)

    def __post_init__(self) -> None:
        """Look the sheets up by name once."""
        object.__setattr__(self, "sheets", {sheet.name: sheet for sheet in self.workbook.sheets})

    @cached_property
    def changed(self) -> Mapping[Place, Change]:
        """The formula cells of the form that hold something else."""
        found = changes(self.workbook, self.standard, self.located, rows_of(self.record))
        return {change.place: change for change in found}

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """The totals under the 明细 tables."""
        return tuple(totals(self.sheets, self.standard, self.located))

    @cached_property
    def data(self) -> tuple[Called, ...]:
        """What :func:`all_data` gives."""
        return tuple(_all_data(self))

    @cached_property
    def labels(self) -> Mapping[Place, tuple[str, str]]:
        """The name and label of the field in each cell of the record."""
        return {datum.place: (datum.field, label) for datum, _, _, label in all_data(self)}

    @property
    def dependence(self) -> Dependence:
        """What the workbook's formulas rest on."""
        return self.unsound.found

    def asks(self, word: str) -> bool:
        """Whether a built-in rule is in force: then its findings need not be told by another."""
        rules = self.standard.rules
        return any(rule.compare == word and rule.in_force(self.record.year) for rule in rules)


def all_data(seen: Seen) -> tuple[Called, ...]:
    """Every datum with its field, its measure and what to call it, gathered once for all checks."""
    return seen.data


def _all_data(seen: Seen) -> Iterator[Called]:
    record, standard = seen.record, seen.standard
    for name, datum in record.data.items():
        cell = seen.layout.cells[name]
        if cell.table:
            key = record.data.get(f"{cell.stem}_三级指标")
            row = inner(str(key.value)) if key is not None and not key.blank else cell.stem
            yield datum, cell.field, "", f"“{row}”{cell.field.label}"
        else:
            label = f"{cell.field.label}({cell.measure})" if cell.measure else cell.field.label
            yield datum, cell.field, cell.measure, label
    for name, block in standard.tables.items():
        if block.style != "明细":
            continue
        columns = {column.name: column for column in standard.columns(name)}
        for row_data in record.tables.get(name, ()):
            for column, datum in row_data.items():
                label = f"“{row_label(row_data)}”{columns[column].label}"
                yield datum, columns[column], "", label


def formula_rows(seen: Seen) -> Iterator[tuple[Row, Datum, Field, str]]:
    """Every formula cell in the filled rows of the 明细 tables, with what to call it."""
    for name, block in seen.standard.tables.items():
        columns = [column for column in seen.standard.columns(name) if column.formula]
        for row in seen.record.tables.get(name, ()) if block.style == "明细" else ():
            for column in columns:
                if column.name in row:
                    yield row, row[column.name], column, f"“{row_label(row)}”{column.label}"
