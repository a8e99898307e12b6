"""Why there is no reference score: what is missing, cannot be read or is in error, each by its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from xltools.core.amounts import exact, grouped
from xltools.core.causes.sources import Sources
from xltools.core.layout import Cell, lay_out
from xltools.core.messages import content, inner
from xltools.core.model import Datum, ErrorValue, Record, Value
from xltools.core.refs import Place
from xltools.core.scores.divisors import divisors_of
from xltools.core.scores.plan import Asking
from xltools.core.scores.words import NOT_COMPUTED, lacking
from xltools.core.standard import Standard

#: How many blank cells are named one by one; instead of more, the totals that lack them.
_FEW = 4


def number_at(answers: Sequence[Value], position: int) -> Decimal | None:
    """An answer as a number; None for anything else, and for what was not asked."""
    value = answers[position] if position >= 0 else None
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def label_of(cells: Mapping[str, Cell], name: str) -> str:
    """What a cell of the form is called."""
    cell = cells.get(name)
    if cell is None:
        return f"“{name}”"
    plain = cell.field.label.removeprefix("其中").lstrip("：:")
    label = f"{cell.stem}{plain}" if cell.table else plain
    return f"{label}（{cell.measure}）" if cell.measure else label


class Gaps:
    """A record as the reference scores look at it; ``repaired`` are cells whose content does not count."""

    def __init__(self, standard: Standard, record: Record, repaired: frozenset[Place]) -> None:
        self._cells = lay_out(standard).cells
        self._sources = Sources(standard, record)
        self._repaired = repaired

    def problem(self, asking: Asking, answers: Sequence[Value]) -> str:
        """Why a formula's answer is not to be had or not to be trusted; "" when it is."""
        if asking.lost:
            labels = "、".join(label_of(self._cells, name) for name in asking.lost)
            return f"找不到{labels}的单元格，{NOT_COMPUTED}"
        unreadable = self._unreadable(asking)
        if unreadable:
            return f"{'、'.join(map(self._unread, unreadable[:3]))}，{NOT_COMPUTED}"
        if self._echoes_a_blank(asking):
            return self._blank(asking)
        number = number_at(answers, asking.reference)
        if number is not None:
            return self._negative(asking, number) if number < 0 else ""
        value = answers[asking.reference]
        if value is None:
            return f"需在 Excel 中重新计算并保存后再校验，{NOT_COMPUTED}"
        if isinstance(value, ErrorValue):
            return self._error(asking, value)
        return self._blank(asking)

    def _unreadable(self, asking: Asking) -> tuple[Datum, ...]:
        """The cells behind a score, but for its exemption, that hold what nobody can read."""
        exempt = asking.indicator.exemption

        def bad(datum: Datum) -> bool:
            return not datum.readable and datum.place not in self._repaired

        data = (d for name in asking.rests_on if name not in exempt for d in self._sources.named(name))
        found = [datum for datum in data if bad(datum)]
        return self._sources.roots(found, bad) if found else ()

    def _unread(self, datum: Datum) -> str:
        """A cell that cannot be read, with what it holds; a formula may have been left out."""
        held = inner(content(datum.value))
        return f"{self._called(datum)}填的“{held}”不能识别" if held else f"{self._called(datum)}算不出"

    def _negative(self, asking: Asking, number: Decimal) -> str:
        """No indicator gives less than nothing: a score below 0 comes of an amount below 0."""
        below = [self._called(d) for d in self._inputs(asking) if d.number is not None and d.number < 0]
        why = f"（{'、'.join(below[:3])}为负数）" if below else ""
        return f"按公式是 {grouped(number)} 分，得分不能是负数{why}，{NOT_COMPUTED}"

    def _echoes_a_blank(self, asking: Asking) -> bool:
        """Whether the actual value is nothing but a blank cell: a formula would make that 0."""
        formula = asking.indicator.actual_formula
        data = [d for name in asking.needs if formula == f"={name}" for d in self._sources.named(name)]
        return any(datum.value is None for datum in data)

    def _error(self, asking: Asking, value: ErrorValue) -> str:
        data = (datum for name in asking.rests_on for datum in self._sources.named(name))
        cells = [self._called(datum) for datum in data if isinstance(datum.value, ErrorValue)]
        where = "、".join(cells[:3]) or "参考得分公式"
        return f"{where}出错（{value.code}），{NOT_COMPUTED}"

    def _blank(self, asking: Asking) -> str:
        """The formula gave no score: what is blank, what must be filled first; else what is 0."""
        direct = [d for name in asking.needs for d in self._sources.named(name) if d.blank]
        roots = self._sources.roots(direct, lambda datum: datum.blank)
        roots = tuple(datum for datum in roots if self._filled_by_unit(datum))
        roots = tuple(datum for datum in roots if self._required(datum)) or roots
        if roots:
            few = roots if len(roots) <= _FEW else direct
            return lacking([self._called(datum) for datum in few])
        zero = self._zero_divisor(asking)
        if zero:
            return f"{'、'.join(map(self._called, zero))}为 0，不能作除数，{NOT_COMPUTED}"
        return f"按现有数据公式没有给出得分，{NOT_COMPUTED}"

    def _zero_divisor(self, asking: Asking) -> tuple[Datum, ...]:
        """The cells of the first divisor that is 0 in the formulas behind a score."""
        indicator = asking.indicator
        behind = (self._cells[name].formula for name in asking.rests_on if name in self._cells)
        for formula in (indicator.actual_formula, *behind, indicator.reference_formula):
            for names in divisors_of(formula):
                found = [d for name in names for d in self._sources.named(name) if not d.blank]
                if found and all(datum.number == 0 for datum in found):
                    return tuple(found)
        return ()

    def _inputs(self, asking: Asking) -> Iterator[Datum]:
        for name in asking.rests_on:
            if name in self._cells and not self._cells[name].formula:
                yield from self._sources.named(name)

    def _filled_by_unit(self, datum: Datum) -> bool:
        """Whether a cell is no formula's: one that gives nothing though its cells are filled lacks none."""
        cell = self._cells.get(datum.field)
        return cell is None or not cell.formula

    def _required(self, datum: Datum) -> bool:
        cell = self._cells.get(datum.field)
        return cell is not None and cell.field.is_required(cell.measure)

    def _called(self, datum: Datum) -> str:
        """What a cell is called, and where it stands."""
        return f"{label_of(self._cells, datum.field)}（{datum.place}）"
