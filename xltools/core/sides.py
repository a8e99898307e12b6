"""One side of a rule as it was answered: its value, and the cells that value rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import decimals, exact, round_half_up
from xltools.core.expressions import columns_in, names_in
from xltools.core.model import Datum, ErrorValue, Record, Value
from xltools.core.questions import Asked, row_of

_PLACES = 6

#: A side's value: exact, or a text, or TRUE/FALSE, or an error, or nothing.
Answer = Decimal | str | bool | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its value, the single data it needs, and the columns it runs over."""

    value: Answer
    data: tuple[Datum, ...]
    columns: tuple[Datum, ...]


def answer_of(answers: Sequence[Value], position: int) -> Answer:
    """What the engine answered to a question, exact; None where nothing was asked (-1)."""
    value = None if position < 0 else answers[position]
    if isinstance(value, bool | str | ErrorValue) or value is None:
        return value
    return _settled(exact(value))


def _settled(number: Decimal) -> Decimal:
    """A computed number without the last-bit noise of doubles: six places are more than any field has."""
    return number if decimals(number) <= _PLACES else round_half_up(number, _PLACES).normalize() + 0


def side_of(asked: Asked, record: Record, value: Answer, formula: str) -> Side:
    """A side with its value and the cells its formula names: single ones, of the row, of whole columns."""
    data = [record.data[name] for name in names_in(formula) if name in record.data]
    row = row_of(asked, record)
    if row is not None:
        data += [row[column] for column in columns_in(formula) if column in row]
    columns = tuple(datum for name in names_in(formula) for datum in _column(record, name))
    return Side(value, tuple(data), columns)


def _column(record: Record, name: str) -> Iterator[Datum]:
    """The cells of a table column named as a whole: 评分表_自评得分."""
    table, _, column = name.partition("_")
    for row in record.tables.get(table, ()):
        if column in row:
            yield row[column]
