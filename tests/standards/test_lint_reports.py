"""Faults planted in what is asked of reports (文表, 词表, 报告用语): each is named where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.core.altered import standard
from tests.core.forms import tiny
from xltools.authoring.formulas import formula_faults
from xltools.authoring.lint import lint as lint_and_try
from xltools.core.errors import StandardError
from xltools.core.lint import Fault, lint
from xltools.core.lint.reports import report_faults
from xltools.core.standard import Standard
from xltools.engines import choose

GOOD: Mapping[str, Any] = {"绝对容差": 0.01, "标注单元格": "甲"}
#: A rule over fields, and one the program does by itself, that nobody can find fault with.
FORMULA: Mapping[str, Any] = {**GOOD, "右式": "=丙", "报告用语": "全部项目…完成、[支出_决算]、[支出]"}
WORDS: Mapping[str, Any] = {"左式": "=残留词", "比较": "文中残留", "右式": "", "提示语": "{名}"}
ENTRY: Mapping[str, Any] = {"名称": "残留词", "值": "XX、待填", "类型": "文本"}


def reports(*rules: Mapping[str, Any], vocabulary: Any = (ENTRY,), **changes: Any) -> Standard:
    """The small standard with a formula rule of reports, changed, one about words, and further ones."""
    asked = ({**FORMULA, **changes}, WORDS, *rules)
    return tiny(GOOD, report_rules=asked, vocabulary=vocabulary)


def faults(chosen: Standard) -> list[Fault]:
    """What the rows and the texts of the formulas tell."""
    return [*lint(chosen), *formula_faults(chosen)]


def test_good_rules_of_reports_have_no_fault() -> None:
    """Neither the small standard nor the project's own."""
    assert faults(reports()) == []
    for name in ("湛江2022", "四川"):
        assert list(report_faults(standard(name))) == []


PLANTED = [
    ("算式里的名称", reports(左式="=甲甲"), "文表", 0, "左式", "没有名为“甲甲”"),
    ("算式里写了词表", reports(左式="=残留词"), "文表", 0, "左式", "没有名为“残留词”"),
    ("词表里没有", reports({**WORDS, "左式": "=残留字"}), "文表", 2, "左式", "没有名为“残留字”"),
    ("不成公式", reports(左式="=SUM(甲"), "文表", 0, "左式", "不成公式"),
    ("标注", reports(标注单元格="甲甲"), "文表", 0, "标注单元格", "没有名为“甲甲”的格子"),
    ("容差", reports(绝对容差=None), "文表", 0, "绝对容差", "却没有容差"),
    (
        "不认识的空",
        reports({**WORDS, "右式": "=残留词", "提示语": "{词}"}),
        "文表",
        2,
        "提示语",
        "不认识 {词}",
    ),
    (
        "程序比较的没有行",
        reports({**WORDS, "右式": "=残留词", "提示语": "{行}"}),
        "文表",
        2,
        "提示语",
        "不认识 {行}",
    ),
    ("没有改正指引", reports(改正指引=""), "文表", 0, "改正指引", "没有填写"),
    ("没有依据", reports(依据=""), "文表", 0, "依据", "没有填写"),
    ("年度颠倒", reports(年度起=2024, 年度止=2022), "文表", 0, "年度起", "晚于年度止"),
    ("查两遍", reports(WORDS), "文表", 2, "比较", "与 R062 测试规则 检查的一样"),
    ("用语里不是字段", reports(报告用语="[支出_决祘]"), "文表", 0, "报告用语", "不是字段；是不是“支出_决算”"),
    ("方括号不单独", reports(报告用语="支出为[支出_决算]"), "文表", 0, "报告用语", "里有方括号"),
    ("方括号不成对", reports(报告用语="[支出_决算"), "文表", 0, "报告用语", "里有方括号"),
    ("用语太短", reports(报告用语="好…"), "文表", 0, "报告用语", "太短"),
    ("用语两遍", reports(报告用语="全部完成、全部完成"), "文表", 0, "报告用语", "写了两遍"),
    ("工作簿规则的用语", tiny({**GOOD, "报告用语": "[丁]"}), "规则", 0, "报告用语", "[丁] 不是字段"),
    (
        "词表没有用",
        reports(vocabulary=(ENTRY, {**ENTRY, "名称": "闲置"})),
        "词表",
        1,
        "名称",
        "没有报告规则用到",
    ),
    ("词表重名", reports(vocabulary=(ENTRY, ENTRY)), "词表", 1, "名称", "与另一条词表同名"),
    (
        "词表与字段同名",
        reports(vocabulary=(ENTRY, {**ENTRY, "名称": "甲"})),
        "词表",
        1,
        "名称",
        "与字段、列或参数同名",
    ),
    ("词写两遍", reports(vocabulary=({**ENTRY, "值": "XX、XX"},)), "词表", 0, "值", "写了两遍"),
]


@pytest.mark.parametrize(
    ("chosen", "sheet", "index", "column", "words"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED]
)
def test_a_planted_fault_is_named(chosen: Standard, sheet: str, index: int, column: str, words: str) -> None:
    """The fault is told at its sheet, row and column, with why and a fix."""
    told = [
        fault
        for fault in faults(chosen)
        if (fault.sheet, fault.index, fault.column) == (sheet, index, column) and words in fault.what
    ]
    assert len(told) == 1, faults(chosen)
    assert told[0].why
    assert told[0].fix


def test_a_parameter_a_report_rule_names_is_used() -> None:
    """A parameter only a rule of reports names is no idle one."""
    limit = {"名称": "限额", "值": 1, "类型": "数值", "说明": "说明", "依据": "依据"}
    idle = tiny(GOOD, parameters=[limit], report_rules=[FORMULA])
    assert [fault.item for fault in faults(idle)] == ["限额"]
    assert faults(tiny(GOOD, parameters=[limit], report_rules=[{**FORMULA, "右式": "=限额"}])) == []


def test_rules_switched_off_may_be_unfinished() -> None:
    """Nothing is said of a rule that is not in force."""
    assert faults(reports(启用="否", 左式="=没有", 报告用语="[", 提示语="{空}")) == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({**WORDS, "编号": "R001"}, "规则“R001”重复"),
        ({**FORMULA, "循环范围": "没有表"}, "没有名为“没有表”的表"),
        ({**WORDS, "比较": "文中错误"}, "比较"),
    ],
)
def test_what_cannot_be_understood_is_refused(rule: Mapping[str, Any], told: str) -> None:
    """A number of another rule, a table there is none of, a check nobody knows."""
    with pytest.raises(StandardError, match=told):
        tiny(GOOD, report_rules=[rule], vocabulary=[ENTRY])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"左式": '=甲/("甲"&乙)'}, "#VALUE!"),
        ({"左式": "=COUNT(甲)+2", "右式": "=COUNT(甲)+1", "标注单元格": "甲"}, "都报"),
    ],
)
def test_a_formula_of_reports_is_tried_like_any_other(changes: Mapping[str, Any], told: str) -> None:
    """One that breaks on a filled form, or fires on every form, is told at its row of 文表."""
    chosen = tiny({**GOOD, "右式": "=丙"}, report_rules=(WORDS, {**FORMULA, **changes}), vocabulary=[ENTRY])
    found = [fault for fault in lint_and_try(chosen, choose()) if fault.sheet == "文表"]
    assert [fault.index for fault in found] == [1], found
    assert told in found[0].what
