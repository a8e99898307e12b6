"""The cells of the workbook's tables, by the words for their row and their column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from xltools.core.messages import row_label
from xltools.core.model import Datum, Record, Row
from xltools.core.prose.beside.terms import Terms
from xltools.core.standard import NUMBER_OR_TEXT, Field, Standard

#: A row's name shorter than this may stand in any sentence.
_SHORTEST = 4
#: A row is no longer spoken of so many signs after its name.
_REACH = 30

#: Units of figures that need no other words than their row's.
_OF_ROWS = ("分", "%")

#: What a cell is called, its column, the cell.
_Cell = tuple[str, Field, Datum]


class RowTerms:
    """The rows of all tables by name, and their columns by the words for them."""

    def __init__(self, standard: Standard, record: Record, terms: Terms) -> None:
        """Rows without a name of their own are left out."""
        self._terms = terms
        self._rows: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for table, rows in record.tables.items():
            for row in rows:
                name = terms.plain(row_label(row))
                if len(name) > 1:
                    self._rows[name].append((table, row))
        self._columns: dict[str, list[tuple[str, Field]]] = defaultdict(list)
        for table in standard.tables:
            for field in filter(_holds_numbers, standard.columns(table)):
                for word in dict.fromkeys((field.label, field.name, *field.aliases)):
                    self._columns[terms.plain(word)].append((table, field))
        self._cores = frozenset(map(terms.core, self._columns))
        self.most = self._most(standard, record)

    @staticmethod
    def _most(standard: Standard, record: Record) -> Decimal:
        """The most points any row of the score sheet has: a larger score is the total."""
        scored = (table for table in standard.tables if standard.row_stems(standard.tables[table]))
        points = [
            row[field.name].number or Decimal(0)
            for table in scored
            for field in standard.columns(table)
            if field.numeric and field.unit == "分"
            for row in record.tables.get(table, ())
            if field.name in row
        ]
        return max(points, default=Decimal(0))

    def is_column(self, words: str) -> bool:
        """Whether words, without those that say nothing, also name a column."""
        return words in self._cores

    def named(self, sentence: str) -> str:
        """The row's name that ends last in a sentence, the longer of two that end alike; "" for none.

        A very short name is one only where the sentence begins with it.
        """
        plain = self._terms.plain(sentence)
        found = [
            name
            for name in self._rows
            if name in plain and (len(name) >= _SHORTEST or plain.startswith(name))
        ]
        return max(found, key=lambda name: (plain.rfind(name) + len(name), len(name)), default="")

    def of(self, sentence: str, label: str, unit: str, before: str) -> Iterator[_Cell]:
        """The cells of the row that the label, or the sentence shortly before it, names.

        A score or a rate right behind the row's name is one of the row's, whichever (预算编制情况20分). Where
        figures stand between, the last of them must be of that row: ``before`` is what its cell is called.
        """
        words, plain = self._terms.plain(label), self._terms.plain(sentence)
        name = self.named(label)
        after = self._terms.trimmed(words.rpartition(name)[2]) if name else words
        if name and not after and unit in _OF_ROWS:
            every = dict.fromkeys(pair for pairs in self._columns.values() for pair in pairs)
            yield from self._cells(name, every, unit)
            return
        if not name:
            name = self.named(sentence)
            between = plain[plain.rfind(name) + len(name) : len(plain) - len(words)]
            far = any(map(str.isdigit, between)) or len(between) > _REACH
            if far and not before.startswith(_row(name)):
                return
        if name:
            columns = self._columns.get(after) or self._columns.get(self._terms.trimmed(after), [])
            yield from self._cells(name, columns, "")

    def _cells(self, name: str, columns: Iterable[tuple[str, Field]], unit: str) -> Iterator[_Cell]:
        """The cells of all rows of that name in those columns; with a unit, only columns of that."""
        for table, row in self._rows[name]:
            for where, field in columns:
                if where == table and field.name in row and _takes(field, unit):
                    yield f"{_row(name)}{field.label}", field, row[field.name]


def _holds_numbers(column: Field) -> bool:
    return column.numeric or column.allowed == NUMBER_OR_TEXT


def _takes(column: Field, unit: str) -> bool:
    """Whether a column may hold a figure of that unit; "" is any."""
    return unit in ("", column.unit) or (unit == "%" and column.kind == "文本")


def _row(name: str) -> str:
    return f"“{name}”"
