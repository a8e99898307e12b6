"""The headline figures: each is the sum of what stands below it, whatever the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consolidate.extracted import consolidate
from tests.consolidate.made_rounds import files_of, roster_of, round_of
from xltools.core.consolidation.headlines import Headlines, grade_names, headline_names, headlines
from xltools.core.consolidation.lost_points import branches, indicator_rates
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.summary import Member, Node, Summary
from xltools.core.consolidation.whole_rates import whole_rates
from xltools.core.model import Checked, Finding
from xltools.core.standard import Parameter, Standard
from xltools.engines.formualizer import Formualizer
from xltools.engines.rates import headline_rates

Make = Callable[..., Checked]

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def by_name(heads: Headlines) -> dict[str, tuple[Decimal | None, int]]:
    """The headline figures by cell name: value and number of units."""
    return {each.name: (each.value, each.units) for each in heads.figures}


def test_a_round_by_hand(standard: Standard, make: Make, roster: Roster) -> None:
    """Four expected, three in, one of those of another year: every count and figure as on paper."""
    error = Finding("R012", "错误", "不通过", "不等")
    laid = Finding("R012", "错误", "不通过", "不等", cause="R086 自评表!F5")
    first, second = standard.indicators[:2]
    files = [
        make(
            "906001",
            name="湛江市某局(本级)",
            scores={first.name: first.points, second.name: second.points},
            findings=(error, error, laid, Finding("R020", "核实", "未判", "缺数")),
            支出合计_决算=Decimal("100.10"),
            财政下达预算数=Decimal(200),
            评价等级="优",
        ),
        make(
            "906002",
            name="湛江市某中心",
            scores={first.name: Decimal(1)},
            findings=(error,),
            支出合计_决算=Decimal("0.05"),
            评价等级="劣",
        ),
        make("017", name="湛江市另一单位", year=2021),
    ]
    heads = headlines(consolidate(standard, files, roster), {"支出完成率": Decimal("50.05")})
    assert (heads.expected, heads.received, heads.missing, heads.counted) == (4, 2, 2, 2)
    assert (heads.states["已报"], heads.states["未报"], heads.states["年度不符"]) == (2, 2, 1)
    assert heads.verdicts == {"通过": 3, "需核实": 0, "不通过": 0, "无法读取": 0}
    assert heads.crossed["错误", "不通过"] == 4 + sum(
        1 for each in consolidate(standard, files, roster).issues.told if each.finding.level == "错误"
    )
    assert by_name(heads)["支出合计_决算"] == (Decimal("100.15"), 2)
    assert by_name(heads)["支出完成率"] == (Decimal("50.05"), 1)
    assert by_name(heads)["项目支出_决算"] == (None, 0)
    assert heads.grades == {"优": 1, "良": 0, "中": 0, "差": 0, "劣": 1}
    assert heads.scores is not None
    points = first.points + second.points
    assert (heads.scores.lowest, heads.scores.highest) == (1, points)
    assert heads.scores.middle == (points + 1) / 2
    rule = next(each for each in heads.rules if each.number == "R012")
    assert (rule.units, rule.findings) == (2, 3)
    worst = heads.weakest[0]
    assert (worst.indicator, worst.units, worst.losing, worst.lost) == (first, 2, 1, first.points - 1)
    assert worst.rate == (first.points + 1) / (2 * first.points) * 100


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_every_headline_is_the_sum_of_its_units(
    standard: Standard, make: Make, seed: int, data: st.DataObject
) -> None:
    """Totals, grades, scores, lost points and counts of findings, in any order of the files."""
    roster = roster_of(2, 4)
    files = files_of(standard, make, roster, Random(seed))  # noqa: S311
    summary = consolidate(standard, files, roster)
    heads = headlines(summary)
    for figure in heads.figures:
        values = [each.figures[figure.name].value for each in summary.members if figure.name in each.figures]
        if not figure.rate:
            assert figure.units == len(values)
            assert figure.value == (sum(values) if values else None)
    scores = [each.score for each in summary.members if each.score]
    assert sum(heads.grades.values()) == len(scores)
    totals = [score.total for score in scores if score.total is not None]
    assert (heads.scores.middle if heads.scores else None) == (median(totals) if totals else None)
    for rate in heads.indicators:
        given_ = [
            score.by_indicator[rate.indicator.name].value
            for score in scores
            if rate.indicator.name in score.by_indicator
        ]
        assert (rate.units, rate.scored) == (len(given_), sum(given_))
        assert rate.lost == sum(rate.indicator.points - value for value in given_)
        assert rate.full + rate.losing == rate.units
        assert rate.units + rate.unscored == len(scores)
    assert sum(heads.findings.values()) == sum(heads.crossed.values()) == len(summary.issues)
    assert sum(heads.verdicts.values()) == len(files)
    assert heads.counted == sum(each.file is not None for each in summary.members)
    assert headlines(consolidate(standard, data.draw(st.permutations(files)), roster)) == heads


def below(summary: Summary, node: Node) -> Sequence[Member]:
    """The units of a node, itself included."""
    return summary.members[node.first : node.last + 1]


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_departments_lose_what_everyone_loses(standard: Standard, make: Make, seed: int) -> None:
    """The points lost in the departments and by units in none are those lost in all."""
    summary = round_of(standard, make, seed=seed)
    nodes = branches(summary)
    assert [node.unit.name for node in nodes if node.unit] == ["示例0局", "示例1局", "示例2局"]
    inside = {id(member) for node in nodes for member in below(summary, node)}
    outside = [member for member in summary.members if id(member) not in inside]
    parts = [*(list(below(summary, node)) for node in nodes), outside]
    rates = [indicator_rates(standard, part) for part in parts]
    for number, whole in enumerate(indicator_rates(standard, summary.members)):
        assert whole.lost == sum(each[number].lost for each in rates)
        assert whole.units == sum(each[number].units for each in rates)


def spent(make: Make, code: str, budget: int | None, spending: int | None) -> Checked:
    """A unit with a budget and what it spent."""
    values = {"财政下达预算数": budget, "支出合计_决算": spending}
    return make(code, **{name: Decimal(value) for name, value in values.items() if value is not None})


def test_rates_are_of_sums_over_the_same_units(standard: Standard, make: Make) -> None:
    """90 of 200, not the mean of 50 and 40, and without the unit that has no budget."""
    files = [spent(make, "1", 100, 50), spent(make, "2", 100, 40), spent(make, "3", None, 1000)]
    summary = consolidate(standard, files, None)
    rates = headline_rates(summary, Formualizer())
    assert rates["支出完成率"] == 45
    assert rates["采购执行率"] is None
    assert by_name(headlines(summary, rates))["支出完成率"] == (45, 2)


def test_a_rate_of_rates_and_parameters(standard: Standard, make: Make) -> None:
    """A rate in a rate's formula stands in brackets, a list of the standard is looked up as in a form."""
    summary = consolidate(standard, [spent(make, "1", 200, 90)], None)
    formulas = {
        **summary.recomputed,
        "采购执行率": '=IF(支出完成率="","",LOOKUP(支出完成率,等级下限,等级下限)+支出完成率*2)',
    }
    asked = whole_rates(replace(summary, recomputed=formulas), ["采购执行率", "没有这一项"])
    assert list(asked.questions) == ["采购执行率"]
    answers = Formualizer().ask(asked.workbook, list(asked.questions.values()))
    assert asked.answered(answers.values) == {"采购执行率": Decimal(90)}


