"""R068: what a template left."""

from __future__ import annotations

import pytest

from tests.prose.texts import SEED, found, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XX市财政局", ["XX"]),
        ("填报日期：20XX年X月X日", ["20XX", "X月X日"]),
        ("××××局负责", ["××××"]),
        ("支出【待填:支出合计_决算】元", ["【待填:支出合计_决算】"]),
        ("得分【待核实：自评总分】分", ["【待核实：自评总分】"]),
        ("{{ 单位名称 }}成立于2019年", ["{{ 单位名称 }}"]),
        ("支出____万元", ["____"]),
        ("主要职能（请填写主要职能）", ["（请填写主要职能）"]),
        ("是否公开：□是 □否", ["□是 □否"]),
    ],
)
def test_what_a_template_left_is_named_exactly(text, expected):
    assert words(text, "R068") == expected


@pytest.mark.parametrize(
    "text",
    [
        "实施“XX”工程",
        "联系电话138XXXX0000",
        "购置XXL工作服、RFXX型设备",
        "规格100×100×50",
        "3××4",
        "填补空白，有待填补；待核实线索3条",
        "（请见附件1）",
        "单位性质：☑行政 □事业 □其他",
        "负责人（签字）：______　日期：____",
        "________________________",
        "示例市财政局（示例）",
        "服务某市场主体、某区域",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert words(text, "R068") == []


def test_what_may_be_meant_is_a_hint():
    """“某单位” may be a template's, or an example's."""
    (finding,) = found("某单位负责组织实施", "R068")
    assert finding.level == "提示"


def test_the_published_report_has_none():
    assert found(SEED, "R068") == []
