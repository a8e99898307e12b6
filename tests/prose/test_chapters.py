"""R069: chapters that the outline asks for."""

from __future__ import annotations

import pytest

from tests.prose.texts import SEED, found

BARE = "示例市水利局自评报告\n" + "\n".join(f"第{n}段，说明有关情况。" for n in range(1, 10))


def test_the_published_report_lacks_problems_and_improvements_alone():
    """One hint about the report as a whole; the chapters below are not named again."""
    (finding,) = found(SEED, "R069")
    assert (finding.spot, finding.level) == (None, "提示")
    assert finding.message == "报告缺少：“存在问题及改进措施”"


@pytest.mark.parametrize(
    "more",
    [
        "四、存在问题及改进措施\n（一）存在问题\n不足。\n（二）改进措施\n改进。",
        "四、存在的不足\n进度慢。\n五、下一步打算\n加快进度。",
        "四、问题与建议\n建议加快进度。",
    ],
)
def test_chapters_by_other_words_are_there(more):
    assert found(f"{SEED}\n{more}", "R069") == []


def test_a_chapter_of_the_outline_that_is_gone_is_named():
    """With what is below it folded into it."""
    text = (
        SEED.replace("三、绩效自评情况", "")
        .replace("（一）自评结果", "")
        .replace("（二）部门整体支出绩效指标分析", "")
    )
    (finding,) = found(text, "R069")
    assert finding.message == "报告缺少：“绩效自评情况”、“存在问题及改进措施”"


def test_another_outline_is_asked_for_problems_and_improvements_only():
    (finding,) = found(BARE, "R069")
    assert finding.message == "报告缺少：“存在问题”、“改进措施”"


@pytest.mark.parametrize(
    "text",
    [
        "（一）主要职责\n1.甲。\n2.乙。",
        "2022年支出512万元。",
        "关于做好绩效自评工作的通知\n一、范围\n全部资金。\n二、时间\n四月。\n三、要求\n按时报送。",
    ],
)
def test_fragments_and_other_papers_are_not_asked(text):
    assert found(text, "R069") == []
