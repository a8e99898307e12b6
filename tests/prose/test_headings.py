"""R067: numbers of headings and lists that are missing, jump, come twice, go back or are out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.texts import SEED, found, passages, words
from xltools.core.prose.outline.ordinals import chinese, number_of, ordinal_at

#: How each style writes its numbers.
STYLES = {
    "部分": lambda n: f"第{chinese(n)}部分 ",
    "一、": lambda n: f"{chinese(n)}、",
    "（一）": lambda n: f"（{chinese(n)}）",
    "1.": lambda n: f"{n}.",
    "（1）": lambda n: f"（{n}）",
    "1）": lambda n: f"{n}）",
    "①": lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1],
}


def test_the_published_report_lacks_its_first_number():
    """“单位基本情况” lacks 一、, and that is all; the repair puts it there."""
    (finding,) = found(SEED, "R067")
    assert finding.spot is not None
    assert (finding.spot.text, finding.spot.repair) == ("单位基本情况", "一、单位基本情况")
    assert finding.message == "“单位基本情况”缺少序号，应为“一、”"
    assert found(SEED.replace("单位基本情况", "一、单位基本情况"), "R067") == []


@given(st.integers(1, 99))
def test_chinese_numbers_read_as_they_are_written(number):
    assert number_of(chinese(number)) == number
    assert ordinal_at(f"{chinese(number)}、总体").number == number


@pytest.mark.parametrize("text", ["十十、总体", "总体情况", "一是加强管理", "第一季度", "12月", "(略)", ""])
def test_other_words_are_no_ordinal(text):
    assert ordinal_at(text) is None


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_item_numbered_nought_is_reported(number):
    """No list counts from 0: such a number is a slip, wherever in the list it stands."""
    lines = [f"{n}.负责第{chinese(n)}方面的工作。" for n in range(1, 5)]
    lines[number - 1] = lines[number - 1].replace(f"{number}.", "0.", 1)
    assert [each.rule for each in found("主要职能是：\n" + "\n".join(lines), "R067")] == ["R067"]


@st.composite
def outlines(draw, depth=None):
    """Lines of headings, each run numbered from 1, to any depth, with text between."""
    styles = draw(st.lists(st.sampled_from(list(STYLES)), min_size=1, max_size=4, unique=True))
    styles.sort(key=list(STYLES).index)

    def run(level):
        lines = []
        for number in range(1, draw(st.integers(1, 4)) + 1):
            lines.append(f"{STYLES[styles[level]](number)}{draw(st.sampled_from(TITLES))}")
            if draw(st.booleans()):
                lines.append("本单位认真开展了有关工作，取得了预期的效果。")
            if level + 1 < len(styles) and draw(st.booleans()):
                lines += run(level + 1)
        return lines

    return run(0)


TITLES = ["总体情况", "预算执行", "机构设置。内设科室5个。", "“三公”经费", "一体化建设", "资产管理情况"]


@given(outlines())
def test_a_right_run_of_any_depth_is_never_reported(lines):
    assert words("\n".join(lines), "R067") == []


@given(st.sampled_from(list(STYLES)), st.integers(3, 9), st.data())
def test_one_heading_dropped_from_a_run_is_reported_once(style, count, data):
    """Where one inside is taken out, the next one is named: its number jumps."""
    gone = data.draw(st.integers(2, count - 1))
    lines = [f"{STYLES[style](n)}第{n}项工作" for n in range(1, count + 1) if n != gone]
    (finding,) = found("\n".join(lines), "R067")
    assert finding.spot is not None
    assert finding.spot.text.strip() == STYLES[style](gone + 1).strip()
    assert STYLES[style](gone).strip() in finding.message


@given(st.sampled_from(list(STYLES)), st.integers(3, 9), st.data())
def test_one_wrong_number_in_a_run_is_named_and_mended(style, count, data):
    """Any other number in the place of one inside a run: one finding, at that number, with the right one."""
    place = data.draw(st.integers(2, count - 1))
    wrong = data.draw(st.integers(1, 9).filter(lambda n: n not in (place, place + 1)))
    lines = [f"{STYLES[style](wrong if n == place else n)}第{n}项工作" for n in range(1, count + 1)]
    (finding,) = found("\n".join(lines), "R067")
    assert finding.spot is not None
    assert finding.spot.paragraph == place
    assert (finding.spot.repair or "").strip() == STYLES[style](place).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、甲\n二、乙\n二、丙\n三、丁", ["二、"]),
        ("（一）甲\n（三）乙\n（二）丙\n（四）丁", ["（三）"]),
        ("一、概况。\n二、收支。\n三、绩效。\n情况属实。\n一、问题", ["一、"]),
        ("1.甲。\n2.乙。\n3.丙。\n9.丁。", ["9."]),
    ],
)
def test_doubled_swapped_and_restarted_numbers(text, expected):
    assert words(text, "R067") == expected


@pytest.mark.parametrize(
    "text",
    [
        "主要职责：\n1.甲。\n2.乙。\n重点工作：\n1.丙。\n2.丁。",
        "三、甲\n（一）乙\n（二）丙\n四、丁",
        "我局认真开展自评。\n项目进展顺利。",
        "主要职责：1.甲；\n2.乙；\n3.丙。",
        "一、甲：（一）乙；（二）丙。\n（三）丁。\n二、戊",
        "二、概况\n三、四季度支出较多。\n三、问题",
        "1.2022年收入增加。\n2.2022年支出减少。\n3.5万元以上的项目2个。",
        "目录\n一、概况\n二、收支\n一、概况\n情况如文。\n二、收支",
        "一、概况\t1\n二、收支\t3\n一、概况\n二、收支",
        "（一）甲\n(二)乙\n（三)丙",
        "一、收入\n三、其他\n附件：\n一、表样\n二、说明"[:5] + "\n二、支出\n附件1\n一、表样\n二、说明",
        "一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n（四）己",
    ],
)
def test_lists_fragments_and_tables_of_contents_are_left_alone(text):
    assert words(text, "R067") == []


def test_an_unnumbered_heading_among_numbered_ones_of_its_style():
    """By the style of its paragraph; where its number is the one missing, it is mended."""
    bare = passages(("一、概况", "", 1), ("收支情况", "", 1), ("二、绩效", "", 1), ("三、问题", "", 1))
    assert words(bare, "R067") == ["收支情况"]
    gap = passages(("一、概况", "", 1), ("收支情况", "", 1), ("三、绩效", "", 1))
    (finding,) = found(gap, "R067")
    assert finding.spot is not None
    assert finding.spot.repair == "二、收支情况"


def test_numbers_that_word_puts_itself_count():
    """A run of automatic numbers is read; what breaks is named by its words, and not rewritten."""
    right = passages(("概况", "一、", 1), ("机构", "（一）", 2), ("收支", "二、", 1))
    assert words(right, "R067") == []
    broken = passages(("概况", "一、", 1), ("收支", "二、", 1), ("问题", "四、", 1))
    (finding,) = found(broken, "R067")
    assert finding.spot is not None
    assert (finding.spot.text, finding.spot.repair) == ("问题", None)
