"""Each way of scoring as formula data, against a calculation of its own (SPEC §1.5, R011-R014); grades."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.altered import standard
from tests.form.books import CLEAN
from tests.samples.scored import sample, scores_of, the, typed
from xltools.core.model import Workbook
from xltools.core.scores.score import Score
from xltools.core.standard import Standard

#: The indicator whose formulas the tests replace, and the field that its actual value is typed into.
NAME, FIELD = "重点工作完成率", "会议费_决算"

#: A double's noise besides half a hundredth, which rounding may move.
ROUNDED = Decimal("0.005") + Decimal("1e-9")

Oracle = Callable[[Decimal, Decimal, Decimal], Decimal]


def forward(actual: Decimal, target: Decimal, points: Decimal) -> Decimal:
    """As much of the points as of the target."""
    return points if actual >= target else actual / target * points


def reverse(actual: Decimal, target: Decimal, points: Decimal) -> Decimal:
    """All up to the target, nothing from twice the target on, evenly in between."""
    if actual <= target:
        return points
    return Decimal(0) if actual >= 2 * target else (2 * target - actual) / target * points


def equal(actual: Decimal, target: Decimal, points: Decimal) -> Decimal:
    """A target of 0 must be kept; any other is reached by degrees."""
    if target == 0:
        return points if actual <= 0 else Decimal(0)
    return forward(actual, target, points)


def deducted(actual: Decimal, target: Decimal, points: Decimal) -> Decimal:
    """Half a point for each case, never below nothing."""
    lost = actual / 2
    return Decimal(0) if lost > points else points - lost


def in_time(actual: Decimal, target: Decimal, points: Decimal) -> Decimal:
    """A fifth of a point for each day after the last one."""
    late = actual - target if actual > target else Decimal(0)
    return max(points - late / 5, Decimal(0))


REVERSE = (
    '=IF(COUNT([@实际值])=0,"",IF([@实际值]<=[@目标值],[@分值],IF([@实际值]<2*[@目标值],'
    "ROUND((1-([@实际值]-[@目标值])/[@目标值])*[@分值],2),0)))"
)
EQUAL = (
    '=IF(COUNT([@实际值])=0,"",IF([@目标值]=0,IF([@实际值]<=0,[@分值],0),'
    "ROUND(MIN(1,[@实际值]/[@目标值])*[@分值],2)))"
)
SHAPES: dict[str, tuple[str, Oracle]] = {
    "正向": ('=IF(COUNT([@实际值])=0,"",ROUND(MIN(1,[@实际值]/[@目标值])*[@分值],2))', forward),
    "反向": (REVERSE, reverse),
    "等于": (EQUAL, equal),
    "扣分": ('=IF(COUNT([@实际值])=0,"",MAX(0,[@分值]-[@实际值]*0.5))', deducted),
    "时限": ('=IF(COUNT([@实际值])=0,"",ROUND(MAX(0,[@分值]-MAX(0,[@实际值]-[@目标值])*0.2),2))', in_time),
}
SYMBOLS = {"正向": "≥", "反向": "≤", "等于": "=", "扣分": "", "时限": "≤"}

amounts = st.decimals(0, 400, places=2)
points = st.decimals("0.5", 20, places=1)


@lru_cache(maxsize=1)
def bare() -> Standard:
    """The standard without its rules: only scores are asked."""
    return replace(standard(), rules=())


def scoring(formula: str, symbol: str, target: Decimal, full: Decimal) -> Standard:
    """The standard with one indicator that is scored this way."""
    chosen = bare()
    indicators = tuple(
        replace(
            each,
            points=full,
            actual_formula=f"={FIELD}",
            reference_formula=formula,
            texts={**each.texts, "目标值": target, "目标符号": symbol, "分值": full},
        )
        if each.name == NAME
        else each
        for each in chosen.indicators
    )
    return replace(chosen, indicators=indicators)


def scored(formula: str, symbol: str, actual: Decimal | None, target: Decimal, full: Decimal) -> Score:
    """What the clean sample's indicator gets; its own cells still hold the old points and target."""
    value = None if actual is None else float(actual)
    chosen = scoring(formula, symbol, target, full)
    return the(scores_of(typed(sample(CLEAN), {FIELD: value}, chosen), chosen), NAME)


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=15, deadline=None)
@given(actual=amounts, target=st.decimals(1, 200, places=1), full=points)
def test_each_shape_is_what_it_says(shape: str, actual: Decimal, target: Decimal, full: Decimal) -> None:
    """For any actual value, target and points the reference is the oracle's, rounded to hundredths."""
    formula, oracle = SHAPES[shape]
    score = scored(formula, SYMBOLS[shape], actual, target, full)
    assert score.reference is not None
    assert (score.actual, score.target, score.points) == (actual, target, full)
    assert abs(score.reference - oracle(actual, target, full)) <= ROUNDED
    assert 0 <= score.reference <= full


