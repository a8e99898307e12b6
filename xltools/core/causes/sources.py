"""Where a figure comes from: the cells that the form's formula for it takes, down to those a unit fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xltools.core.expressions import columns_in, names_in
from xltools.core.layout import lay_out
from xltools.core.locating.formtext import label_of
from xltools.core.model import Datum, Record, Row
from xltools.core.refs import Place
from xltools.core.standard import Field, Standard
from xltools.core.taint import needs_of


@dataclass(frozen=True, eq=False)
class Sources:
    """A record by the formulas its form gives it; looked at only where something is wrong."""

    standard: Standard
    record: Record

    def behind(self, datum: Datum) -> tuple[Datum, ...]:
        """The data the form computes a cell from; () for a cell that a unit fills."""
        name = self._names.get(datum.place)
        if name is not None:
            needs = needs_of(self.standard).get(name, ())
            return tuple(each for need in needs for each in self.named(need))
        table, row = self._rows.get(datum.place, ("", {}))
        field = next((column for column in self.standard.columns(table) if column.name == datum.field), None)
        if field is None or not field.formula:
            return ()
        own = tuple(row[column] for column in columns_in(field.formula) if column in row)
        return own + tuple(each for need in names_in(field.formula) for each in self.named(need))

    def formula(self, datum: Datum) -> tuple[str, Row | None]:
        """The form's own formula for a cell ("": a unit fills it), and the row that its [@列] are of."""
        name = self._names.get(datum.place)
        if name is not None:
            return lay_out(self.standard).cells[name].formula, None
        table, row = self._rows.get(datum.place, ("", {}))
        columns = (column for column in self.standard.columns(table) if column.name == datum.field)
        return next((column.formula for column in columns), ""), row

    def roots(self, data: Sequence[Datum], lacks: Callable[[Datum], bool]) -> tuple[Datum, ...]:
        """Of data that lack something, those that lack it by themselves: a blank input, not its total."""
        return tuple(dict.fromkeys(self._roots(data, lacks, set())))

    def _roots(
        self, data: Sequence[Datum], lacks: Callable[[Datum], bool], seen: set[Place]
    ) -> Iterator[Datum]:
        for datum in data:
            if datum.place in seen:
                continue
            seen.add(datum.place)
            lacking = [each for each in self.behind(datum) if lacks(each)]
            if lacking:
                yield from self._roots(lacking, lacks, seen)
            else:
                yield datum

    def within(
        self, places: Sequence[Place], through: Callable[[Place], bool] = lambda _: True
    ) -> frozenset[Place]:
        """The places and every place behind them, looking ``through`` those cells only."""
        found: set[Place] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                if place in self._at and through(place):
                    waiting += [datum.place for datum in self.behind(self._at[place])]
        return frozenset(found)

    def lacking(self, places: Sequence[Place]) -> Iterator[Place]:
        """Of cells that are blank or cannot be read, those that are so by themselves; any other as it is."""
        data = [self._at[place] for place in places if place in self._at]
        yield from (place for place in places if place not in self._at)
        yield from (root.place for root in self.roots(data, lambda datum: datum.blank or not datum.readable))

    def at(self, place: Place) -> Datum | None:
        """What stands in a field's cell; None where there is no field."""
        return self._at.get(place)

    def field(self, place: Place) -> Field | None:
        """The field that a cell belongs to."""
        name = self._names.get(place)
        if name is not None:
            return lay_out(self.standard).cells[name].field
        table, row = self._rows.get(place, ("", {}))
        wanted = {datum.field for datum in row.values() if datum.place == place}
        return next((column for column in self.standard.columns(table) if column.name in wanted), None)

    def label(self, datum: Datum) -> str:
        """What people call a datum."""
        name = self._names.get(datum.place)
        if name is not None:
            return label_of(lay_out(self.standard).cells[name])
        field = self.field(datum.place)
        return field.label if field else datum.field

    def called(self, name: str, table: str = "") -> str:
        """What people call a name of a formula: a cell, a whole column, a column of ``table``'s row."""
        layout = lay_out(self.standard)
        if name in layout.cells:
            return label_of(layout.cells[name])
        for block in layout.tables:
            for column in self.standard.columns(block):
                if name == f"{block}_{column.name}" or (block, column.name) == (table, name):
                    return f"{block}的{column.label}"
        return name

    def blank(self, place: Place) -> bool:
        """Whether a field's cell is blank."""
        return place in self._at and self._at[place].blank

    def named(self, name: str) -> tuple[Datum, ...]:
        """The data a name in a formula stands for: a cell, or a table's whole column.

        Nothing for a parameter, nor for what the standard itself writes into the form.
        """
        datum = self.record.data.get(name)
        if datum is not None:
            return () if lay_out(self.standard).cells[name].constant is not None else (datum,)
        table, _, column = name.partition("_")
        return tuple(row[column] for row in self.record.tables.get(table, ()) if column in row)

    @cached_property
    def sound(self) -> bool:
        """Whether every cell could be read."""
        rows = (row for table in self.record.tables.values() for row in table)
        cells = (datum for row in (self.record.data, *rows) for datum in row.values())
        return all(datum.readable for datum in cells)

    @cached_property
    def _names(self) -> Mapping[Place, str]:
        """The name of each single cell by its place."""
        return {datum.place: name for name, datum in self.record.data.items()}

    @cached_property
    def _rows(self) -> Mapping[Place, tuple[str, Row]]:
        """The table and row of each cell of a table."""
        return {
            datum.place: (table, row)
            for table, rows in self.record.tables.items()
            for row in rows
            for datum in row.values()
        }

    @cached_property
    def _at(self) -> Mapping[Place, Datum]:
        """Each datum by its place."""
        rows = (row for rows in self.record.tables.values() for row in rows)
        cells = {datum.place: datum for row in rows for datum in row.values()}
        return cells | {datum.place: datum for datum in self.record.data.values()}
