"""What texts of other kinds have shown: words that are no fault, and crowds of figures that end."""

from __future__ import annotations

import pytest

from tests.prose.beside import found, said, seed
from tests.prose.texts import narrative, standard
from xltools.core.prose.outline.ordinals import ordinal_at
from xltools.core.prose.read import Read
from xltools.core.prose.report import report_findings


def _rules(text: str) -> list[str]:
    return [finding.rule for finding in found(text) if finding.spot]


@pytest.mark.parametrize(
    "besides", ["。另有两个派出法庭设在示例镇、样板镇。", "，另设2个派出法庭。", "。此外，还有2个派出法庭。"]
)
def test_more_counted_apart_from_the_list(besides):
    """A list and what is counted besides it make up the count together."""
    text = "示例法院内设机构7个，包括办公室、立案庭、刑庭、民庭、执行局"
    assert _rules(text + besides) == []
    assert _rules(text + "。另有规定的从其规定。") == ["R063"]


def test_a_year_may_follow_a_part_without_a_gap():
    """第三部分2022年度 is the third part; 第三部分22 is not told apart."""
    assert ordinal_at("第三部分2022年度决算说明").number == 3
    assert ordinal_at("第三部分22") is None
    parts = ("第一部分 概况", "第二部分 决算表", "第三部分2022年度决算说明", "第四部分 名词解释")
    assert _rules("\n".join(f"{part}\n一、说明" for part in parts)) == []


def test_two_columns_read_line_by_line():
    """A table of income beside expenses, pasted as lines, has each number twice; one doubled is a fault."""
    income = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入")
    expense = ("一般公共服务支出", "外交支出", "国防支出", "教育支出")
    lines = [
        f"{n}、{name}"
        for n, pair in zip("一二三四", zip(income, expense, strict=True), strict=True)
        for name in pair
    ]
    assert _rules("\n".join(lines)) == []
    assert _rules("一、概况\n二、收入\n三、支出\n三、绩效\n五、建议") == ["R067"]


def test_a_part_of_an_amount_that_is_no_cells():
    """What one project or item spends of a kind is not what the unit spends of it."""
    project = "运维项目总投资1100万元，其中：基本支出300万元，其余下年安排。"
    assert said(project, seed(), "R060") == []
    assert [text for _, text in said("2022年基本支出300万元。", seed(), "R060")] == ["300万元"]


@pytest.mark.parametrize("period", ["上半年", "截至6月底", "截至2022年9月30日", "1—9月", "前三季度"])
def test_a_part_of_the_year_is_not_the_year(period):
    """What was spent by June is not what the workbook has; what follows on the whole year is."""
    assert said(f"{period}，我局基本支出300万元。", seed(), "R060") == []
    whole = f"{period}支出过半，全年基本支出300万元。"
    assert [text for _, text in said(whole, seed(), "R060")] == ["300万元"]
    assert [text for _, text in said("1—12月，我局基本支出300万元。", seed(), "R060")] == ["300万元"]


def test_zero_is_no_wrong_unit():
    """Nothing is the ten-thousandth part of an amount: 0 differs from the cell, its unit is not in doubt."""
    text = "2022年政府性基金预算财政拨款收入0万元。"
    assert [rule for rule, _ in said(text, seed(), "R060", "R065")] == ["R060"]


@pytest.mark.parametrize(
    "sentence",
    [
        "其中项目{0}支出{1}.37万元，占总支出的{2}.13%；",
        "第{0}项支出{1}.37万元、",
        "支出{1}.37万元，支出{1}.73元，",
    ],
)
def test_a_crowd_of_figures_ends(sentence):
    """Thousands of figures in a sentence say nothing for certain of one another, and are soon read."""
    text = "全年支出合计99.5万元，其中：" + "".join(
        sentence.format(n, 1000 + n * 7919 % 90000, n % 97) for n in range(3000)
    )
    findings = report_findings(Read(narrative(text), standard("湛江2022"), seed()))
    assert {finding.outcome for finding in findings} <= {"不通过"}
    assert not [f for f in findings if f.rule in ("R063", "R064", "R145")]
