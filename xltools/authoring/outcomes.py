"""What each rule comes to on many fills of the form: one that always comes to the same asks nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Literal

from xltools.authoring.beside import attached_forms
from xltools.authoring.filling import blank_form, filled
from xltools.authoring.fills import filled_throughout, forced, varied, zeros
from xltools.core.amounts import grouped, within
from xltools.core.attachments.attached import NOTHING_NEAR, Near
from xltools.core.attachments.forms import tied
from xltools.core.causes.sources import Sources
from xltools.core.check import Prepared, conclude, prepare
from xltools.core.errors import XltoolsError
from xltools.core.judge import judge
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import REFERENCE, asked_rules, called
from xltools.core.lint.rules import years_of
from xltools.core.model import Level, Record, Value, Workbook
from xltools.core.questions import Asked
from xltools.core.rule_page import parse_page
from xltools.core.sides import answer_of
from xltools.core.standard import Rule, Standard
from xltools.engines.base import Engine

Outcome = Literal["报", "通过", "未判"]

#: Half a hundredth of a point, by which a rounded score may pass its limit.
_HALF = Decimal("0.005")


@dataclass
class Seen:
    """What rules came to, by number: their outcomes, and the figures on either side, without signs and 0."""

    outcomes: dict[str, set[Outcome]] = field(default_factory=lambda: defaultdict(set))
    figures: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    beyond: dict[str, Decimal] = field(default_factory=dict)
    """Reference scores that are no score of their indicator, by its name."""

    def type_in(self, standard: Standard, form: Workbook, engine: Engine) -> None:
        """Ask every rule of a form as units fill it, whose reference scores are within the points."""
        record = self.look(standard, form, engine)
        for indicator in standard.indicators if record else ():
            datum = record.data.get(f"{indicator.name}_{REFERENCE}") if record else None
            score = datum.number if datum else None
            if score is not None and not within(score - max(Decimal(0), min(score, indicator.points)), _HALF):
                self.beyond.setdefault(indicator.name, score)

    def look(
        self, standard: Standard, form: Workbook, engine: Engine, near: Near = NOTHING_NEAR
    ) -> Record | None:
        """Ask every rule of one more form; one that no engine takes tells nothing."""
        try:
            prepared = prepare(form, standard, near)
            answers = engine.ask(prepared.workbook, prepared.questions)
        except XltoolsError:
            return None
        record, _ = conclude(prepared, answers.cells, answers.values)
        sources = Sources(standard, record)
        for asked in _of_rows(prepared, {name: len(rows) for name, rows in record.tables.items()}):
            number = asked.instance.rule.number
            finding = judge(asked, sources, answers.values)
            if finding is not None and finding.outcome in ("不通过", "未判"):
                self.outcomes[number].add("报" if finding.outcome == "不通过" else "未判")
            elif finding is None and all(answer_of(answers.values, at) is True for at in asked.conditions):
                self.outcomes[number].add("通过")
            self._measure(number, asked, answers.values)
        return record

    def _measure(self, number: str, asked: Asked, answers: Sequence[Value]) -> None:
        for at in (asked.left, asked.right):
            value = answer_of(answers, at)
            if isinstance(value, Decimal) and value:
                self.figures[number].append(abs(value))


def _of_rows(prepared: Prepared, rows: Mapping[str, int]) -> Iterator[Asked]:
    """What was asked of rows the record has."""
    for asked in prepared.batch.asked:
        if asked.row < rows.get(asked.instance.table, 0):
            yield asked


def outcome_faults(standard: Standard, engine: Engine, pages: Mapping[str, str]) -> Iterator[Fault]:
    """Rules that come to the same on every fill and on every case of their page; scores beyond the points.

    Without a page little is known of a rule that only fires where something rare is filled: a 提示.
    """
    seen = Seen()
    for form in (blank_form(standard), filled_throughout(standard), zeros(standard), *varied(standard)):
        seen.type_in(standard, form, engine)
    for form in forced(standard):
        seen.look(standard, form, engine)
    yield from _scores(standard, seen)
    apart = tied(standard)
    for index, rule in asked_rules(standard):
        if rule.number in apart or not years_of(standard, rule):
            continue
        if not {"报", "通过"} <= seen.outcomes[rule.number]:
            _look_at_page(standard, engine, seen, rule, pages.get(rule.number, ""))
        yield from _faults(index, rule, seen, has_page=rule.number in pages)


def _scores(standard: Standard, seen: Seen) -> Iterator[Fault]:
    for index, indicator in enumerate(standard.indicators):
        score = seen.beyond.get(indicator.name)
        if score is not None:
            what = f"有的填法得出{grouped(score)}分，不在0至{grouped(indicator.points)}分之间"
            why, fix = "参考得分不可能是这个分，照它算的总分也错", "用 MAX、MIN 限在0和 [@分值] 之间"
            yield Fault("指标", index, indicator.third, "参考得分公式", what, why, fix)


def _look_at_page(standard: Standard, engine: Engine, seen: Seen, rule: Rule, text: str) -> None:
    """The cases of the rule's page are fills too: they know what random figures hardly ever meet."""
    try:
        page = parse_page(rule.number, text)
        for case in page.cases:
            form = filled(standard, page, case, blank_form(standard))
            seen.look(standard, form, engine, attached_forms(case))
    except XltoolsError:  # the test of the pages tells of it
        return


#: What a rule's outcomes are -> column, what is wrong, what to do.
_FAULTS: Mapping[frozenset[Outcome], tuple[str, str, str]] = {
    frozenset(): ("前提条件", "都不检查：前提条件没有成立过", "改正前提条件或适用单位"),
    frozenset({"未判"}): ("左式", "都判断不了", "两边要都是数字，或都是文字；改正算式"),
    frozenset({"报"}): ("左式", "都报", "改正算式或比较；右式要是填得到的数"),
    frozenset({"通过"}): ("左式", "都不报", "改正算式或比较；右式要是填得到的值"),
}


def _faults(index: int, rule: Rule, seen: Seen, *, has_page: bool) -> Iterator[Fault]:
    found = seen.outcomes[rule.number]
    outcomes = frozenset(found - {"未判"}) or frozenset(found)
    if outcomes in _FAULTS:
        column, what, fix = _FAULTS[outcomes]
        tried = "试填的各种表和规则页的例子上" if has_page else "试填的各种表上"
        why = "结果与填的数无关" if has_page else "没有规则页的例子可以证明不是这样"
        level: Level = "核实" if has_page else "提示"
        yield Fault("规则", index, called(rule), column, f"{tried}{what}", why, fix, level)
    figures = seen.figures[rule.number]
    if rule.tolerance is not None and figures and rule.tolerance > median(figures):
        what = f"容差{rule.tolerance:f}比试填的多数金额、数量还大"
        why, fix = "差得再多也不报", "写末位的舍入：金额一般 0.01，得分一般 0.005"
        yield Fault("规则", index, called(rule), "绝对容差", what, why, fix, "核实")
