"""What a check asks of the engine: each rule's formulas with addresses in place of names, in one batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.attachments.forms import FormCell, tied
from xltools.core.comparisons import BUILT_IN
from xltools.core.expressions import columns_in, expand_row, names_in, rename
from xltools.core.instances import Instance, instances
from xltools.core.locating.locate import Located
from xltools.core.model import Record, Row
from xltools.core.record import Rows, to_serial
from xltools.core.refs import Area, column_letters, quote_sheet
from xltools.core.standard import Parameter, Standard

#: A rule's left side, right side, and conditions.
_Formulas = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule asked of one place: the instance, its row's position in its table (-1: none), its answers.

    The positions are into the batch's questions; -1 where there is nothing to ask. ``unknown`` are field
    names the workbook does not have any more. Of a rule about attached forms: ``lacking`` says why it cannot
    be judged, ``files`` which forms it is about, ``slack`` how far their rounded figures may be out,
    ``taken`` the cells of them that each name is the sum of.
    """

    instance: Instance
    row: int
    conditions: tuple[int, ...]
    left: int
    right: int
    unknown: tuple[str, ...] = ()
    lacking: str = ""
    files: str = ""
    slack: Decimal = Decimal(0)
    taken: tuple[tuple[str, tuple[FormCell, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The questions of one check, each once, and what they are asked for."""

    texts: tuple[str, ...]
    asked: tuple[Asked, ...]


@lru_cache(maxsize=64)
def ask(standard: Standard, located: Located, year: int | None, rows: Rows) -> Batch:
    """Every question the rules in force ask of workbooks with these fields and these rows filled."""
    texts: dict[str, int] = {}
    asked = []
    filled = dict(rows)
    wording = _wording(standard, located)
    for number, instance in enumerate(wording.instances):
        if not instance.rule.in_force(year):
            continue
        for position, row in enumerate(filled.get(instance.table, ())) if instance.table else ((-1, -1),):
            formulas, unknown = wording.of(number, row)
            numbers = [texts.setdefault(text, len(texts)) if text else -1 for text in formulas]
            left, right, *conditions = numbers
            asked.append(Asked(instance, position, tuple(conditions), left, right, unknown))
    return Batch(tuple(texts), tuple(asked))


def row_of(asked: Asked, record: Record) -> Row | None:
    """The row a rule was asked of, as the record has it."""
    return None if asked.row < 0 else record.tables[asked.instance.table][asked.row]


class _Wording:
    """Each rule's formulas about workbooks that have their fields at the same places."""

    def __init__(self, standard: Standard, located: Located) -> None:
        """Parameters have the authority's own values, not those of the workbook."""
        apart = tied(standard)
        rules = (r for r in standard.rules if r.enabled and r.compare not in BUILT_IN)
        rules = (rule for rule in rules if rule.number not in apart)
        self.instances = tuple(instance for rule in rules for instance in instances(rule))
        self._known: dict[str, str] = {name: literal(p) for name, p in standard.parameter.items()}
        for name, place in located.cells.items():
            self._known[name] = f"{quote_sheet(place.sheet)}!{place.cell}"
        for name, area in located.areas.items():
            self._known[name] = _fixed(area)
        self._lost = frozenset(located.lost)
        self._columns = {
            table: {
                column.name: located.areas[f"{table}_{column.name}"]
                for column in standard.columns(table)
                if f"{table}_{column.name}" in located.areas
            }
            for table in standard.tables
        }
        self._found: dict[tuple[int, int], tuple[_Formulas, tuple[str, ...]]] = {}

    def of(self, number: int, row: int) -> tuple[_Formulas, tuple[str, ...]]:
        """An instance's left and right side and conditions for a row (-1: none), and the fields it lacks.

        Where it lacks one, nothing can be asked: the sides are empty and there are no conditions.
        """
        if (number, row) not in self._found:
            self._found[number, row] = self.word(self.instances[number], row)
        return self._found[number, row]

    def word(self, instance: Instance, row: int) -> tuple[_Formulas, tuple[str, ...]]:
        """The same for any asking."""
        formulas = (instance.left, instance.right, *instance.conditions)
        columns = self._columns.get(instance.table, {}) if row >= 0 else {}
        unknown = tuple(name for formula in formulas for name in self._unknown(formula, instance.table))
        if unknown:
            return ("", ""), tuple(dict.fromkeys(unknown))
        return tuple(self._resolve(formula, row, columns) for formula in formulas), ()

    def addressed(self, formula: str) -> str:
        """A formula that is asked of no row, with addresses."""
        return self._resolve(formula, -1, {})

    def _unknown(self, formula: str, table: str) -> Iterator[str]:
        """Fields the formula needs and the workbook no longer has."""
        yield from (name for name in names_in(formula) if name in self._lost)
        yield from (c for c in columns_in(formula) if f"{table}_{c}" in self._lost)

    def _resolve(self, formula: str, row: int, columns: Mapping[str, Area]) -> str:
        """The formula with addresses; a name nobody knows stays, and the engine answers #NAME?."""
        named = rename(formula, lambda name: self._known.get(name, name))
        return expand_row(named, lambda c: _address(columns[c], row) if c in columns else f"没有列_{c}")


_wording = lru_cache(maxsize=16)(_Wording)


def worded(
    standard: Standard, located: Located, instance: Instance, row: int
) -> tuple[_Formulas, tuple[str, ...]]:
    """One asking about a row (-1: none): its left and right side and conditions, and the fields it lacks."""
    return _wording(standard, located).word(instance, row)


def addressed(standard: Standard, located: Located, formula: str) -> str:
    """A formula over field names and parameters as a question: addresses and the authority's values."""
    return _wording(standard, located).addressed(formula)


def _address(area: Area, row: int) -> str:
    return f"{quote_sheet(area.sheet)}!{column_letters(area.first_column)}{row}"


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
