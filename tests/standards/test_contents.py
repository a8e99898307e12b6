"""What the standards hold, against the specification they were made from (SPEC §1.1, §1.2, §4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.core.altered import NAMES, ROOT, standard
from xltools.core.builtin import CHECKS
from xltools.core.comparisons import OF_REPORT, OF_SUMMARY
from xltools.core.prose.report import CHECKS as REPORT_CHECKS
from xltools.resources import standards

#: SPEC §1.1: the number and points of every leaf, in order.
ZHANJIANG = {
    "A111": 5, "A112": 5, "A121": 5, "A122": 5,
    "A211": 4, "A221": 6, "A222": 4, "A223": 3, "A224": 3, "A225": 3, "A226": 3,
    "A231": 4, "A232": 4, "A241": 4, "A242": 2,
    "A311": 3, "A312": 1, "A313": 2, "A321": 2, "A322": 2,
    "A411": 3, "A412": 2, "A421": 4, "A422": 4, "A423": 2, "A431": 9, "A441": 2, "A442": 4,
}  # fmt: skip

#: SPEC §1.2: 一级 -> 二级 -> 三级 -> points.
SICHUAN = {
    "部门决策": {
        "目标任务": {"相关性": 5, "明确性": 5, "合理性": 5},
        "预算编制": {"测算依据": 5, "目标管理": 5},
    },
    "综合管理": {
        "专项资金分配时限": {"市级财力专项预算分配时限": 1, "中央专款分配合规率": 1},
        "中期评估": {"执行中期评估": 2},
        "绩效监控": {"预算执行进度监控": 2, "绩效目标动态监控": 3},
        "非税收入执收情况": {"非税收入征收情况": 1, "非税收入上缴情况": 1},
        "资产管理": {"资产管理信息化情况": 2, "行政事业单位资产报告情况": 2, "资产管理与预算管理相结合": 2},
        "内控制度管理": {"内部控制度健全完整": 2},
        "信息公开": {"预算公开": 2, "决算公开": 2, "绩效信息公开": 2},
        "绩效评价": {"绩效评价开展": 2, "评价结果应用": 3},
    },
    "部门绩效情况": {
        "履职成效": {"部门特性指标": 20},
        "可持续发展能力": {
            "重点改革(重点工作)完成情况": 5,
            "科技(制度、方法、机制等)创新": 5,
            "人才培养": 5,
        },
        "满意度": {"协作部门满意度": 3, "管理对象满意度": 3, "社会公众满意度": 4},
    },
}  # fmt: skip

#: SPEC §4: what a workbook can be asked, what needs the report, what needs all units.
WORKBOOK_RULES = [f"R{n:03}" for n in (*range(1, 60), *range(73, 81))]
REPORT_RULES = [f"R{n:03}" for n in range(60, 72)]
SUMMARY_RULES = [f"R{n:03}" for n in range(81, 85)]


def test_make_builds_every_standard() -> None:
    """``make forms`` knows each folder of templates."""
    recipe = (ROOT / "Makefile").read_text("utf-8").splitlines()
    for command in ("build {}", "test {} --write"):
        for name in standards():
            assert f"\txltools standard {command.format(name)}" in recipe


def test_zhanjiang_points_are_the_specifications() -> None:
    """28 leaves, 20+40+10+30=100, each of the points SPEC §1.1 gives it."""
    indicators = standard("湛江2022").indicators
    assert {i.number: i.points for i in indicators} == ZHANJIANG
    assert [i.number for i in indicators] == list(ZHANJIANG)
    groups: dict[str, Decimal] = {}
    for indicator in indicators:
        groups[indicator.first] = groups.get(indicator.first, Decimal(0)) + indicator.points
    assert groups == {"预算编制情况": 20, "预算执行情况": 40, "预算监督情况": 10, "预算使用效益": 30}


def test_sichuan_points_are_the_specifications() -> None:
    """28 leaves, 25+30+45=100, each where SPEC §1.2 has it and of its points."""
    tree: dict[str, dict[str, dict[str, Decimal]]] = {}
    for indicator in standard("四川").indicators:
        tree.setdefault(indicator.first, {}).setdefault(indicator.second, {})[indicator.third] = (
            indicator.points
        )
    assert tree == SICHUAN


@pytest.mark.parametrize("name", ["湛江2022", "四川"])
def test_points_add_up_to_the_full_mark(name: str) -> None:
    """The points of all leaves are the parameter 满分, which is 100."""
    chosen = standard(name)
    assert sum(i.points for i in chosen.indicators) == 100
    assert chosen.parameter["满分"].values == (100,)


def test_every_workbook_rule_is_there_and_on() -> None:
    """All 67 rules of SPEC §4 that a workbook can be asked stand in 湛江2022, on and not on trial."""
    rules = standard("湛江2022").rule
    assert len(WORKBOOK_RULES) == 67
    for number in WORKBOOK_RULES:
        assert rules[number].enabled, number
        assert not rules[number].trial, number
        assert rules[number].in_force(2022), number


def test_rules_of_reports_are_on_and_asked_of_no_workbook() -> None:
    """All of SPEC §4 stand in the sheet 文表; every check is there and is asked for by some rule."""
    chosen = standard("湛江2022")
    of_reports = {rule.number: rule for rule in chosen.report_rules}
    for number in REPORT_RULES:
        assert of_reports[number].enabled, number
        assert of_reports[number].category == "文表", number
        assert not of_reports[number].trial, number
    assert not of_reports["R072"].enabled, "公开一致由 compare 比较"
    words = {rule.compare for rule in chosen.report_rules if rule.enabled}
    assert set(REPORT_CHECKS) == set(OF_REPORT) == words & set(OF_REPORT)


def test_both_standards_ask_the_same_of_reports() -> None:
    """What is asked of a report's own words does not depend on whose report it is."""
    asked = ({r.number: r for r in standard(name).report_rules} for name in ("湛江2022", "四川"))
    zhanjiang, sichuan = asked
    shared = {number for number, rule in zhanjiang.items() if rule.compare in OF_REPORT}
    assert shared <= set(sichuan)
    assert all(zhanjiang[number].compare == sichuan[number].compare for number in shared)


