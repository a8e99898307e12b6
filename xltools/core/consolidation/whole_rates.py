"""The rates of everyone (重算) as questions for an engine, over totals of the units that have all parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.core.amounts import exact
from xltools.core.consolidation.summary import Node, Summary
from xltools.core.expressions import rename
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import column_letters

_SHEET = "合计"


@dataclass(frozen=True)
class AskedRates:
    """A small workbook that holds the inputs of rates, and one question a rate, by the rate's name."""

    workbook: Workbook
    questions: Mapping[str, str]

    def answered(self, values: Iterable[Value]) -> Mapping[str, Decimal | None]:
        """The rates by name, from the answers in the order of the questions; None where there is none."""
        return {name: _number(value) for name, value in zip(self.questions, values, strict=True)}


def whole_rates(summary: Summary, names: Iterable[str]) -> AskedRates:
    """Ask for the rates ``names`` over all units; names that are no recomputed rate are left out.

    The inputs are those of the summary workbook: added up over the units that have what the rate needs,
    less what is eliminated of those.
    """
    inputs = _Inputs(summary)
    wanted = [name for name in names if name in summary.recomputed]
    questions = {name: f"={inputs.formula(name)}" for name in wanted}
    return AskedRates(inputs.workbook(), questions)


@dataclass
class _Inputs:
    """The columns of the small workbook: one an input of a rate, one a parameter."""

    summary: Summary
    columns: list[tuple[Value, ...]] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    def formula(self, rate: str) -> str:
        """A rate's formula over cells; a rate in it stands in brackets, over its own inputs."""
        formula = rename(self.summary.recomputed[rate], lambda name: self._address(rate, name))
        return formula.removeprefix("=")

    def _address(self, rate: str, name: str) -> str:
        if name in self.summary.recomputed:
            return f"({self.formula(name)})"
        parameter = self.summary.standard.parameter.get(name)
        if parameter:
            return self._place(("", name), [_cell(value) for value in parameter.values])
        total = exact_input(self.summary, rate, name, self.summary.nodes[0])
        return self._place((rate, name), [None if total is None else float(total)])

    def _place(self, key: tuple[str, str], values: list[Value]) -> str:
        """Where these values stand, down a column of their own."""
        if key not in self.places:
            self.columns.append(tuple(values))
            letters = column_letters(len(self.columns))
            area = f":{letters}{len(values)}" if len(values) > 1 else ""
            self.places[key] = f"{_SHEET}!{letters}1{area}"
        return self.places[key]

    def workbook(self) -> Workbook:
        """The workbook with all columns; a blank input is a blank cell."""
        longest = max((len(column) for column in self.columns), default=0)
        rows = tuple(
            tuple(column[row] if row < len(column) else None for column in self.columns)
            for row in range(longest)
        )
        return Workbook("", "", (Sheet(_SHEET, values=rows),))


def exact_input(summary: Summary, rate: str, name: str, node: Node) -> Decimal | None:
    """A rate's input over the units of a node that have all the rate needs; None where none has."""
    return next(exact_inputs(summary, rate, name, (node,)))


def exact_inputs(summary: Summary, rate: str, name: str, nodes: Sequence[Node]) -> Iterator[Decimal | None]:
    """Yield the same of each of some nodes: each unit is looked at once, however many nodes it is below."""
    need, maximum = summary.needs[rate], summary.standard.by_cell_name[name][0].aggregate == "最大"
    start = min((node.first for node in nodes), default=0)
    members = summary.members[start : max((node.last for node in nodes), default=-1) + 1]
    given = [member.value(name) if need.met_by(member) else None for member in members]
    for node in nodes:
        values = [value for value in given[node.first - start : node.last + 1 - start] if value is not None]
        if not values or maximum:
            yield max(values, default=None)
            continue
        lines = [line for line in node.eliminations if line.field == name]
        below = summary.members[node.first : node.last + 1] if lines else ()
        met = {each.unit.code for each in below if need.met_by(each)}
        less = (line.amount for line in lines if line.unit in met)
        yield sum(values, Decimal(0)) - sum(less, Decimal(0))


def _cell(value: Decimal | str) -> Value:
    return float(value) if isinstance(value, Decimal) else value


def _number(value: Value) -> Decimal | None:
    """An answer as an exact number; a text, an error or a blank is none."""
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
