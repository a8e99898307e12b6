"""A stated count and the list behind it (R063)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.said import faults, seed, told

SECTIONS = (
    *("办公室", "人事科", "财务科", "法规科", "综合业务科"),
    *("规划与监管科", "信息中心", "审批管理与改革科", "教育和科技科", "机关党委"),
)
#: Ways to state a count, with {n} for it, and the sign or word before the list.
FORMS = ("设{n}个职能科室：", "下属单位{n}家，包括", "内设{n}个机构，分别为", "我局共有{n}个科室，即")
CHINESE = "零一二三四五六七八九十"


@st.composite
def lists(draw):
    """A list of two to eight names as people write it, and how many there are."""
    names = draw(st.lists(st.sampled_from(SECTIONS), min_size=2, max_size=8, unique=True))
    remarks = draw(
        st.lists(st.sampled_from(["", "（含甲科、乙室）", "（加挂丙办牌子）"]), min_size=8, max_size=8)
    )
    items = [name + remark for name, remark in zip(names, remarks, strict=False)]
    joined = draw(st.sampled_from(["、", "和"]))
    return "、".join(items[:-1]) + joined + items[-1], len(items)


def sentence(form: str, number: int, names: str, *, chinese: bool) -> str:
    return form.format(n=CHINESE[number] if chinese else number) + names + "。本部门编制19名。"


@given(lists(), st.sampled_from(FORMS), st.booleans())
def test_a_right_count_is_never_told(listed, form, chinese):
    """Whatever the names, remarks, numerals and the last 和: a count that fits its list is no fault."""
    names, number = listed
    assert not faults("R063", sentence(form, number, names, chinese=chinese))


@given(lists(), st.sampled_from(FORMS), st.booleans(), st.integers(2, 4))
def test_a_wrong_count_is_told(listed, form, chinese, more):
    """Two or more too many are told, with the count said and the number of names."""
    names, number = listed
    stated = min(number + more, 10)
    if stated < number + 2:
        return
    found = faults("R063", sentence(form, stated, names, chinese=chinese))
    assert [(int(one.left), int(one.right)) for one in found] == [(stated, number)]


@pytest.mark.parametrize("number", [2, 3, 4, 6, 7, 10])
def test_the_reports_five_sections(number):
    """In the published report the five sections are five; any other number before them is told."""
    text = "\n".join(seed())
    assert "设5个职能科室：" in text
    assert not faults("R063", *seed())
    changed = [line.replace("设5个职能科室", f"设{number}个职能科室") for line in seed()]
    assert told("R063", *changed) == [f"{number}个职能科室"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("下属3个单位：甲中心和乙中心。", "3个单位"),
        ("下属4个单位：甲中心、乙中心和丙中心。", "4个单位"),
        ("获得三项荣誉：一是全国先进；二是省级文明单位。", "三项荣誉"),
        ("建成4个系统，即“甲系统”“乙系统”“丙系统”。", "4个系统"),
        ("设3个科室：办公室、财务科、业务科、人事科等。", "3个科室"),
        ("设4个科室：办公室，财务科，业务科。", "4个科室"),
        ("存在以下三个问题：（1）预算不细；（2）进度偏慢。", "三个问题"),
    ],
)
def test_lists_that_do_not_fit(text, words):
    """The words told are the count and what is counted."""
    assert told("R063", text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "设3个科室：办公室、财务科等。",
        "有12家下属单位，主要有甲中心、乙中心。",
        "2个项目：教育、科技平台项目，医疗平台项目。",
        "内设3个科室和2个下属单位：办公室、财务科、业务科、甲中心、乙中心。",
        "3个项目分别为100万元、200万元。",
        "第3个阶段：甲中心、乙中心。",
        "近5个科室：甲科、乙科。",
        "我局共有5个科室。一是办公室承担协调，二是业务科承担审批。",
        "召集3个单位参加会议：传达精神、部署工作。",
    ],
)
def test_what_may_be_meant_otherwise_is_not_told(text):
    """An open list, a list of two counts, amounts, and what is no list of what is counted."""
    assert not faults("R063", text)


def test_numbered_paragraphs():
    """Items that are paragraphs are counted by their numbers, whatever stands between them."""
    items = (
        "1.数量指标。",
        "均已完成。",
        "2.质量指标。",
        "（1）合格率。",
        "（2）优良率。",
        "3.时效指标。",
        "二、自评结果",
    )
    assert not faults("R063", "绩效目标分为3个方面：", *items)
    assert told("R063", "绩效目标分为4个方面：", *items) == ["4个方面"]
    assert told("R063", "绩效目标分为两个方面：", *items) == ["两个方面"]


def test_the_message():
    """The message says both numbers and every name with its brackets as the report has them."""
    (found,) = faults("R063", "下属事业单位3家，包括甲中心、乙中心（含丙、丁）。")
    assert found.message == "报告称3个，列出2个：甲中心、乙中心（含丙、丁）"
    assert found.level == "核实"
