"""A standard's rules tried on its blank form and on one filled throughout: what breaks, what always fires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.authoring.filling import blank_form
from xltools.authoring.fills import filled_throughout
from xltools.core.causes.laid import own_words
from xltools.core.check import Prepared, conclude, prepare
from xltools.core.comparisons import BUILT_IN
from xltools.core.errors import EngineRefused
from xltools.core.layout import lay_out
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import called
from xltools.core.model import ErrorValue, Value
from xltools.core.questions import Asked
from xltools.core.refs import Place
from xltools.core.standard import Standard
from xltools.engines.base import Engine

#: Errors that a formula's own text is to blame for, on data that is all there.
_BROKEN = frozenset({"#NAME?", "#REF!", "#VALUE!", "#N/IMPL!", "#SYNTAX!"})

#: What to do where a value is missing, by which a blank is itself the fault.
_BLANK_IS_FAULT = ("按0", "缺即错")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A form that was asked every rule: what it is called, and the answers."""

    called: str
    prepared: Prepared
    cells: Mapping[Place, Value]
    answers: Sequence[Value]


def trial_faults(standard: Standard, engine: Engine) -> Iterator[Fault]:
    """Formulas that break on a form, and rules that find fault with a blank one."""
    told: set[tuple[str, int, str]] = set()
    blank = blank_form(standard)
    for name, form in (("填满的表", filled_throughout(standard)), ("空白表", blank)):
        prepared = prepare(form, standard)
        try:
            answers = engine.ask(form, prepared.questions)
        except EngineRefused as refused:
            why, fix = "单位的工作簿也会这样，所有规则都成为“未判”", refused.fix
            yield Fault("规则", 0, standard.name, "左式", f"{name}算不出来：{refused.message}", why, fix)
            return
        tried = _Tried(name, prepared, answers.cells, answers.values)
        for fault in (*_broken_cells(standard, tried), *_broken_rules(standard, tried)):
            key = (fault.sheet, fault.index, fault.column)
            if key not in told:
                told.add(key)
                yield fault
    yield from _always(standard, tried)


def _broken_cells(standard: Standard, tried: _Tried) -> Iterator[Fault]:
    """Form formulas that give an error."""
    layout = lay_out(standard)
    fields = {id(field): index for index, field in enumerate(standard.fields)}
    indicators = {indicator.name: index for index, indicator in enumerate(standard.indicators)}
    for place, value in tried.cells.items():
        cell = layout.places.get(place)
        if cell is None or not isinstance(value, ErrorValue):
            continue
        what = f"{tried.called}上得出 {value.code}（{place}）"
        why, fix = "单位填好表也看到错误值", "改正公式；分母可能为0、文字可能为空的先判断"
        if cell.field.formula:
            yield Fault("字段", fields[id(cell.field)], cell.field.name, "公式", what, why, fix)
        elif cell.stem in indicators:
            column = f"{cell.field.name}公式"
            yield Fault("指标", indicators[cell.stem], cell.stem, column, what, why, fix)


def _broken_rules(standard: Standard, tried: _Tried) -> Iterator[Fault]:
    """Rule formulas that give an error where the rule applies."""
    index = {rule.number: position for position, rule in enumerate(standard.rules)}
    for asked in tried.prepared.batch.asked:
        rule = asked.instance.rule
        for column, position in _positions(asked, tried.answers):
            value = tried.answers[position] if position >= 0 else None
            if isinstance(value, ErrorValue) and value.code in _BROKEN:
                what = f"{tried.called}上得出 {value.code}"
                why, fix = "规则成为“规则异常”或“未判”", "改正算式；文字、空白先判断再计算"
                yield Fault("规则", index[rule.number], called(rule), column, what, why, fix)


def _positions(asked: Asked, answers: Sequence[Value]) -> Iterator[tuple[str, int]]:
    """(column, position of the answer) of what a rule asked computes; the sides only where it applies."""
    yield from (("前提条件", position) for position in asked.conditions)
    if all(answers[position] is True for position in asked.conditions if position >= 0):
        yield "左式", asked.left
        yield "右式", asked.right


def _always(standard: Standard, blank: _Tried) -> Iterator[Fault]:
    """Rules that fail on the blank form, though a blank is no fault to them."""
    _, findings = conclude(blank.prepared, blank.cells, blank.answers)
    index = {rule.number: position for position, rule in enumerate(standard.rules)}
    for number, finding in {f.rule: f for f in findings if f.outcome == "不通过"}.items():
        rule = standard.rule[number]
        if rule.compare == "必填" or (rule.compare not in BUILT_IN and rule.missing in _BLANK_IS_FAULT):
            continue
        what = f"空白表上就报：{own_words(finding)}"
        why, fix = "单位还没有填就有问题，填对了也消不掉", "改正规范自己给的数（分值、参数），或改正算式"
        yield Fault("规则", index[number], called(rule), "左式", what, why, fix)
