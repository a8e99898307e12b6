"""Faults a rule author can make, planted one at a time in a small standard: each is named where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.core.forms import FIELDS, MONEY, tiny
from xltools.authoring.formulas import formula_faults
from xltools.core.lint import Fault, lint
from xltools.core.standard import Standard

#: A rule of the small standard nobody can find fault with.
GOOD: Mapping[str, Any] = {"绝对容差": 0.01, "标注单元格": "甲"}
GRADES = (
    {"名称": "下限", "值": "0、60、90", "类型": "数值", "说明": "说明", "依据": "依据"},
    {"名称": "上限", "值": "60、90、101", "类型": "数值", "说明": "说明", "依据": "依据"},
    {"名称": "等级", "值": "差、中、优", "类型": "文本", "说明": "说明", "依据": "依据"},
)
BANDED = {
    **GOOD,
    "左式": "=SUMPRODUCT((甲>=下限)*(甲<上限))",
    "右式": '=IF(LOOKUP(甲,下限,等级)="",0,1)',
    "标注单元格": "甲",
}


def faults(chosen: Standard) -> list[Fault]:
    """What the rows and the texts of the formulas tell."""
    return [*lint(chosen), *formula_faults(chosen)]


def rule(**changes: Any) -> Standard:
    """The small standard with one good rule, changed."""
    return tiny({**GOOD, **changes})


def field(**changes: Any) -> Standard:
    """The small standard with one field more."""
    return tiny(GOOD, fields=(*FIELDS, {**MONEY, "字段名": "丁", **changes}))


def grades(**values: str) -> Standard:
    """The small standard with grade bands, the values of some changed."""
    return tiny(BANDED, parameters=[{**each, "值": values.get(each["名称"], each["值"])} for each in GRADES])


def test_a_good_standard_has_no_fault() -> None:
    """Neither the small standard nor its variants start out with a fault."""
    assert faults(rule()) == []
    assert faults(field()) == []
    assert faults(grades()) == []


#: What is planted; the sheet, column and words by which it must be told; whether no form may be built.
PLANTED = [
    ("名称写错", rule(左式="=甲甲"), "规则", "左式", "没有名为“甲甲”的字段、列或参数；是不是“", True),
    ("右式名称写错", rule(右式="=支出_决祘"), "规则", "右式", "是不是“支出_决算”", True),
    ("前提名称写错", rule(前提条件="=无此项>0"), "规则", "前提条件", "没有名为“无此项”", True),
    ("适用单位写错", rule(适用单位='=性质="行政"'), "规则", "适用单位", "没有名为“性质”", True),
    ("标注写错", rule(标注单元格="甲、丁"), "规则", "标注单元格", "没有名为“丁”的格子", True),
    (
        "逐项里写错",
        rule(循环范围="逐项:预算、决祘", 左式="=支出_{项}"),
        "规则", "左式", "是不是“支出_决算”", True,
    ),
    ("列写错", rule(循环范围="明细表", 左式="=[@数目]"), "规则", "左式", "表“明细表”没有列“数目”", True),
    ("没有表却写列", rule(左式="=[@数]"), "规则", "左式", "这里没有循环的表", True),
    ("字段公式名称写错", field(公式="=SUM(甲,已)"), "字段", "公式", "没有名为“已”", True),
    ("括号不成对", rule(左式="=SUM(甲,乙"), "规则", "左式", "不成公式", True),
    ("没有等号", rule(右式="乙+丙"), "规则", "右式", "不以“=”开头", True),
    ("公式不成对", field(公式="=SUM(甲"), "字段", "公式", "不成公式", True),
    ("算不准的函数", rule(左式="=FORECAST(甲,乙,丙)"), "规则", "左式", "FORECAST 这里算不准", False),
    ("逐格计算", rule(左式='=SUM(IF(明细表_名称="x",1,0))'), "规则", "左式", "逐格计算", False),
    (
        "公式绕回自己",
        tiny(
            GOOD,
            fields=(*FIELDS, *({**MONEY, "字段名": a, "公式": f"={b}"} for a, b in ("丁戊", "戊丁"))),
        ),
        "字段", "公式", "公式绕回了自己：丁 → 戊 → 丁", True,
    ),
    ("年度颠倒", rule(年度起=2024, 年度止=2022), "规则", "年度起", "晚于年度止", False),
    ("两边一样", rule(左式="=甲+乙", 右式="= 甲 + 乙"), "规则", "右式", "左式和右式一样", False),
    ("两边没有字段", rule(左式="=1", 右式="=1+0"), "规则", "左式", "两边都没有字段", False),
    (
        "真而没有字段",
        rule(左式="", 比较="真", 右式="=TRUE", 绝对容差=None),
        "规则", "左式", "没有字段", False,
    ),
    ("前提是常数", rule(前提条件="=1>2"), "规则", "前提条件", "里没有字段", False),
    ("逐行却没有列", rule(循环范围="明细表"), "规则", "循环范围", "算式里却没有 [@列]", False),
    ("逐项却没有项", rule(循环范围="逐项:预算、决算"), "规则", "循环范围", "算式里却没有 {项}", False),
    ("有项却没有逐项", rule(左式='=甲*IF("{项}"="",1,1)'), "规则", "循环范围", "却没有“逐项：”", False),
    (
        "逐项重复",
        rule(循环范围="逐项:决算、决算", 左式="=支出_{项}"),
        "规则", "循环范围", "重复或空着的项", False,
    ),
    ("金额没有容差", rule(绝对容差=None), "规则", "绝对容差", "却没有容差", False),
    ("同填有容差", rule(比较="同填"), "规则", "绝对容差", "用不上容差", False),
    ("说明要求写错", rule(说明要求="要"), "规则", "说明要求", "“要”不是", False),
    ("不认识的空", rule(提示语="甲{左边}"), "规则", "提示语", "不认识 {左边}", False),
    ("行没有循环", rule(提示语="{行}的{左}"), "规则", "提示语", "{行} 要有循环的表", False),
    ("项没有逐项", rule(提示语="{项}的{左}"), "规则", "提示语", "{项} 要有“逐项：”", False),
    ("附表没有附表", rule(提示语="{左}{附表}"), "规则", "提示语", "不认识 {附表}", False),
    (
        "真没有差",
        rule(左式="", 比较="真", 右式="=甲>0", 绝对容差=None, 提示语="差{差}"),
        "规则", "提示语", "{差} 填不出", False,
    ),
    ("括号不成双", rule(提示语="{左}大于{右"), "规则", "提示语", "不成对", False),
    ("没有写出值", rule(提示语="两边不等"), "规则", "提示语", "没有写出 {左} 或 {右}", False),
    ("没有改正指引", rule(改正指引=""), "规则", "改正指引", "没有填写", False),
    ("没有依据", rule(依据=""), "规则", "依据", "没有填写", False),
    ("没有标注", rule(标注单元格=""), "规则", "标注单元格", "没有填写", False),
    ("两条一样", tiny(GOOD, {**GOOD, "左式": "= 甲"}), "规则", "比较", "与 R001 测试规则 检查的一样", False),
    (
        "内置写两条",
        tiny(GOOD, {"比较": "必填", "提示语": "{名}未填"}, {"比较": "必填", "提示语": "{名}未填"}),
        "规则", "比较", "与 R002 测试规则 检查的一样", False,
    ),
    ("列数不等", grades(等级="差、优"), "规则", "右式", "“下限”有3个值，“等级”有2个，应一样多", False),
    ("没有从小到大", grades(下限="0、90、60"), "规则", "右式", "“下限”没有从小到大排列", False),
    ("有空档", grades(上限="59、90、101"), "规则", "左式", "“下限”的60与“上限”的59之间有空档", False),
    ("重叠", grades(上限="60、95、101"), "规则", "左式", "“下限”的90与“上限”的95之间重叠", False),
    (
        "参数没有用",
        tiny(GOOD, parameters=[{"名称": "闲置", "值": 1, "类型": "数值"}]),
        "参数", "名称", "没有公式用到", False,
    ),
    (
        "参数与字段同名",
        tiny(GOOD, parameters=[{"名称": "甲", "值": 1, "类型": "数值"}]),
        "字段", "字段名", "“甲”与参数“甲”同名", True,
    ),
    ("指标与字段同名", field(字段名="执行_分值"), "指标", "字段名", "“执行_分值”与字段“执行_分值”同名", True),
    ("必填的口径写错", field(列口径="预算、决算", 必填="决祘"), "字段", "必填", "“决祘”不是“是”", False),
    ("选项没有值", field(类型="选项"), "字段", "取值范围", "选项没有写可选的值", False),
    ("范围读不懂", field(取值范围="大于0"), "字段", "取值范围", "“大于0”读不懂", False),
    ("日期范围读不懂", field(类型="日期", 取值范围="年内"), "字段", "取值范围", "“年内”读不懂", False),
    ("文本求和", field(类型="文本", 汇总方式="求和"), "字段", "汇总方式", "文本不能求和", False),
    ("比率求和", field(类型="比率", 汇总方式="求和"), "字段", "汇总方式", "比率不能求和", False),
    ("别名指两处", field(别名="甲"), "字段", "别名", "别名“甲”也指“甲”", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "sheet", "column", "words", "fatal"),
    [each[1:] for each in PLANTED],
    ids=[p[0] for p in PLANTED],
)
def test_a_planted_fault_is_named(
    chosen: Standard, sheet: str, column: str, words: str, fatal: object
) -> None:
    """The fault is told at its sheet and column, with why and a fix; only what ruins the form is fatal."""
    found = [fault for fault in faults(chosen) if (fault.sheet, fault.column) == (sheet, column)]
    told = [fault for fault in found if words in fault.what]
    assert told, faults(chosen)
    assert all(fault.why and fault.fix for fault in told)
    assert told[0].fatal is fatal


def test_the_row_is_the_row_of_the_sheet() -> None:
    """A fault counts the filled rows; the place says the number the author sees in Excel."""
    chosen = tiny(GOOD, {**GOOD, "左式": "=没有"})
    (fault,) = [fault for fault in faults(chosen) if fault.fatal]
    assert fault.place({"规则": (2, 5)}) == "工作表“规则”第5行“左式”（R002 测试规则）"


def test_a_rule_switched_off_may_be_unfinished() -> None:
    """Nothing is said of a rule that is not in force."""
    assert faults(tiny(GOOD, {"启用": "否", "左式": "=没有", "提示语": "{空}", "改正指引": ""})) == []


def test_rules_of_different_years_may_be_alike() -> None:
    """The same check with another tolerance each year is no doubling."""
    assert faults(tiny({**GOOD, "年度止": 2022}, {**GOOD, "年度起": 2023})) == []
