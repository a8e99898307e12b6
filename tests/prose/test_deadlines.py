"""R143: what is said to be done in time, beside the dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.texts import SEED, found, words

HEAD = "示例局整体绩效自评报告\n填报日期：2023年4月25日\n"


def test_the_published_report_says_it_is_done_before_it_is():
    (finding,) = found(SEED, "R143")
    assert finding.spot is not None
    assert finding.spot.text == "按时按质在4月30日前完成"
    assert "2023年4月30日" in finding.message
    assert "2023年4月25日" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "将按时在4月30日前完成自评材料的报送。",
        "应按时在4月30日前完成自评材料的报送。",
        "要求各单位按时在4月30日前完成自评。",
        "各科室按时在3月31日前完成自评材料报送。",
        "按时在4月25日前完成自评材料的报送。",
        "该项目已于6月30日前完成。",
        "按时在4月10日前完成自评。",
    ],
)
def test_what_is_to_come_or_was_done_is_left_alone(text):
    assert words(HEAD + text, "R143") == []


def test_handed_in_before_a_day_the_report_is_later_than():
    assert words(f"{HEAD}已按时在4月20日前完成自评材料报送。", "R143") == ["按时在4月20日前完成"]


@given(st.integers(1, 28), st.integers(1, 28))
def test_two_days_further_apart_than_the_sentence_allows(february, march):
    """“15日内” is held against the two days of its sentence; the second one is named."""
    text = f"财政局2022年2月{february}日批复，我局3月{march}日批复下属，符合15日内批复的规定。"
    expected = [f"3月{march}日"] if 28 - february + march > 15 else []
    assert words(HEAD + text, "R143") == expected


def test_published_too_late_after_approval():
    """Where the sentence names no term, that of 办理期限 holds."""
    text = "部门预算于2022年2月8日批复，我局于2022年{}在网站公开。"
    assert words(HEAD + text.format("2月28日"), "R143") == []
    assert words(HEAD + text.format("3月1日"), "R143") == ["2022年3月1日"]