@settings(max_examples=15, deadline=None)
@given(actual=st.decimals(-50, 50, places=2), full=points)
def test_a_target_of_nothing_is_kept_or_not(actual: Decimal, full: Decimal) -> None:
    """The equal kind with target 0 (R013): all points at 0 or below, none above; nothing is divided by 0."""
    formula, oracle = SHAPES["等于"]
    assert scored(formula, "=", actual, Decimal(0), full).reference == oracle(actual, Decimal(0), full)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_blank_is_no_score_in_any_shape(shape: str) -> None:
    """Not 0 and not full marks."""
    score = scored(SHAPES[shape][0], SYMBOLS[shape], None, Decimal(10), Decimal(4))
    assert (score.reference, score.state) == (None, "没有算出")
    assert "会议费（决算）" in score.why


@settings(max_examples=20, deadline=None)
@given(actual=amounts, target=st.decimals(1, 200, places=1), full=points, own=st.decimals(0, 20, places=2))
def test_the_words_say_the_numbers(actual: Decimal, target: Decimal, full: Decimal, own: Decimal) -> None:
    """Actual value, target, reference, own score and difference all stand in the reason."""
    chosen = scoring(SHAPES["反向"][0], "≤", target, full)
    book = typed(sample(CLEAN), {FIELD: float(actual), f"{NAME}_自评得分": float(own)}, chosen)
    score = the(scores_of(book, chosen), NAME)
    assert score.reference is not None
    assert score.difference == own - score.reference
    numbers = [actual, target, score.reference, own]
    if score.state == "不同":
        numbers.append(abs(score.difference))
        assert ("多" if score.difference > 0 else "少") in score.why
    assert all(f"{number.normalize():,f}" in score.why for number in numbers)


# --- grades ---


def totalled(total: Decimal) -> Workbook:
    """The clean sample, its own scores adding up to ``total``: one holds all, the others nothing."""
    first, *others = standard().indicators
    zeros = {f"{each.name}_自评得分": 0 for each in others}
    return typed(sample(CLEAN), {**zeros, f"{first.name}_自评得分": float(total)})


def banded(bounds: Sequence[Decimal]) -> Standard:
    """The standard with other lower bounds of its grades."""
    parameters = tuple(
        replace(each, values=tuple(bounds)) if each.name == "等级下限" else each for each in bare().parameters
    )
    return replace(bare(), parameters=parameters)


def grade(total: Decimal, bounds: Sequence[Decimal]) -> str:
    """The grade of a total of own scores."""
    (own, *_) = scores_of(totalled(total), banded(bounds)).totals
    assert own.total == total
    return own.grade


DEFAULT = tuple(map(Decimal, (0, 60, 80, 90)))


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("0", "差"),
        ("59.99", "差"),
        ("60", "中"),
        ("79.99", "中"),
        ("80", "良"),
        ("89.99", "良"),
        ("90", "优"),
        ("100", "优"),
    ],
)
def test_every_total_has_one_grade(total: str, expected: str) -> None:
    """Exactly 90 is 优, a hundredth less is 良."""
    assert grade(Decimal(total), DEFAULT) == expected


@settings(max_examples=20, deadline=None)
@given(
    bounds=st.lists(st.decimals(1, 99, places=2), min_size=3, max_size=3, unique=True).map(sorted),
    step=st.sampled_from([Decimal("-0.01"), Decimal(0), Decimal("0.01")]),
    which=st.integers(0, 2),
)
def test_grade_bands_are_data(bounds: list[Decimal], step: Decimal, which: int) -> None:
    """With any bounds the grade is that of the last one reached, at each and a hundredth beside it."""
    total = bounds[which] + step
    assume(total > 0)
    names = ("差", "中", "良", "优")
    reached = sum(total >= bound for bound in bounds)
    assert grade(total, (Decimal(0), *bounds)) == names[reached]


def test_the_grade_by_reference_is_asked_of_its_own_total() -> None:
    """Own scores that are 良 and a reference that is 优 each have their grade, exactly 90 among them."""
    lowered = {"重点工作完成率_自评得分": 0, "绩效目标完成率_自评得分": 0, "预算编制合理性_自评得分": 0}
    own, reference, *_ = scores_of(typed(sample(CLEAN), lowered)).totals
    assert (own.total, own.grade) == (Decimal("86.36"), "良")
    assert (reference.total, reference.grade) == (Decimal("94.36"), "优")
    exact = {**lowered, "预算编制合理性_自评得分": 0.64}
    own, reference, *_ = scores_of(typed(sample(CLEAN), {**exact, "重点工作完成率_自评得分": 3})).totals
    assert (own.total, own.grade) == (Decimal(90), "优")
    assert (reference.total, reference.grade) == (Decimal(95), "优")
