"""The filled cells of a workbook that words may speak of, and how surely they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS, decimals
from xltools.core.model import Datum, Record
from xltools.core.prose.beside.linked import NEAR, SAME, SURE, Candidate
from xltools.core.prose.beside.rows import RowTerms
from xltools.core.prose.beside.terms import Term, Terms
from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.units import is_count
from xltools.core.standard import Field

#: An amount without a unit is told from a count by its size.
_AMOUNT = Decimal(1000)


class Cells:
    """Finds cells by what a figure is called, in one workbook."""

    def __init__(
        self, record: Record, terms: Terms, rows: RowTerms, default: Sequence[str], partial: Sequence[str]
    ) -> None:
        """``default`` are measures where no words name one; ``partial`` words of scores that are no total."""
        self._record, self._terms, self._rows = record, terms, rows
        self._default, self._partial = default, partial
        self._money = CURRENCY_UNITS.get(record.text("金额单位"), Decimal(1))

    def of(
        self, figure: Figure, label: str, sentence: str, year: int | None, before: Candidate | None
    ) -> tuple[Candidate, ...]:
        """The cells a figure with that label may speak of.

        ``sentence`` are the words before it, ``year`` the year they name last, ``before`` the cell of the
        figure just before: a label that is but a measure (年初预算…，决算…) goes on with that.
        """
        terms = self._terms.of(label)
        unit = "" if terms and figure.unit == "%" else figure.unit
        rows = self._rows.of(sentence, label, unit, before.called if before else "")
        claim = SURE if self._current(figure, year) else SAME
        found = [self._candidate(figure, f, datum.field, called, datum, claim) for called, f, datum in rows]
        if not found and not terms and before is not None:
            strong = before.claim == SURE and before.datum.field.startswith(f"{before.field.name}_")
            terms = tuple(self._terms.going_on(label, before.field, strong=strong))
        for term in terms if not found else ():
            found += self._cells(figure, term, sentence, year)
        return tuple(candidate for candidate in found if candidate)

    def _current(self, figure: Figure, year: int | None) -> bool:
        """Whether a figure is told of the year reported on."""
        return figure.kind == "日期" or year in (None, self._record.year)

    def _cells(
        self, figure: Figure, term: Term, sentence: str, year: int | None
    ) -> Iterator[Candidate | None]:
        """The cells of a term: those of the measures its words, its sentence or nothing name."""
        field = term.field
        surest = min(SURE if term.strong else NEAR, self._as_total(figure, term, sentence))
        if not self._current(figure, year):
            surest = SAME
        if not field.measures:
            datum = self._record.data.get(field.name)
            yield self._candidate(figure, field, field.name, field.label, datum, surest)
            return
        told = [each for each in term.measures if each in field.measures]
        nearby = [each for each in self._terms.measures_in(sentence) if each in field.measures]
        found = {
            measure: self._measured(figure, field, measure, surest)
            for measure in dict.fromkeys(told or (*nearby, *self._default))
        }
        if not told and nearby:
            known = all(found.values())
            for measure, each in found.items():
                claim = surest if known and measure in self._default else min(NEAR, surest)
                found[measure] = replace(each, claim=claim) if each else None
        yield from found.values()

    def _measured(self, figure: Figure, field: Field, measure: str, claim: int) -> Candidate | None:
        name, called = f"{field.name}_{measure}", f"{field.label}（{measure}）"
        return self._candidate(figure, field, name, called, self._record.data.get(name), claim)

    def _as_total(self, figure: Figure, term: Term, sentence: str) -> int:
        """How surely a figure is the unit's own: a word that columns of tables have too says little.

        A score above all that any row can have is the total.
        """
        if not self._rows.is_column(term.words):
            return SURE
        if self._rows.named(sentence) or any(word in sentence for word in self._partial):
            return SAME
        if term.field.unit != "分":
            return NEAR
        return SURE if figure.value is not None and figure.value > self._rows.most else SAME

    def _candidate(
        self, figure: Figure, field: Field, name: str, called: str, datum: Datum | None, claim: int
    ) -> Candidate | None:
        """A cell with its value in base units; None where it is blank or its unit is not the figure's."""
        if datum is None or datum.blank or not datum.readable:
            return None
        if isinstance(datum.value, dt.date):
            if figure.kind != "日期":
                return None
            return Candidate(name, field, called, datum, datum.value, Decimal(0), claim)
        number = datum.number
        if number is None or not _fits(figure, field):
            return None
        if field.kind != "金额" or self._money == 1:
            return Candidate(name, field, called, datum, number, Decimal(0), claim)
        places = max(field.decimals or 0, decimals(number))
        slack = self._money * Decimal(5).scaleb(-places - 1)
        return Candidate(name, field, called, datum, number * self._money, slack, claim)


def _fits(figure: Figure, field: Field) -> bool:
    """Whether a figure's unit is one the field's value can be written in."""
    if figure.kind == "日期":
        return field.unit == "年"
    if field.kind == "金额":
        large = figure.value is not None and abs(figure.value) >= _AMOUNT
        return figure.unit == "元" or (not figure.unit and (large or figure.role in ("代入", "结果")))
    if field.kind == "比率":
        return figure.unit == "%"
    if field.unit == "分":
        return figure.unit == "分"
    if field.kind == "文本":
        return figure.unit not in ("元", "分")
    return field.unit != "年" and (not figure.unit or figure.unit == field.unit or is_count(figure.unit))
