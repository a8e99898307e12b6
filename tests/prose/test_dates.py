"""R142: dates and years that cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.beside import said, seed
from tests.prose.texts import SEED, found, words

HEAD = "示例局整体绩效自评报告\n评价年度：2022年度\n填报日期：2023年4月25日\n"
DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2023, 4, 24))


def of(date: dt.date) -> str:
    """A date as reports write it."""
    return f"{date.year}年{date.month}月{date.day}日"


def test_a_stage_of_the_published_report_ends_after_its_date():
    assert words(SEED, "R142") == ["4月23日-4月28日"]


@pytest.mark.parametrize(
    "wrong",
    [
        "2023年2月29日",
        "2月30日",
        "13月5日",
        "4月31日",
        "4月28日-4月23日",
        "2022年12月1日至2021年12月5日",
        "3月20-18日",
    ],
)
def test_days_that_are_none_and_ranges_turned_round(wrong):
    assert words(f"{HEAD}{wrong}开展检查。", "R142") == [wrong]


@given(DAYS, DAYS)
def test_a_day_there_is_and_a_range_in_order_are_never_reported(one, other):
    first, last = sorted((one, other))
    assert words(f"{HEAD}{of(first)}至{of(last)}开展检查，{of(one)}验收。", "R142") == []


@given(DAYS, DAYS)
def test_a_range_in_whole_dates_is_reported_where_it_goes_back(one, other):
    first, last = sorted((one, other))
    expected = [f"{of(last)}至{of(first)}"] if first < last else []
    assert words(f"{HEAD}{of(last)}至{of(first)}开展检查。", "R142") == expected


@pytest.mark.parametrize(
    "right",
    [
        "2020年2月29日",
        "12月1日至1月15日",
        "2022年12月20日至2月10日储备化肥",
        "2022年9月1日至7月10日为一学年",
        "2021年10月至2024年6月为工期",
        "到2035年基本实现远景目标",
        "《办法》（示财〔2019〕26号）",
        "始建于1368年",
        "每月25日至次月5日",
        "将于2023年5月10日公开",
        "已于2022年5月10日公开",
        "合同期为2022年7月1日至2025年6月30日",
    ],
)
def test_dates_that_may_well_be_meant_are_left_alone(right):
    assert words(f"{HEAD}{right}。", "R142") == []


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ("已于2023年5月10日公开", "2023年5月10日"),
        ("根据《预算管理办法》（示财〔2033〕3号）", "〔2033〕3号"),
        ("2922年支出512万元", "2922年"),
        ("1022年支出512万元", "1022年"),
        ("现将2021年度整体绩效自评报告如下", "2021"),
    ],
)
def test_years_and_days_yet_to_come(wrong, at):
    assert words(f"{HEAD}{wrong}。", "R142") == [at]


STAGES = "自评分三步：{}：部署。{}：自评。{}：汇总。"


def test_stages_in_order_are_right_and_out_of_order_are_not():
    """In order before the report's date; going back is to be checked, overlapping is a hint."""
    right = STAGES.format("3月1日-3月10日", "3月11日-3月20日", "3月21日-4月20日")
    assert words(HEAD + right, "R142") == []
    back = STAGES.format("3月11日-3月20日", "3月1日-3月10日", "3月21日-4月20日")
    assert words(HEAD + back, "R142") == ["3月1日-3月10日"]
    (over,) = found(HEAD + STAGES.format("3月1日-3月15日", "3月11日-3月20日", "3月21日-4月20日"), "R142")
    assert over.level == "提示"


def test_the_report_is_of_the_year_after():
    """The year after that is a hint; within the year itself, to be checked."""
    (late,) = found(HEAD.replace("2023年4月", "2024年4月"), "R142")
    assert late.level == "提示"
    (early,) = found(HEAD.replace("2023年4月", "2022年4月"), "R142")
    assert early.level == "核实"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2026年，我局完成各项任务", "提示"),
        ("2042年，我局完成各项任务", "核实"),
        ("2012年支出512万元", "提示"),
        ("为做好2021年度整体支出绩效自评工作", "提示"),
        ("到2026年，实现全覆盖的目标", None),
        ("比2012年支出增加12万元", None),
        ("2023年、2024年计划各投资3亿元", None),
    ],
)
def test_years_far_from_the_reports_own(text, level):
    """The further, the surer; plans and comparisons may speak of any."""
    assert [finding.level for finding in found(f"{HEAD}{text}。", "R142")] == ([level] if level else [])


def test_the_year_of_a_title_may_be_the_one_it_was_written_in():
    """Then the report's date is a hint at most."""
    (finding,) = found("2023年度整体支出绩效自评报告\n填报日期：2023年4月25日\n一、概况", "R142")
    assert finding.level == "提示"


def test_date_and_year_in_cells():
    """Words and date may stand in cells beside each other."""
    text = "评价年度\n2022\n填报日期\n2022年4月25日\n一、概况"
    assert words(text, "R142") == ["2022年4月25日"]


def test_a_date_alone_below_the_text_is_the_reports():
    """What is said to have been done later is found by it; a date of long ago is none of the report's."""
    text = "评价年度：2022\n2019年1月5日\n已于2023年6月1日公开。\n示例局\n2023年4月25日"
    assert words(text, "R142") == ["2023年6月1日"]


def test_date_and_year_beside_the_workbook():
    """The published report's agree with its workbook; another date or year is named, by one rule."""
    assert [f.spot.text for f in found(SEED, "R142", seed()) if f.spot] == ["4月23日-4月28日"]
    other = SEED.replace("填报日期：2023年4月25日", "填报日期：2023年4月24日")
    told = said(other, seed(), "R060", "R142")
    assert [rule for rule, words in told if words == "2023年4月24日"] == ["R060"]
    year = SEED.replace("评价年度：2022年度", "评价年度：2021年度")
    told = said(year, seed(), "R060", "R142")
    assert [rule for rule, words in told if "2021" in words] == ["R060"]


def test_a_sum_of_the_year_said_to_be_of_another():
    """“2021年支出数是19563574.39元”, which the workbook reports for 2022."""
    text = SEED.replace("2022年支出数是", "2021年支出数是")
    told = said(text, seed(), "R060", "R142")
    assert [rule for rule, words in told if words == "2021年"] == ["R060"]


def test_a_stage_beside_the_workbook():
    """One of its days is the workbook's, the other is not: that one is named."""
    text = SEED.replace("4月23日-4月28日", "4月24日-4月28日")
    assert "4月24日" in [f.spot.text for f in found(text, "R142", seed()) if f.spot]
