"""What is said about a formula that does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xltools.core.model import Level
from xltools.core.prose.formulas.agreement import Agreement, Reading
from xltools.core.prose.formulas.arithmetic import Node, Operand
from xltools.core.prose.formulas.formula import Formula
from xltools.core.prose.formulas.regroup import Regrouped
from xltools.core.prose.formulas.steps import Step
from xltools.core.prose.found import Found

#: Powers of ten beyond which a value is no amount.
_LARGE = 20
_LEVELS: Mapping[Agreement, Level] = {"末位": "提示", "进位": "核实", "反号": "核实"}


def wrong_result(formula: Formula, step: Step, result: Operand, reading: Reading, how: Agreement) -> Found:
    """The result is another number."""
    last_place = how in ("末位", "进位")
    shown = _rounded(reading.value, result) if last_place else _shown(reading.value, result)
    what = "末位取舍不准，四舍五入应为" if last_place else "按字面算得"
    words = formula.words(step.start, step.end)
    return Found(
        formula.spot(result.first, result.last),
        name=f"算式“{words}”{what}{shown}，报告写作{formula.said(result)}",
        left=reading.wanted,
        right=reading.value,
        difference=reading.wanted - reading.value,
        tolerance=reading.half,
        level=_LEVELS.get(how),
    )


def missing_brackets(
    formula: Formula, step: Step, result: Operand, value: Decimal | None, reading: Regrouped
) -> Found:
    """With brackets the formula comes to its result; ``value`` is None where without them it has none."""
    start, end = reading.sums[0][0], reading.sums[-1][1]
    repair, done = "", start
    for first, last in reading.sums:
        repair += f"{formula.words(done, first)}（{formula.words(first, last)}）"
        done = last
    literal = "除数为0，算不出结果" if value is None else f"按字面算得{_shown(value, result)}"
    said, words = formula.said(result), formula.words(step.start, step.end)
    return Found(
        formula.spot(start, end, repair),
        name=f"算式“{words}”{literal}，报告写作{said}；缺括号，改为“{repair}”才得{said}"
        + short_of_terms(formula, step),
        left=result.value,
        right=value,
        difference=None if value is None else result.value - value,
    )


def division_by_zero(formula: Formula, divisor: Node) -> Found:
    """The formula has no value."""
    return Found(
        formula.spot(divisor.start, divisor.end),
        name=f"算式的除数“{formula.words(divisor.start, divisor.end)}”为0，算不出结果",
        fix="核对除数；确实为0的，写明“不适用”，不写百分比",
    )


def missing_percent_sign(formula: Formula, result: Operand, value: Decimal) -> Found:
    """33.61 for 33.61%."""
    said = formula.said(result)
    return Found(
        formula.result_spot(result, f"{said}%"),
        name=f"算式算得{_shown(value, result, percent=True)}，报告写作{said}，少写百分号",
        left=result.value,
        right=value,
        fix=f"改为“{said}%”",
    )


def no_percent(formula: Formula, result: Operand) -> Found:
    """1 for 100%, after ×100%."""
    said = formula.said(result)
    percent = f"{(result.number * 100).normalize():f}%"
    return Found(
        formula.result_spot(result, percent),
        name=f"算式以“×100%”计算，结果应写作{percent}，报告写作{said}",
        left=said,
        right=percent,
        fix=f"改为“{percent}”",
    )


def missing_terms(formula: Formula, step: Step, short: str) -> Found:
    """Fewer numbers than the formula in words has terms."""
    words = formula.words(step.start, step.end)
    return Found(
        formula.spot(step.start, step.end),
        name=f"算式“{words}”代入的数比文字公式少{short}",
        fix="补上漏代入的项；该项为0的，写出0",
        level="提示",
    )


def short_of_terms(formula: Formula, step: Step) -> str:
    """How many terms the formula in words has and how many numbers stand for them, if they are fewer."""
    words = formula.worded(step)
    count = len(step.put_in) - words.constants if words else 0
    return (
        f"（文字公式有{len(words.terms)}项，只代入{count}个数）" if words and count < len(words.terms) else ""
    )


def _shown(value: Decimal, result: Operand, *, percent: bool = False) -> str:
    """The value to the places of the result, or up to two more where it has them."""
    as_percent = percent or (result.unit == "%" and abs(value) < 100)
    return f"{_plain(value * 100 if as_percent else value, result.places + 2)}" + ("%" if as_percent else "")


def _rounded(value: Decimal, result: Operand) -> str:
    shown = round(value * 100 if result.unit == "%" else value, result.places)
    return f"{shown:f}" + ("%" if result.unit == "%" else "")


def _plain(value: Decimal, places: int) -> str:
    if value.adjusted() > _LARGE:
        return f"{value:.3E}"
    rounded = round(value, places)
    return (
        f"{rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize():f}"
    )
