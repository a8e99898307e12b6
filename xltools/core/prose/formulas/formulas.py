"""In-text formulas (文中算式): what is put in, worked out literally, against the result that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.prose.formulas.agreement import Agreement, agreement, agrees, reading_of
from xltools.core.prose.formulas.arithmetic import (
    DividedByZeroError,
    Node,
    Operand,
    Operation,
    operands,
    value_of,
)
from xltools.core.prose.formulas.chains import chains
from xltools.core.prose.formulas.formula import Formula
from xltools.core.prose.formulas.formula_faults import (
    division_by_zero,
    missing_brackets,
    missing_percent_sign,
    missing_terms,
    no_percent,
    short_of_terms,
    wrong_result,
)
from xltools.core.prose.formulas.regroup import regrouped
from xltools.core.prose.formulas.steps import Step, steps
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

_RATE = re.compile(r"[率比度幅占]")
_FALL = re.compile(r"[降减节]|压缩|缩短")

#: The numbers an expression is said to come to, and whether only about.
Results = Sequence[tuple[Operand, bool]]


def wrong_formulas(read: Read, _rule: Rule) -> Iterator[Found]:
    """Every formula that, taken at its word, does not come to what is written; one finding for each."""
    for index, text in enumerate(read.texts):
        if "=" in text or "≈" in text:
            for chain in chains(text):
                yield from _in_formula(Formula(read, index, steps(text, chain)))


def _in_formula(formula: Formula) -> Iterator[Found]:
    worked = [step for step in formula.steps if step.is_expression]
    for step in worked:
        if step.node and (found := next(_compared(formula, step, step.node), None)):
            yield found
            return
    if not worked:
        yield from _in_words(formula)


def _compared(formula: Formula, step: Step, node: Node) -> Iterator[Found]:
    """What is wrong about an expression and its results, the gravest first."""
    results = formula.results(step)
    for at, (result, about) in enumerate(results):
        try:
            how = agreement(node, result, about=about)
        except DividedByZeroError as zero:
            yield _bracketed(formula, step, result, None) or division_by_zero(formula, zero.divisor)
            return
        if how != "合" and not _rounds(results, at):
            yield from _disagreement(formula, step, result, how, about=about)
    if results:
        yield from _without_percent(formula, step, node, results)
        if short := short_of_terms(formula, step):
            yield missing_terms(formula, step, short)


def _rounds(results: Results, at: int) -> bool:
    """A result that is the one before it, rounded further (=0.3361=34%)."""
    if not at:
        return False
    before, after = results[at - 1][0], results[at][0]
    return abs(before.value - after.value) <= before.half + after.half


def _disagreement(
    formula: Formula, step: Step, result: Operand, how: Agreement, *, about: bool
) -> Iterator[Found]:
    node = step.node
    is_fall = how == "反号" and _FALL.search(formula.head)
    if node is None or how == "不定" or is_fall or _is_scored(node, result):
        return
    if "分" in formula.head and _is_capped(node, result):
        return
    reading = reading_of(node, result)
    value = reading.value
    if how == "百分" and _RATE.search(formula.head):
        yield missing_percent_sign(formula, result, value)
    elif how in ("不合", "百分") and (found := _bracketed(formula, step, result, value)):
        yield found
    else:
        found = wrong_result(formula, step, result, reading, how)
        yield replace(found, level=found.level or "核实") if about else found


def _is_scored(node: Node, result: Operand) -> bool:
    """90-80=8分 tells the score of a range."""
    if not isinstance(node, Operation) or node.sign != "-" or result.unit != "分":
        return False
    return all(isinstance(side, Operand) and side.unit != "分" for side in (node.left, node.right))


def _is_capped(node: Node, result: Operand) -> bool:
    """Marks go down to 0 and up to full marks, whatever is worked out (得分=8-0.8×98.31=0)."""
    value, full = value_of(node), {one.value for one in operands(node)}
    return (value < 0 == result.number) or (value > result.value and result.value in full)


def _bracketed(formula: Formula, step: Step, result: Operand, value: Decimal | None) -> Found | None:
    """The finding that brackets are missing, if with them the formula comes to what is written."""
    for reading in regrouped(formula.text, step.start, step.end):
        if agrees(reading.value, result):
            return missing_brackets(formula, step, result, value, reading)
    return None


def _without_percent(formula: Formula, step: Step, node: Node, results: Results) -> Iterator[Found]:
    """×100% must give so many percent: 1 for 100% is no rate anybody can read."""
    first = results[0][0]
    words = formula.worded(step)
    if not first.number or not all(_is_bare(formula, result) for result, _ in results):
        return
    if _ends_in_percent(node) or (words and words.percent):
        yield no_percent(formula, first)


def _is_bare(formula: Formula, result: Operand) -> bool:
    """A number without unit, and not of marks (得分=实际数/计划数×100%=95)."""
    return not result.unit and result.scale == 1 and "分" not in formula.head


def _ends_in_percent(node: Node) -> bool:
    if not isinstance(node, Operation) or node.sign != "*" or not isinstance(node.right, Operand):
        return False
    return node.right.unit == "%" and node.right.number == 100


def _in_words(formula: Formula) -> Iterator[Found]:
    """A formula in words that ends on ×100%, followed by nothing but a result without %."""
    words = [step.words for step in formula.steps if step.words]
    results = [step.result for step in formula.steps if step.result]
    last, result = formula.steps[-1], formula.steps[-1].result
    if result is None or len(results) != 1 or not words or not words[-1].percent:
        return
    if formula.text[result.last : last.end].strip() or not _is_bare(formula, result):
        return
    if 0 < result.number <= 1:
        yield no_percent(formula, result)
    elif 5 < result.number <= 100:
        yield missing_percent_sign(formula, result, result.number / 100)
