"""What a check asks of the engine: each rule's formulas with addresses in place of names, in one batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.core.definition import BUILT_IN
from xltools.core.expressions import columns_in, expand_row, names_in, rename
from xltools.core.instances import Instance, instances
from xltools.core.locate import Located
from xltools.core.model import Record, Row
from xltools.core.record import to_serial
from xltools.core.refs import Area, column_letters, quote_sheet
from xltools.core.standard import Parameter, Standard


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule asked of one place: the instance, its row's position in its table (-1: no row), its answers.

    The positions are into the batch's questions; -1 where there is nothing to ask. ``unknown`` are field names
    the workbook does not have any more.
    """

    instance: Instance
    row: int
    precondition: int
    left: int
    right: int
    unknown: tuple[str, ...] = ()


@dataclass
class Batch:
    """The questions of one check, each once."""

    texts: dict[str, int] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def position(self, question: str) -> int:
        """Where a question stands in the batch; -1 for an empty one."""
        return self.texts.setdefault(question, len(self.texts)) if question else -1


def ask(standard: Standard, located: Located, record: Record) -> Batch:
    """Every question the rules in force ask about this workbook."""
    batch = Batch()
    addresses = _Addresses(standard, located)
    for rule in standard.rules:
        if not rule.in_force(record.year) or rule.compare in BUILT_IN:
            continue
        for instance in instances(rule):
            if not instance.table:
                batch.asked.append(_ask(batch, addresses, instance, -1, None))
            for position, row in enumerate(record.tables.get(instance.table, ())):
                batch.asked.append(_ask(batch, addresses, instance, position, row))
    return batch


def row_of(asked: Asked, record: Record) -> Row | None:
    """The row a rule was asked of, as the record has it."""
    return None if asked.row < 0 else record.tables[asked.instance.table][asked.row]


def _ask(batch: Batch, addresses: _Addresses, instance: Instance, position: int, row: Row | None) -> Asked:
    applies = instance.rule.applies
    precondition = instance.precondition
    if applies:
        parts = ",".join(part.removeprefix("=") for part in (applies, precondition) if part)
        precondition = f"=AND({parts})"
    formulas = (precondition, instance.left, instance.right)
    unknown = tuple(name for formula in formulas for name in addresses.unknown(formula, row))
    if unknown:
        return Asked(instance, position, -1, -1, -1, tuple(dict.fromkeys(unknown)))
    positions = [batch.position(addresses.resolve(formula, row)) for formula in formulas]
    return Asked(instance, position, *positions)


class _Addresses:
    """Names -> addresses for one workbook; parameters -> the authority's own values."""

    def __init__(self, standard: Standard, located: Located) -> None:
        self._standard = standard
        self._known: dict[str, str] = {name: literal(p) for name, p in standard.parameter.items()}
        for name, place in located.cells.items():
            self._known[name] = f"{quote_sheet(place.sheet)}!{place.cell}"
        for name, area in located.areas.items():
            self._known[name] = _fixed(area)
        self._lost = frozenset(located.lost)

    def unknown(self, formula: str, row: Row | None) -> Iterator[str]:
        """Fields the formula needs and the workbook no longer has."""
        for name in names_in(formula):
            if name in self._lost:
                yield name
        for column in columns_in(formula):
            if row is None or column not in row:
                yield column

    def resolve(self, formula: str, row: Row | None) -> str:
        """The formula with addresses; a name nobody knows stays, and the engine answers #NAME?."""
        if not formula:
            return ""
        named = rename(formula, lambda name: self._known.get(name, name))
        if row is None:
            return named
        return expand_row(named, lambda column: _address(row, column))


def _address(row: Row, column: str) -> str:
    place = row[column].place
    return f"{quote_sheet(place.sheet)}!{place.cell}"


def _fixed(area: Area) -> str:
    first = f"${column_letters(area.first_column)}${area.first_row}"
    last = f"${column_letters(area.last_column)}${area.last_row}"
    return f"{quote_sheet(area.sheet)}!{first}:{last}"


def literal(parameter: Parameter) -> str:
    """A parameter as a formula writes it: a number, a text, or an array constant."""
    parts = [_literal(parameter, value) for value in parameter.values]
    return parts[0] if len(parts) == 1 else "{" + ",".join(parts) + "}"


def _literal(parameter: Parameter, value: Decimal | str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if parameter.kind == "日期":
        return str(to_serial(dt.date.fromisoformat(value)))
    return '"' + value.replace('"', '""') + '"'