def test_what_the_standard_names(standard: Standard, make: Make) -> None:
    """Names of texts and names nobody knows are no headlines; without the entry there are none."""
    entry = Parameter("摘要字段", ("单位名称", "没有", "支出合计_决算", "支出合计_决算"), "文本", "", "")
    asked = replace(standard, vocabulary=(entry,))
    assert headline_names(asked) == ("支出合计_决算",)
    heads = headlines(consolidate(replace(standard, vocabulary=()), [make("1")], None))
    assert heads.figures == ()
    assert grade_names(standard) == ("优", "良", "中", "差")


def test_nothing_handed_in(standard: Standard, roster: Roster) -> None:
    """No figure is made up of nothing."""
    heads = headlines(consolidate(standard, [], roster))
    assert (heads.expected, heads.received, heads.missing, heads.counted) == (4, 0, 4, 0)
    assert heads.scores is None
    assert all(figure.value is None for figure in heads.figures)
    assert all(rate.rate is None for rate in heads.indicators)


def test_the_one_unit_above_everybody(standard: Standard, make: Make) -> None:
    """Its name is in the title; units beside each other have none."""
    assert headlines(round_of(standard, make, seed=1)).title == "示例市2022年度部门整体支出绩效自评汇总"
    beside: Summary = consolidate(standard, [make("1"), make("2")], None)
    assert headlines(beside).title == "2022年度部门整体支出绩效自评汇总"
