"""R071: slips that reports are known for."""

from __future__ import annotations

import pytest

from tests.prose.texts import SEED, found, standard, words


def test_the_published_report_has_one():
    (finding,) = found(SEED, "R071")
    assert finding.spot is not None
    assert (finding.spot.text, finding.spot.repair, finding.level) == ("互联网十", "互联网+", "提示")


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("资产账与财务帐相符", "财务帐", "财务账"),
        ("合计3十5=8万元", "3十5", "3+5"),
        ("及时拔付资金", "拔付", "拨付"),
        ("支出19563574..39元", "4..3", "4.3"),
        ("完成目标，，效果良好", "，，", "，"),
        ("我局己经完成", "己经", "已经"),
    ],
)
def test_a_slip_is_named_and_mended(text, wrong, right):
    (finding,) = found(text, "R071")
    assert finding.spot is not None
    assert (finding.spot.text, finding.spot.repair) == (wrong, right)


@pytest.mark.parametrize(
    "text",
    [
        "互联网十大品牌",
        "绩效目的的实现",
        "自己经营",
        "从中选拔付出较多者",
        "发布署名文章",
        "二十三人",
        "省略。。。",
    ],
)
def test_words_that_only_hold_a_slip_are_left_alone(text):
    assert words(text, "R071") == []


def test_every_pair_is_found_and_its_right_word_is_not():
    """Each entry of 典型错字 finds its wrong word, and is silent on the right one."""
    entries = next(entry for entry in standard().vocabulary if entry.name == "典型错字").values
    for entry in entries:
        wrong, _, right = str(entry).replace("#", "3").partition("=")
        assert words(f"甲{wrong}乙", "R071"), entry
        assert not words(f"甲{right}乙", "R071"), entry
