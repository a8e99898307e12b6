"""What a report claims and its workbook gives the lie to, at the exact words."""

from __future__ import annotations

import pytest

from tests.core.altered import standard
from tests.form.books import SICHUAN
from tests.prose.beside import TEXT, checked, clean, filled, found, narrative, said, seed
from xltools.core.prose.beside.claims import asked
from xltools.core.prose.checked import check_report
from xltools.readers.xlsx import read

CLAIMS = (
    "R020", "R042", "R053", "R055", "R070", "R073", "R077", "R078",
    *(f"R{number}" for number in range(146, 160)),
)  # fmt: skip
SHORT = {"单位名称": "示例单位", "金额单位": "元", "评价年度": 2022}


def test_the_published_reports_untrue_claims() -> None:
    """Each of them once at its words, and both places that say all projects were in time."""
    assert said(TEXT, seed(), *CLAIMS) == [
        ("R020", "公众对我局履职效果满意"),
        ("R053", "68854763"),
        ("R055", "预决算无差异"),
        ("R055", "无预决算差异过大"),
        ("R070", "所有项目均在计划时间内完成"),
        ("R070", "所有项目均在计划时间内完成"),
    ]


def test_a_claim_says_what_the_workbook_says() -> None:
    """The message is the report's words and the rule's own finding; level and rule are the rule's."""
    (finding,) = (f for f in found("财政拨款收入预决算无差异。", seed()) if f.rule == "R055")
    assert finding.message == "报告写“预决算无差异”，而工作簿：财政拨款收入预决算差异率-66.39%，超过±20%"
    assert (finding.level, finding.outcome) == ("核实", "不通过")


def test_claims_that_hold_are_left_alone() -> None:
    """A clean unit may say what is true of it."""
    text = "所有项目均在计划时间内完成，“三公”经费控制在预算内，资产账与财务账相符，重点工作全部完成。"
    assert said(text, clean(), *CLAIMS) == []


@pytest.mark.parametrize(
    "text",
    [
        "并非所有项目均在计划时间内完成。",
        "确保所有项目均在计划时间内完成。",
        "力争全部项目按期完成。",
        "尚未做到所有项目在计划时间内完成。",
        "所有项目未在计划时间内完成。",
        "如所有项目均在计划时间内完成，可得满分。",
        "所有项目均已立项。计划时间内完成验收的有3个。",
    ],
)
def test_denials_plans_and_conditions_are_no_claims(text: str) -> None:
    """Only a plain statement can be untrue."""
    assert said(text, seed(), "R070") == []


def test_two_places_of_one_rule_are_enough() -> None:
    """The third repetition tells nothing new."""
    assert len(said("所有项目均在计划时间内完成。\n" * 3, seed(), "R070")) == 2


@pytest.mark.parametrize(
    ("values", "text", "rule", "words"),
    [
        (
            {"三公经费合计_年初预算": 100, "三公经费合计_决算": 120},
            "三公经费严格控制在预算内。", "R148", "三公经费严格控制在预算",
        ),
        ({"年末结转和结余_决算": 5}, "年末无结余。", "R147", "年末无结余"),
        ({"资产账财务账差额": 5}, "资产账与财务账相符。", "R149", "资产账与财务账相符"),
        ({"重点工作计划数": 5, "重点工作完成数": 4}, "重点工作全部完成。", "R150", "重点工作全部完成"),
        ({"绩效目标计划数": 5, "绩效目标完成数": 4}, "绩效目标均已实现。", "R151", "绩效目标均已实现"),
        ({"项目计划数": 5, "项目完成数": 4}, "项目全部按期完成。", "R152", "项目全部按期完成"),
        ({"闲置固定资产": 5}, "我单位无闲置资产。", "R153", "无闲置资产"),
        ({"国库集中支付结转结余存量资金额_决算": 5}, "我单位无存量资金。", "R154", "无存量资金"),
        (
            {"公用经费_年初预算": 5, "公用经费_调整预算": 6},
            "公用经费预算无调整。", "R155", "公用经费预算无调整",
        ),
        ({"行政编制数": 5, "年末在职人数": 6}, "我单位未超编。", "R042", "未超编"),
    ],
)  # fmt: skip
def test_each_rule_of_claims(values: dict[str, int], text: str, rule: str, words: str) -> None:
    """The workbook's figure makes the phrase untrue."""
    assert said(text, filled({**SHORT, **values}), rule) == [(rule, words)]


def test_scores_and_budgets_that_were_changed() -> None:
    """Full marks are claimed while points were lost, and no adjustment while there was one."""
    text = "各项指标均得满分，没有预算调整。"
    assert said(text, clean(), *CLAIMS) == [("R146", "各项指标均得满分"), ("R156", "没有预算调整")]


def test_the_other_standards_own_claims() -> None:
    """四川's rules look at its own fields: 80万元 due, 78.5万元 collected, and not all was spent."""
    book = checked(read(SICHUAN), "四川")
    text = "非税收入应收尽收、应缴尽缴。收支平衡。没有扣分。所有项目均按期完成。"
    findings = check_report(narrative(text), standard("四川"), book).findings
    got = [(f.rule, f.spot.text) for f in findings if f.spot and f.rule in CLAIMS]
    assert ("R158", "应收尽收") in got
    assert ("R146", "没有扣分") in got
    assert {rule for rule, _ in got} <= {"R146", "R157", "R158"}


def test_only_formulas_over_fields_are_asked_of_workbooks() -> None:
    """What looks at words is not asked of a workbook; what is a formula is, beside its own rules."""
    more = set(asked(standard()).rules) - set(standard().rules)
    assert {"R070", "R146"} <= {rule.number for rule in more}
    assert all(rule.left.startswith("=") and rule.compare in ("=", "<=", ">=") for rule in more)
