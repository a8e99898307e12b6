"""The answers of an engine -> each indicator's own score beside its reference score, and the totals.

Reference scores are the authority's: by the standard's formulas, points, targets and thresholds, whatever the
workbook has in those cells. Where data are missing or cannot be read there is no reference score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import grouped, within
from xltools.core.check import Prepared
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.errors import EngineRefused
from xltools.core.expressions import names_in
from xltools.core.layout import lay_out
from xltools.core.messages import content, inner
from xltools.core.model import Datum, Record, Value, Workbook
from xltools.core.scores import words
from xltools.core.scores.books import Changes, blanks, changed, repairs
from xltools.core.scores.gaps import Gaps, label_of, number_at
from xltools.core.scores.plan import Asking, ScorePlan, TotalAsking, score_plan
from xltools.core.scores.score import Basis, Score, Scores, ScoreTotal

#: Takes questions about a workbook to an engine; raises EngineRefused.
Ask = Callable[[Workbook, Sequence[str]], Sequence[Value]]

#: Two sums of the same scores may differ by this, one of doubles, one exact.
_NOISE = Decimal("1e-5")


def score_questions(prepared: Prepared) -> tuple[str, ...]:
    """What to ask along with the rules, of the workbook as it is."""
    plan = score_plan(prepared.standard, prepared.located)
    return plan.texts if plan else ()


def score(prepared: Prepared, record: Record, answers: Sequence[Value], ask: Ask) -> Scores | None:
    """The scores of a workbook; None for a standard without a score sheet.

    ``answers`` are those to :func:`score_questions`. ``ask`` is only used where they do not suffice: the
    unit changed a formula under them, filled in an exemption, or the totals are not those that were asked.
    """
    plan = score_plan(prepared.standard, prepared.located)
    return None if plan is None else _Scoring(prepared, plan, record, ask).scores(answers)


@dataclass(frozen=True, slots=True)
class _Exemption:
    """What a unit filled in of an exemption: its amount and document, or what is missing of them.

    ``unfit`` says of an amount that is there why it exempts nothing.
    """

    said: str
    amount: Decimal
    missing: tuple[str, ...]
    unfit: str
    claimed: bool

    @property
    def counts(self) -> bool:
        """Whether both halves are there."""
        return not self.missing and not self.unfit


class _Scoring:
    """One workbook being scored."""

    def __init__(self, prepared: Prepared, plan: ScorePlan, record: Record, ask: Ask) -> None:
        self._workbook = prepared.workbook
        self._cells = lay_out(prepared.standard).cells
        self._plan = plan
        self._record = record
        self._ask = ask
        self._repairs = repairs(prepared.workbook, plan)
        self._gaps = Gaps(prepared.standard, record, frozenset(self._repairs))
        self._exemptions = {
            asking.indicator.name: self._exemption(asking)
            for asking in plan.askings
            if asking.indicator.exemption
        }

    def scores(self, answers: Sequence[Value]) -> Scores:
        """Every indicator and every total."""
        claims = [(a, e) for a in self._plan.askings if (e := self._exemptions.get(a.indicator.name))]
        half = [asking for asking, each in claims if each.claimed and not each.counts]
        whole = [asking for asking, each in claims if each.counts]
        base = self._repairs | self._blanks(half)
        counted = self._evaluate(base) if base else answers
        plain = self._evaluate(base | self._blanks(whole)) if whole else counted
        indicators = tuple(self._score(asking, counted, plain) for asking in self._plan.askings)
        return Scores(indicators, tuple(self._totals(indicators, counted, plain)))

    def _blanks(self, askings: Sequence[Asking]) -> Changes:
        names = (name for asking in askings for name in asking.indicator.exemption)
        places = [self._record.data[name].place for name in names if name in self._record.data]
        return blanks(self._workbook, places) if places else {}

    def _evaluate(self, changes: Changes) -> Sequence[Value]:
        """The answers for the workbook with these cells; None for each where no engine may be trusted."""
        return self._put(changed(self._workbook, changes), self._plan.texts)

    def _put(self, workbook: Workbook, questions: Sequence[str]) -> Sequence[Value]:
        try:
            return self._ask(workbook, questions)
        except EngineRefused:
            return (None,) * len(questions)

    # --- one indicator ---

    def _score(self, asking: Asking, counted: Sequence[Value], plain: Sequence[Value]) -> Score:
        indicator = asking.indicator
        own = self._record.data.get(asking.own)
        target = indicator.texts.get("目标值")
        score = Score(
            number=indicator.number,
            name=indicator.third,
            points=indicator.points,
            unit=indicator.unit,
            symbol=str(indicator.texts.get("目标符号") or ""),
            target=target if target != "" else None,
            actual=self._actual(asking, counted),
            own=own.number if own is not None and own.readable else None,
            reference=None,
            floor=None,
            without=None,
            difference=None,
            state="没有公式",
            why="",
            place=own.place if own is not None else None,
        )
        if asking.reference < 0:
            return replace(score, why=f"{words.NO_FORMULA}；{words.compared(score)}")
        problem = self._gaps.problem(asking, counted)
        if problem:
            return replace(score, state="没有算出", why=f"{problem}；{words.compared(score)}")
        return self._referred(score, asking, counted, plain)

    def _referred(
        self, score: Score, asking: Asking, counted: Sequence[Value], plain: Sequence[Value]
    ) -> Score:
        """The score with the reference that the standard's formula gave."""
        exemption = self._exemptions.get(asking.indicator.name)
        counts = exemption is not None and exemption.counts
        without = number_at(plain, asking.reference) if counts else None
        reference = number_at(counted, asking.reference)
        unused = self._eaten_up(asking, exemption) if exemption and counts and without == reference else ""
        exempt = counts and not unused
        floor = number_at(counted, asking.floor)
        score = replace(score, reference=reference, floor=floor, without=without if exempt else None)
        difference = _difference(score)
        agrees = difference is not None and within(difference, self._plan.tolerance)
        score = replace(score, difference=difference, state="一致" if agrees else "不同")
        if exemption is not None and exempt:
            first = words.both_ways(score, exemption.said)
        else:
            first = words.worked_out(score, asking.indicator)
        parts = [first, words.compared(score)]
        doubtful = not agrees and (difference is None or difference > 0)
        if unused:
            parts.append(unused)
        elif exemption is not None and not exempt and (exemption.claimed or doubtful):
            parts.append(words.not_exempt(exemption.missing, exemption.unfit, claimed=exemption.claimed))
        vain = exemption is not None and exemption.claimed and not exempt
        return replace(score, why="；".join(parts), vain=vain)

    def _actual(self, asking: Asking, answers: Sequence[Value]) -> Decimal | str | None:
        if asking.actual >= 0:
            value = answers[asking.actual]
            number = number_at(answers, asking.actual)
            return number if number is not None else str(value) if value else None
        datum = self._record.data.get(asking.actual_cell)
        if datum is None or datum.blank:
            return None
        return datum.number if datum.number is not None else str(datum.value)

    # --- exemptions ---

    def _exemption(self, asking: Asking) -> _Exemption:
        """What the unit filled in; an amount of 0 is none, nor is one that cannot be read."""
        amount, document = (self._record.data.get(name) for name in asking.indicator.exemption)
        first, second = (label_of(self._cells, name) for name in asking.indicator.exemption)
        text = str(document.value).strip() if document is not None and not document.blank else ""
        unfit = _unfit(first, amount)
        lacks = amount is None or amount.blank, not text
        missing = tuple(label for label, gone in zip((first, second), lacks, strict=True) if gone)
        number = Decimal(0) if amount is None or unfit else amount.number or Decimal(0)
        claimed = bool(number or text or (amount is not None and not amount.readable))
        unit = self._record.text(CURRENCY_FIELD)
        return _Exemption(f"{first} {grouped(number)} {unit}，{text}", number, missing, unfit, claimed)

    def _eaten_up(self, asking: Asking, exemption: _Exemption) -> str:
        """Which amount of the formula is no larger than the exemption, so that nothing remains; or ""."""
        indicator = asking.indicator
        for name in names_in(indicator.reference_formula):
            cell, datum = self._cells.get(name), self._record.data.get(name)
            if cell is None or datum is None or name in indicator.exemption or cell.formula:
                continue
            if cell.field.kind == "金额" and datum.number is not None and datum.number <= exemption.amount:
                label, unit = label_of(self._cells, name), self._record.text(CURRENCY_FIELD)
                return words.eats_up(exemption.said, label, datum.number, unit)
        return ""

    # --- totals ---

    def _totals(
        self, indicators: Sequence[Score], counted: Sequence[Value], plain: Sequence[Value]
    ) -> Iterator[ScoreTotal]:
        """The total of the own scores, by reference, and by reference without exemptions where any counts."""
        own = [score.own for score in indicators if score.own is not None]
        if not own:
            return
        yield self._total("自评", sum(own, Decimal(0)), len(own), len(own), self._plan.own, counted)
        if any(score.reference is not None for score in indicators):
            yield self._by_reference("参考", indicators, counted)
        if any(score.without is not None for score in indicators):
            without = [s if s.without is None else replace(s, reference=s.without) for s in indicators]
            yield self._by_reference("不计豁免", without, plain)

    def _by_reference(
        self, basis: Basis, indicators: Sequence[Score], answers: Sequence[Value]
    ) -> ScoreTotal:
        values = [(_in_total(score), score.reference is None) for score in indicators]
        known = [(value, own) for value, own in values if value is not None]
        total = sum((value for value, _ in known), Decimal(0))
        return self._total(
            basis, total, len(known), sum(own for _, own in known), self._plan.reference, answers
        )

    def _total(
        self,
        basis: Basis,
        total: Decimal,
        counted: int,
        own: int,
        asked: TotalAsking,
        answers: Sequence[Value],
    ) -> ScoreTotal:
        """A total with its grade: that of the total asked along, else asked now."""
        grade: Value = ""
        if self._plan.grade:
            same = number_at(answers, asked.total)
            if same is not None and within(same - total, _NOISE):
                grade = answers[asked.grade]
            else:
                (grade,) = self._put(self._workbook, (self._plan.grade_of(f"{total:f}"),))
        return ScoreTotal(basis, total, grade if isinstance(grade, str) else "", counted, own)


def _unfit(label: str, amount: Datum | None) -> str:
    """Why an amount that is there exempts nothing; "" for a sound one, and for none."""
    if amount is None or amount.blank:
        return ""
    if not amount.readable or amount.number is None:
        return f"{label}填的“{inner(content(amount.value))}”不能识别"
    if amount.number > 0:
        return ""
    return f"{label}为 0" if amount.number == 0 else f"{label}为负数"


def _difference(score: Score) -> Decimal | None:
    """The own score less the reference, or less the nearer end of its band."""
    nearest = _in_total(score)
    return None if score.own is None or nearest is None else score.own - nearest


def _in_total(score: Score) -> Decimal | None:
    """The score by reference: of a band the own one where it lies inside; without a reference the own one."""
    if score.reference is None:
        return score.own
    if score.floor is None:
        return score.reference
    return score.reference if score.own is None else max(score.floor, min(score.own, score.reference))