def test_rules_of_the_summary_are_on_and_asked_of_no_workbook() -> None:
    """Each is found by its word when units are consolidated; no check of one workbook has that word."""
    rules = standard("湛江2022").rule
    found = {rules[number].compare: rules[number] for number in (*SUMMARY_RULES, "R113")}
    assert set(found) == set(OF_SUMMARY)
    assert not set(OF_SUMMARY) & set(CHECKS)
    assert all(rule.enabled and rule.category == "汇总" for rule in found.values())


@pytest.mark.parametrize("name", NAMES)
def test_levels_are_by_their_meaning(name: str) -> None:
    """Sums that must agree are 错误; full marks deserve a look, 提示; plausibility is never 错误."""
    rules = standard(name).rule
    sums = [number for number in ("R001", "R003", "R007", "R024", "R031", "R033") if number in rules]
    assert len(sums) >= 4
    assert {number for number in sums if rules[number].level != "错误"} == set()
    assert rules["R021"].level == "提示"
    assert {rule.level for rule in rules.values() if rule.category in ("逻辑性", "合理性")} <= {
        "核实",
        "提示",
    }


def test_defaults_are_called_defaults() -> None:
    """Points that are our own are said to be defaults, where staff read it and never as official."""
    about = " ".join(f"{word}{text}" for word, text in standard("湛江2022").about.items())
    assert "默认值" in about
    assert "不是官方分值" in about


@pytest.mark.parametrize("name", ["湛江2022", "项目支出自评"])
def test_grade_bands_meet(name: str) -> None:
    """Each grade begins where the one below ends, so that no total falls between or into two."""
    parameters = standard(name).parameter
    low, high = parameters["等级下限"].values, parameters["等级上限"].values
    assert low[1:] == high[:-1]
    assert low[0] == 0
    assert high[-1] > 100  # type: ignore[operator]
    assert len(low) == len(parameters["等级名称"].values)
