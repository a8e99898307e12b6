"""In-text formulas (文中算式): what is put in, worked out literally, against the result that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.model import Level
from xltools.core.prose.agreement import Agreement, agreement, agrees
from xltools.core.prose.arithmetic import DividedByZeroError, Node, Operand, Operation, value_of
from xltools.core.prose.chains import chains
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.regroup import Regrouped, regrouped
from xltools.core.prose.spot import Spot
from xltools.core.prose.steps import Step, steps
from xltools.core.prose.worded import Worded
from xltools.core.standard import Rule

_RATE = re.compile(r"[率比度幅占]")
_FALL = re.compile(r"[降减节]|压缩|缩短")


@dataclass(frozen=True, slots=True)
class _Formula:
    """One formula of a report: its parts, in the passage with that index."""

    read: Read
    passage: int
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        return self.read.texts[self.passage]

    @property
    def head(self) -> str:
        """What is worked out, in the words before the first equals sign."""
        return self.text[self.steps[0].start : self.steps[0].end]

    def words(self, start: int, end: int) -> str:
        """As the report has them."""
        return self.read.narrative.passages[self.passage].text[start:end].strip()

    def spot(self, start: int, end: int, repair: str | None = None) -> Spot:
        """The same without blanks at either end."""
        words = self.text[start:end]
        begin = start + len(words) - len(words.lstrip())
        return self.read.spot(self.passage, begin, start + len(words.rstrip()), repair)

    def worded(self, step: Step) -> Worded | None:
        """The formula in words that stands before an expression."""
        before = self.steps[: self.steps.index(step)]
        return next((one.words for one in reversed(before) if one.words), None)


def wrong_formulas(read: Read, rule: Rule) -> Iterator[Found]:
    """Every formula that, taken at its word, does not come to what is written."""
    for index, text in enumerate(read.texts):
        if "=" in text or "≈" in text:
            for chain in chains(text):
                yield from _formula(_Formula(read, index, steps(text, chain)))


def _formula(formula: _Formula) -> Iterator[Found]:
    worked = [step for step in formula.steps if step.is_expression]
    for step in worked:
        results = [one for one in formula.steps[formula.steps.index(step) + 1 :] if one.result]
        found = next(_compared(formula, step, results), None)
        if found:
            yield found
            return
    if not worked:
        yield from _percent_of_words(formula)


def _compared(formula: _Formula, step: Step, results: list[Step]) -> Iterator[Found]:
    """What is wrong about an expression and its results, the gravest first."""
    assert step.node is not None
    for one in results:
        assert one.result is not None
        try:
            how = agreement(step.node, one.result, about=one.about)
        except DividedByZeroError as zero:
            yield _bracketed(formula, step, one.result, None) or _divided(formula, zero.divisor)
            return
        if how != "合" and not _follows(results, one):
            yield from _disagreement(formula, step, one, how)
    if results:
        yield from _unsigned(formula, step, results)
        yield from _left_out(formula, step)


def _follows(results: list[Step], step: Step) -> bool:
    """A result that is the one before it, rounded further (=0.3361=34%)."""
    at = results.index(step)
    if not at:
        return False
    before, after = results[at - 1].result, step.result
    return bool(before and after and abs(before.value - after.value) <= before.half + after.half)


def _disagreement(formula: _Formula, step: Step, written: Step, how: Agreement) -> Iterator[Found]:
    result, node = written.result, step.node
    assert result is not None
    assert node is not None
    value = value_of(node)
    if how == "不定" or (how == "反号" and _FALL.search(formula.head)) or _is_scored(node, result):
        return
    if how == "百分" and _RATE.search(formula.head):
        yield _sign_missing(formula, result, value)
        return
    if how in ("不合", "百分") and (found := _bracketed(formula, step, result, value)):
        yield found
        return
    levels: dict[Agreement, Level] = {"末位": "提示", "进位": "核实", "反号": "核实"}
    what = "末位进舍不准，四舍五入应为" if how in ("末位", "进位") else "按字面算得"
    words, said = formula.words(step.start, step.end), formula.words(result.first, result.last)
    yield Found(
        formula.spot(result.first, result.last),
        name=f"算式“{words}”{what}{_shown(value, result)}，报告写作{said}",
        left=value,
        right=result.value,
        difference=value - result.value,
        tolerance=result.half,
        level="核实" if written.about and how != "末位" else levels.get(how),
    )


def _is_scored(node: Node, result: Operand) -> bool:
    """90-80=8分 tells the score of a range."""
    bare = isinstance(node, Operation) and node.sign == "-" and isinstance(node.left, Operand)
    return bare and result.unit == "分" and "分" not in (getattr(node, "left", result).unit,)


def _bracketed(formula: _Formula, step: Step, result: Operand, value: Decimal | None) -> Found | None:
    """The finding that brackets are missing, if with them the formula comes to what is written."""
    for reading in regrouped(formula.text, step.start, step.end):
        if agrees(reading.value, result):
            return _brackets_missing(formula, step, result, value, reading)
    return None


def _brackets_missing(
    formula: _Formula, step: Step, result: Operand, value: Decimal | None, reading: Regrouped
) -> Found:
    start, end = reading.sums[0][0], reading.sums[-1][1]
    repair, done = "", start
    for first, last in reading.sums:
        repair += formula.words(done, first) + f"（{formula.words(first, last)}）"
        done = last
    literal = "除数为0，算不出结果" if value is None else f"按字面算得{_shown(value, result)}"
    said = formula.words(result.first, result.last)
    name = f"算式“{formula.words(step.start, step.end)}”{literal}，报告写作{said}；缺括号，改为“{repair}”才得{said}"
    return Found(
        formula.spot(start, end, repair),
        name=name + _short_of_terms(formula, step),
        left=value,
        right=result.value,
        difference=None if value is None else value - result.value,
    )


def _divided(formula: _Formula, divisor: Node) -> Found:
    return Found(
        formula.spot(divisor.start, divisor.end),
        name=f"算式的除数“{formula.words(divisor.start, divisor.end)}”为0，算不出结果",
        fix="核对除数；确实为0的，写明“不适用”，不写百分比",
    )


def _sign_missing(formula: _Formula, result: Operand, value: Decimal) -> Found:
    said = formula.words(result.first, result.last)
    return Found(
        formula.spot(result.first, result.last, f"{said}%"),
        name=f"算式算得{_shown(value, result, percent=True)}，报告写作{said}，少写了百分号",
        left=value,
        right=result.value,
        fix=f"改为“{said}%”",
    )


def _unsigned(formula: _Formula, step: Step, results: list[Step]) -> Iterator[Found]:
    """×100% must give so many percent: 1 for 100% is no rate anybody can read."""
    first = results[0].result
    node = step.node
    if first is None or any(one.result and one.result.unit for one in results) or not first.number:
        return
    if (
        isinstance(node, Operation)
        and node.sign == "*"
        and _is_whole(node.right)
        and agrees(value_of(node), first)
    ):
        yield _as_percent(formula, first)


def _is_whole(node: Node) -> bool:
    return isinstance(node, Operand) and node.unit == "%" and node.number == 100


def _as_percent(formula: _Formula, result: Operand) -> Found:
    said = formula.words(result.first, result.last)
    percent = f"{(result.number * 100).normalize():f}%"
    return Found(
        formula.spot(result.first, result.last, percent),
        name=f"算式以“×100%”计算，结果应写作{percent}，报告写作{said}",
        left=percent,
        right=said,
        fix=f"改为“{percent}”",
    )


def _percent_of_words(formula: _Formula) -> Iterator[Found]:
    """A formula in words that ends on ×100%, followed by nothing but a result without %."""
    words = [step for step in formula.steps if step.words]
    results = [step for step in formula.steps if step.result]
    if not words or len(results) != 1 or not (words[-1].words and words[-1].words.percent):
        return
    last, result = formula.steps[-1], results[0].result
    if (
        result is None
        or results[0] is not last
        or formula.text[result.last : last.end].strip()
        or result.unit
    ):
        return
    if result.scale == 1 and 0 < result.number <= 1:
        yield _as_percent(formula, result)
    elif result.scale == 1 and 5 < result.number <= 100:
        yield _sign_missing(formula, result, result.number / 100)


def _put_in(step: Step, words: Worded) -> int:
    """How many numbers stand for terms of the formula in words."""
    put_in = [
        one for one in step.operands if not (one.number == 100 and one.unit in ("", "%") and words.percent)
    ]
    return len(put_in) - words.constants


def _short_of_terms(formula: _Formula, step: Step) -> str:
    words = formula.worded(step)
    if not words or _put_in(step, words) >= len(words.terms):
        return ""
    return f"（文字公式有{len(words.terms)}项，只代入{_put_in(step, words)}个数）"


def _left_out(formula: _Formula, step: Step) -> Iterator[Found]:
    """Fewer numbers than the formula in words has terms: one of them was not put in."""
    if short := _short_of_terms(formula, step):
        words = formula.words(step.start, step.end)
        yield Found(formula.spot(step.start, step.end), name=f"算式“{words}”漏了项{short}", level="提示")


def _shown(value: Decimal, result: Operand, *, percent: bool = False) -> str:
    """The value to the places the result is written with, two more where that shows why they differ."""
    as_percent = percent or (result.unit == "%" and abs(value) < 100)
    shown = value * 100 if as_percent else value
    for places in range(result.places, result.places + 3):
        rounded = round(shown, places)
        if rounded == shown:
            break
    return f"{rounded.normalize():f}" + ("%" if as_percent else "")
