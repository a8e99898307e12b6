"""What is asked for the reference scores: the standard's own formulas, whatever the workbook's cells hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from xltools.core.common_fields import GRADE_FIELD, SCORE_COLUMN, TOTAL_FIELD
from xltools.core.expressions import columns_in, expand_row, names_in, rename, squeezed
from xltools.core.layout import Cell, Layout, Table, lay_out
from xltools.core.locating.locate import Located
from xltools.core.questions import addressed, literal
from xltools.core.refs import Place
from xltools.core.standard import Indicator, Parameter, Standard
from xltools.core.taint import needs_of

ACTUAL_COLUMN = "实际值"
REFERENCE_COLUMN = "参考得分"

#: Far finer than any score, far coarser than the noise of a double.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asking:
    """One indicator: the names of its cells, and the positions of its questions (-1: not asked).

    ``needs`` are the names its actual value (else its reference score) is computed from, ``rests_on`` all
    cells and columns behind it, ``lost`` those of them that the workbook no longer has.
    """

    indicator: Indicator
    own: str
    actual_cell: str
    actual: int
    reference: int
    floor: int
    needs: tuple[str, ...]
    rests_on: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A formula cell as the standard has it: its formula as the form writes it, and as a question.

    ``looks_up`` are the parameters and the constants of the form that its formula uses.
    """

    place: Place
    form: str
    question: str
    looks_up: frozenset[str]


@dataclass(frozen=True, slots=True)
class TotalAsking:
    """A total over cells of the score sheet, and the grade of just that total: positions of the questions."""

    total: int
    grade: int


@dataclass(frozen=True, eq=False)
class ScorePlan:
    """The questions for all indicators of workbooks that have their fields at the same places.

    ``grade`` is the standard's formula for the grade, over the total's name alone; "" where there is none.
    ``given`` are the formula cells that the answers rest on, which are not the unit's to change;
    ``parameters`` and ``constants`` (where, what) are those they look up. ``tolerance``: a difference that no
    rule minds.
    """

    texts: tuple[str, ...]
    askings: tuple[Asking, ...]
    grade: str
    own: TotalAsking
    reference: TotalAsking
    given: tuple[Given, ...]
    parameters: tuple[Parameter, ...]
    constants: Mapping[str, tuple[Place, Decimal | str]]
    tolerance: Decimal

    def grade_of(self, total: str) -> str:
        """The question for the grade of a total, which is a number or a formula without =."""
        return rename(self.grade, lambda name: f"({total})" if name == TOTAL_FIELD else name)


@lru_cache(maxsize=16)
def score_plan(standard: Standard, located: Located) -> ScorePlan | None:
    """The questions; None for a standard without a score sheet."""
    layout = lay_out(standard)
    table = next(
        (t for t in layout.tables.values() if t.block.style == "逐指标" and SCORE_COLUMN in t.columns), None
    )
    return None if table is None else _Planner(standard, located, layout, table).plan()


