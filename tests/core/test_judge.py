"""One rule, two sides, a tolerance and a way to treat what is missing: holds, 不通过, 未判 or 规则异常."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltools.core.check import verdict
from xltools.core.model import ErrorValue, Finding, Value
from xltools.core.refs import Place

from .forms import check, findings, tiny, workbook

#: What each comparison means, told in whole thousandths: left, right, tolerance.
MEANING: dict[str, Callable[[int, int, int], bool]] = {
    "=": lambda left, right, tolerance: abs(left - right) <= tolerance,
    "<>": lambda left, right, tolerance: abs(left - right) > tolerance,
    "<=": lambda left, right, tolerance: left <= right + tolerance,
    ">=": lambda left, right, tolerance: left >= right - tolerance,
    "<": lambda left, right, tolerance: left < right - tolerance,
    ">": lambda left, right, tolerance: left > right + tolerance,
    "绝对值<=": lambda left, right, tolerance: -right - tolerance <= left <= right + tolerance,
}
RULES = {
    (compare, tolerance): tiny({"比较": compare, "绝对容差": tolerance / 1000 if tolerance else None})
    for compare in MEANING
    for tolerance in (0, 5, 10)
}


def found(compare: str, left: Value, right: Value, tolerance: int = 0) -> Finding | None:
    """The finding about 甲 and 乙, if there is one."""
    got = findings(RULES[compare, tolerance], {"甲": left, "乙": right})
    assert len(got) <= 1
    return got[0] if got else None


thousandths = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("compare", MEANING)
@given(
    right=thousandths,
    apart=st.one_of(st.integers(-21, 21), thousandths),
    tolerance=st.sampled_from([0, 5, 10]),
)
@example(right=100_000, apart=10, tolerance=10)
@example(right=100_000, apart=11, tolerance=10)
@example(right=100_000, apart=-10, tolerance=10)
@example(right=0, apart=0, tolerance=0)
def test_a_comparison_means_what_it_says(compare: str, right: int, apart: int, tolerance: int) -> None:
    """Every comparison holds exactly where whole numbers say so, however floats fall at the edge."""
    left = right + apart
    got = found(compare, left / 1000, right / 1000, tolerance)
    if MEANING[compare](left, right, tolerance):
        assert got is None
    else:
        assert got is not None
        assert got.outcome == "不通过"
        assert (got.left, got.right) == (Decimal(left) / 1000, Decimal(right) / 1000)
        size = abs(left) - right if compare == "绝对值<=" else left - right
        assert got.difference == (None if compare == "<>" else Decimal(size) / 1000)
        assert compare != "<>" or got.tolerance is None


@pytest.mark.parametrize(
    ("compare", "left", "holds"),
    [
        ("=", 100.01, True),
        ("=", 100.02, False),
        ("=", 99.99, True),
        ("=", 99.98, False),
        ("<=", 100.01, True),
        ("<=", 100.02, False),
        (">=", 99.99, True),
        (">=", 99.98, False),
        ("<", 99.99, False),
        ("<", 99.98, True),
        (">", 100.01, False),
        (">", 100.02, True),
        ("<>", 100.01, False),
        ("<>", 100.02, True),
        ("绝对值<=", -100.01, True),
        ("绝对值<=", -100.02, False),
    ],
)
def test_the_tolerance_ends_at_the_fen(compare: str, left: float, holds: bool) -> None:  # noqa: FBT001
    """Against 100.00 with 0.01 allowed: a difference of one fen counts as equal, of two does not."""
    assert (found(compare, left, 100, 10) is None) is holds


def test_a_relative_tolerance_follows_the_right_side() -> None:
    """One per cent of 20000 is 200; the wider of the two tolerances counts, and the finding says it."""
    standard = tiny({"绝对容差": 50, "相对容差": 0.01})
    assert findings(standard, {"甲": 20200, "乙": 20000}) == ()
    (over,) = findings(standard, {"甲": 20200.01, "乙": 20000})
    assert over.tolerance == 200
    assert findings(standard, {"甲": 150, "乙": 100}) == ()
    (over,) = findings(standard, {"甲": 150.01, "乙": 100})
    assert over.tolerance == 50
    assert findings(tiny({"相对容差": 0.01}), {"甲": -101, "乙": -100}) == ()
    (over,) = findings(tiny({"相对容差": 0.01}), {"甲": -101.01, "乙": -100})
    assert over.tolerance == 1


def test_texts_are_compared_as_texts() -> None:
    """Equal texts are equal; texts have no order, so that such a rule is not judged."""
    names = {"左式": "=单位名称", "右式": "=预算编码"}
    assert findings(tiny(names), {"单位名称": "甲局", "预算编码": "甲局"}) == ()
    (other,) = findings(tiny(names), {"单位名称": "甲局", "预算编码": "乙局"})
    assert (other.outcome, other.left, other.right, other.difference) == ("不通过", "甲局", "乙局", None)
    (ordered,) = findings(tiny({**names, "比较": "<="}), {"单位名称": "甲局", "预算编码": "乙局"})
    assert ordered.outcome == "未判"


@pytest.mark.parametrize(
    ("compare", "left", "right", "holds"),
    [
        ("同填", None, None, True),
        ("同填", 5, 3, True),
        ("同填", 5, None, False),
        ("同填", None, 3, False),
        ("同填", 5, 0, False),
        ("同填", 0, None, True),
        ("互斥", None, None, True),
        ("互斥", 5, None, True),
        ("互斥", None, 3, True),
        ("互斥", 0, 3, True),
        ("互斥", 5, 3, False),
    ],
)
def test_filled_together_or_never_together(compare: str, left: Value, right: Value, holds: bool) -> None:  # noqa: FBT001
    """同填 wants both or neither, 互斥 at most one; 0 is not filled."""
    got = findings(tiny({"比较": compare, "缺失值策略": "按0"}), {"甲": left, "乙": right})
    assert (got == ()) is holds


@pytest.mark.parametrize(
    ("strategy", "left", "right", "outcome"),
    [
        ("任一缺未判", None, 5, "未判"),
        ("任一缺未判", 5, None, "未判"),
        ("任一缺未判", None, None, "未判"),
        ("任一缺未判", 0, 0, None),
        ("任一缺未判", 0, 5, "不通过"),
        ("全缺未判", None, 5, "未判"),
        ("全缺未判", 0, 5, "不通过"),
        ("按0", None, 5, "不通过"),
        ("按0", None, 0, None),
        ("按0", None, None, None),
        ("缺即错", None, 5, "不通过"),
        ("缺即错", 5, None, "不通过"),
        ("缺即错", None, 0, "不通过"),
        ("缺即错", None, None, "不通过"),
        ("缺即错", 0, 0, None),
    ],
)
def test_a_blank_is_no_zero(strategy: str, left: Value, right: Value, outcome: str | None) -> None:
    """Only 按0 takes a blank for 0; 缺即错 takes it for a fault; otherwise nothing is judged by it."""
    got = findings(tiny({"缺失值策略": strategy}), {"甲": left, "乙": right})
    assert [finding.outcome for finding in got] == ([] if outcome is None else [outcome])


@pytest.mark.parametrize("strategy", ["任一缺未判", "全缺未判", "按0", "缺即错"])
@pytest.mark.parametrize("compare", [*MEANING, "同填", "互斥"])
@pytest.mark.parametrize(
    ("left", "right"), [(None, 5), (5, None), (None, None), (None, 0), (0, 0), (5, 5), (5, 3)]
)
def test_every_strategy_with_every_comparison(
    compare: str, strategy: str, left: int | None, right: int | None
) -> None:
    """What is missing is treated by the strategy alone; what is there is compared, a blank as 0 under 按0."""
    numbers = left or 0, right or 0
    if compare == "同填":
        holds = bool(numbers[0]) == bool(numbers[1])
    elif compare == "互斥":
        holds = not all(numbers)
    else:
        holds = MEANING[compare](numbers[0] * 1000, numbers[1] * 1000, 0)
    expected = None if holds else "不通过"
    if None in (left, right) and strategy != "按0":
        expected = "不通过" if strategy == "缺即错" else "未判"
    got = findings(tiny({"比较": compare, "缺失值策略": strategy}), {"甲": left, "乙": right})
    assert [finding.outcome for finding in got] == ([] if expected is None else [expected])


@pytest.mark.parametrize(("truth", "outcome"), [(True, None), (False, "不通过")])
@pytest.mark.parametrize("strategy", ["任一缺未判", "全缺未判", "按0", "缺即错"])
def test_every_strategy_with_a_plain_condition(strategy: str, truth: bool, outcome: str | None) -> None:  # noqa: FBT001
    """比较=真 over a blank cell: judged under 按0, else as the strategy says, whatever the formula gives."""
    standard = tiny({"左式": None, "比较": "真", "右式": "=甲>乙", "缺失值策略": strategy})
    blank = {"任一缺未判": "未判", "缺即错": "不通过", "全缺未判": outcome, "按0": outcome}[strategy]
    got = check(standard, workbook(standard, {"甲": 1}), {"=表!D5>表!D6": truth})[1]
    assert [finding.outcome for finding in got] == ([] if blank is None else [blank])
    whole = check(standard, workbook(standard, {"甲": 1, "乙": 2}), {"=表!D5>表!D6": truth})[1]
    assert [finding.outcome for finding in whole] == ([] if outcome is None else [outcome])


def test_one_of_many_may_be_blank_where_all_must_be() -> None:
    """全缺未判 judges a sum with some of its parts, and does not where all of one side are blank."""
    standard = tiny({"左式": "=甲", "右式": "=SUM(乙,丙)", "缺失值策略": "全缺未判"})
    question = "=SUM(表!D6,表!D7)"
    some = workbook(standard, {"甲": 7, "乙": 5})
    assert check(standard, some, {question: 7})[1] == ()
    (wrong,) = check(standard, some, {question: 5})[1]
    assert (wrong.outcome, wrong.left, wrong.right) == ("不通过", 7, 5)
    (none,) = check(standard, workbook(standard, {"甲": 7}), {question: 0})[1]
    assert none.outcome == "未判"
    assert "乙" in none.message
    assert "丙" in none.message


def test_what_keeps_a_rule_from_being_judged_is_named() -> None:
    """An unjudged rule says what is missing and points at the blank cell, and does not count as a pass."""
    (got,) = findings(tiny({}), {"甲": 5})
    assert got.message == "测试规则:缺少乙"
    assert got.places == (Place("表", 6, 4),)
    assert got.field == "乙"
    assert verdict([got]) == "需核实"


@pytest.mark.parametrize("strategy", ["任一缺未判", "全缺未判", "按0", "缺即错"])
@pytest.mark.parametrize("text", ["2000万", "1,00", "五", "约１２"])
def test_a_text_is_never_counted(strategy: str, text: str) -> None:
    """A text that means no amount is neither 0 nor a number: nothing is judged by it, 类型 names the cell."""
    typed = {"编号": "R045", "比较": "类型", "左式": None, "右式": None, "提示语": "{名}{左}"}
    got = {
        finding.rule: finding
        for finding in findings(tiny({"缺失值策略": strategy}, typed), {"甲": text, "乙": 5})
    }
    assert got["R001"].outcome == "未判"
    assert got["R001"].message == "测试规则:甲不能识别（由 R045 表!D5 引起，改正后再判）"
    assert got["R001"].cause == "R045 表!D5"
    assert got["R045"].outcome == "不通过"
    assert got["R045"].places == (Place("表", 5, 4),)
    assert got["R045"].left == text


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("#NAME?", "规则异常"),
        ("#SYNTAX!", "规则异常"),
        ("#REF!", "规则异常"),
        ("#DIV/0!", "未判"),
        ("#VALUE!", "未判"),
    ],
)
@pytest.mark.parametrize("part", ["前提条件", "左式", "右式"])
def test_an_error_is_never_a_pass(code: str, outcome: str, part: str) -> None:
    """An error in any part of a rule is the rule's own fault or the data's, by its code, and no pass."""
    standard = tiny({"前提条件": "=甲=1", part: "=1/甲"})
    book = workbook(standard, {"甲": 1, "乙": 1})
    answers: dict[str, Value] = {"=表!D5=1": True, "=1/表!D5": ErrorValue(code)}
    (got,) = check(standard, book, answers)[1]
    assert got.outcome == outcome
    assert code in got.message
    assert verdict([got]) == "需核实"


@pytest.mark.parametrize(("precondition", "asked"), [(True, True), (1, True), (False, False), (0, False)])
def test_a_rule_is_asked_where_its_precondition_holds(precondition: Value, asked: bool) -> None:  # noqa: FBT001
    """A rule whose precondition is false says nothing, even where data is missing."""
    standard = tiny({"前提条件": "=丙>0"})
    got = check(standard, workbook(standard, {"甲": 1}), {"=表!D7>0": precondition})[1]
    assert [finding.outcome for finding in got] == (["未判"] if asked else [])


def test_a_rule_applies_to_some_units_only() -> None:
    """适用单位 is one more precondition: both must hold."""
    standard = tiny({"适用单位": '=单位名称="甲局"', "前提条件": "=丙>0"})
    book = workbook(standard, {"甲": 1, "乙": 2})
    unit, more = '=AND(封面!C3="甲局")', "=AND(表!D7>0)"
    for one, other, asked in ((True, True, True), (True, False, False), (False, True, False)):
        assert len(check(standard, book, {unit: one, more: other})[1]) == asked


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(True, None), (False, "不通过"), (0, "不通过"), ("", "不通过"), ("TRUE", "不通过")],
)
def test_truth_is_only_true(answer: Value, outcome: str | None) -> None:
    """比较=真 holds for TRUE alone; the finding shows what stands in the marked cell."""
    standard = tiny({"左式": None, "比较": "真", "右式": "=甲>0", "标注单元格": "乙"})
    got = check(standard, workbook(standard, {"甲": 1, "乙": 2}), {"=表!D5>0": answer})[1]
    assert [finding.outcome for finding in got] == ([] if outcome is None else [outcome])
    if got:
        assert (got[0].field, got[0].places[0], got[0].left) == ("乙", Place("表", 6, 4), "2")


def test_a_rule_on_trial_only_warns() -> None:
    """试行 makes any finding of the rule a 提示: it fails nobody."""
    (failed,) = findings(tiny({"试行": "是"}), {"甲": 1, "乙": 2})
    assert (failed.level, failed.outcome) == ("提示", "不通过")
    assert verdict([failed]) == "通过"
    (unjudged,) = findings(tiny({"试行": "是"}), {"甲": 1})
    assert unjudged.level == "提示"


@pytest.mark.parametrize(
    ("first", "last", "year", "asked"),
    [
        (None, None, 2022, True),
        (2022, None, 2022, True),
        (2023, None, 2022, False),
        (None, 2022, 2022, True),
        (None, 2021, 2022, False),
        (2020, 2024, 2022, True),
        (2023, 2024, None, True),
    ],
)
def test_a_rule_is_in_force_in_its_years(first, last, year, asked) -> None:
    """Years are inclusive; a workbook without a year is asked everything."""
    got = findings(tiny({"年度起": first, "年度止": last}), {"甲": 1, "乙": 2, "评价年度": year})
    assert bool(got) is asked


def test_a_rule_over_items_is_asked_of_each() -> None:
    """{项} in a loop: each item has its own finding, with its own cells and words."""
    rule = {
        "循环范围": "逐项:预算、决算",
        "左式": "=支出_{项}",
        "右式": "=乙",
        "标注单元格": "支出_{项}",
        "提示语": "{项}:{左}不等于{右}",
    }
    got = findings(tiny(rule), {"支出_预算": 1, "支出_决算": 3, "乙": 2})
    assert [finding.message for finding in got] == ["预算:1不等于2", "决算:3不等于2"]
    assert [finding.places for finding in got] == [
        (Place("表", 8, 4), Place("表", 6, 4)),
        (Place("表", 8, 5), Place("表", 6, 4)),
    ]
    (one,) = findings(tiny(rule), {"支出_预算": 2, "支出_决算": 3, "乙": 2})
    assert one.field == "支出_决算"


ROWS = {"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "标注单元格": "[@数]", "提示语": "{行}:{左}"}


def test_a_rule_over_rows_is_asked_of_each_filled_row() -> None:
    """Rows nobody filled are not asked; a gap between rows does not stop the asking."""
    got = findings(
        tiny(ROWS), {"乙": 2}, {"名称": "一", "数": 1}, {}, {"名称": "三", "数": 2}, {"名称": "四", "数": 5}
    )
    assert [finding.places[0] for finding in got] == [Place("明细", 4, 2), Place("明细", 7, 2)]
    assert [finding.left for finding in got] == [1, 5]


def test_the_same_lack_in_many_rows_is_one_finding() -> None:
    """Unjudged rows of one rule are gathered: one message, every cell."""
    (got,) = findings(tiny(ROWS), {"乙": 2}, {"名称": "一"}, {"名称": "二"}, {"名称": "三"})
    assert got.outcome == "未判"
    assert got.message.endswith("（另有2处相同）")
    assert got.places == tuple(Place("明细", row, 2) for row in (4, 5, 6))


def test_a_whole_column_with_a_text_in_it_is_not_judged() -> None:
    """A sum over a column holding a text would silently leave it out: not judged instead."""
    standard = tiny({"左式": "=SUM(明细表_数)", "右式": "=乙"})
    book = workbook(standard, {"乙": 2}, {"名称": "一", "数": 2}, {"名称": "二", "数": "三元"})
    (got,) = check(standard, book, {"=SUM(明细!$B$4:$B$7)": 2})[1]
    assert (got.outcome, got.places) == ("未判", (Place("明细", 5, 2),))


def test_a_parameter_is_the_authoritys_own_value() -> None:
    """Thresholds come from the standard, not from the unit's copy of the form: number, text, list, date."""
    parameters = (
        {"名称": "线", "值": 90, "类型": "比率"},
        {"名称": "名单", "值": "优、良", "类型": "文本"},
        {"名称": "假日", "值": "2023-01-01、2023-05-01", "类型": "日期"},
        {"名称": "引", "值": '他说"好"', "类型": "文本"},
    )
    standard = tiny({"左式": "=甲", "右式": "=LOOKUP(线,名单,假日)&引"}, parameters=parameters)
    question = '=LOOKUP(90,{"优","良"},{44927,45047})&"他说""好"""'
    assert check(standard, workbook(standard, {"甲": 1}), {question: 1})[1] == ()


