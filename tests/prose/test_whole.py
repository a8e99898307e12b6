"""Whole reports true to their workbooks give no alarm; one fault in them is told, and told once."""

from __future__ import annotations

import pytest

from tests.prose.beside import clean, found, linked, said
from tests.prose.whole_reports import NAMES, whole


def _alarms(text, workbook, standard):
    return {
        (f.rule, f.spot and f.spot.text, f.message)
        for f in found(text, workbook, standard)
        if f.level != "提示"
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_true_report_gives_no_alarm(name):
    """Neither 错误 nor 核实, with the workbook and without."""
    report = whole(name)
    assert _alarms(report.text, report.workbook, report.standard) == set()
    assert _alarms(report.text, None, report.standard) == set()
    assert len(linked(report.text, report.workbook, report.standard)) > 5


@pytest.mark.parametrize(
    ("name", "right", "wrong", "rule"),
    [
        ("卫健", "收入合计1174.69万元", "收入合计1714.69万元", "R060"),
        ("卫健", "=99.03%", "=98.03%", "R060"),
        ("卫健", "填报日期：2023年4月18日", "填报日期：2023年4月13日", "R060"),
        ("卫健", "占实际采购金额的84.72%", "占实际采购金额的48.72%", "R145"),
        ("林业", "公务接待费4.06万元。", "公务接待费4.06元。", "R065"),
        ("林业", "下降17.97%", "下降19.77%", "R145"),
        ("林业", "调整预算3560.8万元", "调整预算4560.9万元", "R060"),
        ("市监", "合格率98.36%", "合格率93.86%", "R145"),
        ("审计", "完成调整预算的98.58%", "完成调整预算的95.88%", "R145"),
        ("城管", "收入合计10556.48（", "收入合计10556.98（", "R060"),
        ("镇政府", "=101.2%", "=102.1%", "R060"),
        ("农业四川", "占42.01%", "占41.02%", "R145"),
        ("城管", "占27.47%", "占24.77%", "R145"),
        ("文旅四川", "增长16.22%", "增长12.26%", "R145"),
    ],
)
def test_one_fault_is_told_once(name, right, wrong, rule):
    """By one rule, at the words that are wrong."""
    report = whole(name)
    assert report.text.count(right) == 1
    told = _alarms(report.text.replace(right, wrong), report.workbook, report.standard)
    assert [(number, words in wrong) for number, words, _ in told] == [(rule, True)]


@pytest.mark.parametrize(
    "text",
    [
        "按采购资金来源划分，一般公共预算财政拨款17万元，政府性基金60万元。",
        "示例县2022年一般公共预算收入5亿元。",
        "政府采购支出中，项目支出12万元。",
        "下属服务中心事业编制数15人，编外人员6人。",
        "局机关事业编制5人，项目支出21万元。",
        "2022年全镇税收收入3520万元；一般公共预算收入1260万元。",
        "青山村项目支出46万元，基本支出均为12万元。",
        "6个乡镇应急所编制数合计12名，在职人员仅11人。",
        "采购金额612万元，其中一般公共预算财政拨款600万元，项目支出12万元。",
    ],
)
def test_what_is_of_others_or_of_a_part_accuses_nobody(text):
    """Another body, another division, a part of another sum."""
    assert said(text, clean(), "R060", "R064", "R065") == []


def test_the_units_own_follow_again():
    """From 我中心 on it is the unit's own, and so it is in the next sentence."""
    text = "下属服务中心事业编制15人，我中心事业编制29名。基本支出600万元。"
    assert said(text, clean(), "R060") == [("R060", "29名"), ("R060", "600万元")]


def test_amounts_without_a_unit_may_be_in_ten_thousands():
    """They are as the line above says; a digit off is told."""
    assert said("单位：万元\n收入合计820.50，基本支出512.20。", clean(), "R060", "R065") == []
    assert said("单位：万元\n收入合计8205，项目支出3183000。", clean(), "R060") == [("R060", "3183000")]