class _Planner:
    """Collects the questions of one standard and one way its fields lie."""

    def __init__(self, standard: Standard, located: Located, layout: Layout, table: Table) -> None:
        self._standard = standard
        self._located = located
        self._layout = layout
        self._table = table
        self._texts: dict[str, int] = {}

    def plan(self) -> ScorePlan:
        """Every question, each once."""
        askings = tuple(map(self._asking, self._standard.indicators))
        grade = self._grade()
        own = self._total(grade, self._own_terms())
        reference = self._total(grade, self._reference_terms())
        given = tuple(self._given(dict.fromkeys(name for a in askings for name in a.rests_on)))
        used = {name for each in given for name in each.looks_up}
        return ScorePlan(
            tuple(self._texts),
            askings,
            grade,
            own,
            reference,
            given,
            tuple(p for p in self._standard.parameters if p.name in used),
            dict(self._constants(used)),
            self._tolerance(),
        )

    def _asking(self, indicator: Indicator) -> Asking:
        actual = self._name(indicator, ACTUAL_COLUMN)
        needs = self._names(indicator, indicator.actual_formula or indicator.reference_formula)
        rests_on = tuple(self._behind(self._names(indicator, indicator.reference_formula)))
        known = {name for name in rests_on if name not in self._located.lost or self._inlined(name)}
        return Asking(
            indicator,
            self._name(indicator, SCORE_COLUMN),
            actual,
            self._ask(f"={actual}" if actual and indicator.actual_formula else "", indicator),
            self._ask(indicator.reference_formula, indicator),
            self._ask(indicator.floor_formula, indicator),
            needs,
            rests_on,
            tuple(name for name in rests_on if name not in known),
        )

    def _ask(self, formula: str, indicator: Indicator | None = None) -> int:
        if not formula:
            return -1
        text = addressed(self._standard, self._located, self._bound(formula, indicator))
        return self._texts.setdefault(text, len(self._texts))

    def _bound(self, formula: str, indicator: Indicator | None) -> str:
        """The formula over names; for what the standard gives its value, for a lost cell its formula."""
        over_names = expand_row(formula, lambda column: self._row_value(indicator, column))
        return rename(over_names, self._present)

    def _row_value(self, indicator: Indicator | None, column: str) -> str:
        return self._name(indicator, column) or f"没有列_{column}"

    def _present(self, name: str) -> str:
        cell = self._layout.cells.get(name)
        if cell is None or not (_is_given(cell) or self._inlined(name)):
            return name
        if isinstance(cell.constant, Decimal):
            return f"{cell.constant:f}"
        if cell.constant:
            return '"' + cell.constant.replace('"', '""') + '"'
        return f"({self._formula(cell)})"

    def _inlined(self, name: str) -> bool:
        """Whether a cell's formula stands for it: the unit's workbook has lost the cell."""
        return (
            name in self._located.lost
            and name in self._layout.cells
            and bool(self._layout.cells[name].formula)
        )

    def _formula(self, cell: Cell) -> str:
        """A form cell's formula over names, without =."""
        indicator = next((i for i in self._standard.indicators if i.name == cell.stem), None)
        return self._bound(cell.pattern or cell.formula, indicator).removeprefix("=")

    def _name(self, indicator: Indicator | None, column: str) -> str:
        """The name of an indicator's cell in a column of the score sheet; "" without such a column."""
        if indicator is None or column not in self._table.columns:
            return ""
        return self._layout.row_cell(self._table.block.name, indicator.name, column).name

    def _names(self, indicator: Indicator, formula: str) -> tuple[str, ...]:
        """What a formula of the score sheet looks at, the columns of its row by their names."""
        columns = (self._name(indicator, column) for column in columns_in(formula))
        return tuple(dict.fromkeys((*names_in(formula), *filter(None, columns))))

    def _behind(self, names: Iterable[str]) -> Iterator[str]:
        """The names and everything their formulas look at; no parameters."""
        needs = needs_of(self._standard)
        waiting = list(names)
        seen: set[str] = set()
        for name in waiting:
            if name not in seen and name not in self._standard.parameter:
                seen.add(name)
                yield name
                waiting.extend(needs.get(name, ()))

    def _given(self, names: Iterable[str]) -> Iterator[Given]:
        """The cells that hold a formula of the form."""
        needs = needs_of(self._standard)
        for name in names:
            cell, place = self._layout.cells.get(name), self._located.cells.get(name)
            if cell is None or place is None or not cell.formula:
                continue
            question = addressed(self._standard, self._located, f"={self._formula(cell)}")
            looks_up = {each for each in needs[name] if self._fixed(each)}
            yield Given(place, squeezed(cell.formula), question, frozenset(looks_up))

    def _fixed(self, name: str) -> bool:
        """Whether a name is a parameter, or a cell whose content the standard gives."""
        cell = self._layout.cells.get(name)
        return name in self._standard.parameter or (cell is not None and _is_given(cell))

    def _constants(self, names: Iterable[str]) -> Iterator[tuple[str, tuple[Place, Decimal | str]]]:
        for name in names:
            cell, place = self._layout.cells.get(name), self._located.cells.get(name)
            if cell is not None and cell.constant is not None and place is not None:
                yield name, (place, cell.constant)

    def _grade(self) -> str:
        """The formula of the grade over the total's name; "" when it needs anything else of the workbook."""
        item, _ = self._standard.by_cell_name.get(GRADE_FIELD, (None, ""))
        known = self._standard.parameter
        if item is None or not item.formula or not set(names_in(item.formula)) <= {TOTAL_FIELD, *known}:
            return ""
        return rename(item.formula, lambda name: literal(known[name]) if name in known else name)

    def _own_terms(self) -> Iterator[str]:
        for indicator in self._standard.indicators:
            own = self._name(indicator, SCORE_COLUMN)
            if own in self._located.cells:
                yield f"IF(COUNT({own})=1,{own},0)"

    def _reference_terms(self) -> Iterator[str]:
        for indicator in self._standard.indicators:
            own, reference = (self._name(indicator, c) for c in (SCORE_COLUMN, REFERENCE_COLUMN))
            if own not in self._located.cells:
                continue
            computed = indicator.reference_formula and not indicator.floor_formula
            if computed and reference in self._located.cells:
                yield f"IF(COUNT({reference})=1,{reference},IF(COUNT({own})=1,{own},0))"
            else:
                yield f"IF(COUNT({own})=1,{own},0)"

    def _total(self, grade: str, terms: Iterable[str]) -> TotalAsking:
        total = f"ROUND({'+'.join(terms) or '0'},{_DIGITS})"
        asked = rename(grade, lambda name: f"({total})" if name == TOTAL_FIELD else name)
        return TotalAsking(self._ask(f"={total}"), self._ask(asked))

    def _tolerance(self) -> Decimal:
        """The widest tolerance of the rules that compare both scores; else half a unit in the last place."""
        both = (f"=[@{SCORE_COLUMN}]", f"=[@{REFERENCE_COLUMN}]")
        rules = (r for r in self._standard.rules if r.enabled and (r.left, r.right) == both)
        found = [rule.tolerance for rule in rules if rule.tolerance is not None]
        column = next(c for c in self._standard.columns(self._table.block.name) if c.name == SCORE_COLUMN)
        return max(found, default=Decimal("0.5").scaleb(-(column.decimals or 0)))


def _is_given(cell: Cell) -> bool:
    """Whether the standard writes something into a cell; a 0 is something."""
    return cell.constant is not None and cell.constant != ""
