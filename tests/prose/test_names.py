"""Whose report it is: the unit's name on the cover, in the title and as the subject."""

from __future__ import annotations

import pytest

from tests.prose.beside import TEXT, clean, found, said, seed

OPENING = "评价单位：湛江市政务服务数据管理局本级\n"


def test_the_published_report_mixes_the_whole_and_its_own_level() -> None:
    """One finding at 本级: titled as of the whole, and subordinate units in the text."""
    (finding,) = (f for f in found(TEXT, seed()) if f.rule == "R066")
    assert finding.spot
    assert (finding.spot.paragraph, finding.spot.text) == (3, "本级")
    assert "整体绩效自评报告" in finding.message
    assert "下属事业单位包括" in finding.message


def test_it_is_found_without_a_workbook() -> None:
    """The report's own words are enough."""
    assert said(TEXT, None, "R066") == [("R066", "本级")]


def test_a_report_of_the_own_level_without_subordinates_is_right() -> None:
    """整体 is also what a single unit's report is called."""
    text = f"部门整体支出绩效自评报告\n{OPENING}我局无下属单位。"
    assert said(text, seed(), "R066") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("评价单位：湛江市财政局", "湛江市财政局"),
        ("湛江市财政局2022年度部门整体支出绩效自评报告", "湛江市财政局"),
        ("现将2022年度湛江市民政局整体绩效自我评价报告如下：", "湛江市民政局"),
        ("评价单位：湛江市政务服务数据管理局", "湛江市政务服务数据管理局"),
    ],
)
def test_another_units_name_is_found(text: str, words: str) -> None:
    """Another unit, or the department in place of its own level."""
    assert said(text, seed(), "R066") == [("R066", words)]


@pytest.mark.parametrize(
    "text",
    [
        "评价单位：湛江市政务服务数据管理局（本级）",
        "湛江市政务服务数据管理局2022年度部门整体支出绩效自评报告",
        "市政务服务数据管理局2022年支出数是5元。",
        "根据《湛江市财政局关于开展绩效自评工作的通知》，我局开展自评。",
        "湛江市公共资源交易中心2022年度部门整体支出情况良好。",
        "收到市财政局通知后，湛江市财政局组织了培训。",
        "湛江市政数局整体绩效目标合理。",
        "按照部署，湛江市财政局绩效自评工作通知要求，我局开展自评。",
    ],
)
def test_own_short_and_subordinate_names_are_known(text: str) -> None:
    """Abbreviations, the department, subordinate units and whoever sends a notice are no strangers."""
    assert said(text, seed(), "R066") == []


def test_brackets_and_marks_of_an_example_make_no_other_name() -> None:
    """A name in the workbook with a note behind it is the same."""
    assert said("评价单位：湛江市公共资源交易中心", clean(), "R066") == []
