"""The cells of the workbook's tables, by the words for their row and their column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xltools.core.messages import row_label
from xltools.core.model import Datum, Record, Row
from xltools.core.prose.terms import Terms
from xltools.core.standard import Field, Standard

#: A row's name shorter than this may stand in any sentence.
_SHORTEST = 4


class RowTerms:
    """The rows of all tables by name, and their columns by the words for them."""

    def __init__(self, standard: Standard, record: Record, terms: Terms) -> None:
        """Rows without a name of their own are left out."""
        self._terms = terms
        self._rows: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for table, rows in record.tables.items():
            for row in rows:
                name = terms.plain(row_label(row))
                if len(name) >= _SHORTEST:
                    self._rows[name].append((table, row))
        self._columns: dict[str, list[tuple[str, Field]]] = defaultdict(list)
        for table in standard.tables:
            for field in (column for column in standard.columns(table) if column.numeric):
                for word in dict.fromkeys((field.label, field.name, *field.aliases)):
                    self._columns[terms.plain(word)].append((table, field))

    def of(self, sentence: str, label: str) -> Iterator[tuple[str, Field, Datum]]:
        """(what it is called, column, cell) of the row a sentence names last and the column a label means."""
        words = self._terms.plain(label)
        name = self._last(self._terms.plain(sentence))
        if not name:
            return
        _, met, after = words.rpartition(name)
        columns = self._columns.get(self._terms.trimmed(after if met else words), ())
        for table, row in self._rows[name] if columns else ():
            for where, field in columns:
                if where == table and field.name in row:
                    yield f"“{name}”{field.label}", field, row[field.name]

    def _last(self, sentence: str) -> str:
        """The row's name that ends last in a sentence, the longer of two that end alike."""
        found = [name for name in self._rows if name in sentence]
        return max(found, key=lambda name: (sentence.rfind(name) + len(name), len(name)), default="")