def test_words_have_the_values_at_failure() -> None:
    """{左} {右} {差} are grouped by thousands; a blank side is 空白 and its difference too."""
    rule = {"提示语": "左{左}右{右}差{差}名{名}", "缺失值策略": "按0", "改正指引": "改", "依据": "据"}
    (got,) = findings(tiny(rule), {"甲": 1234567.5, "乙": 1000})
    assert got.message == "左1,234,567.5右1,000差1,233,567.5名测试规则"
    assert (got.fix, got.basis) == ("改", "据")
    (got,) = findings(tiny(rule), {"甲": 1000, "乙": 1234567.5})
    assert got.message == "左1,000右1,234,567.5差1,233,567.5名测试规则"
    assert got.difference == Decimal("-1233567.5")
    (got,) = findings(tiny(rule), {"甲": 5})
    assert got.message == "左5右空白差空白名测试规则"
    assert (got.left, got.right, got.difference) == (5, None, None)


def test_dates_are_shown_as_dates() -> None:
    """A side compared with a date cell reads 2023-04-25, not 45041."""
    standard = tiny({"左式": "=填报日期", "比较": "<=", "右式": "=甲+1"})
    book = workbook(standard, {"填报日期": 45041, "甲": 45035})
    (got,) = check(standard, book, {"=表!D5+1": 45036})[1]
    assert (got.left, got.right, got.difference) == ("2023-04-25", "2023-04-20", None)
