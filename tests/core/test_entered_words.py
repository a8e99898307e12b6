"""What people type for a date, a choice or nothing: read exactly, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.amounts import currency_suffixes
from xltools.core.entry.entered import is_nothing, read_answer, read_choice, read_date, read_number

from .ways import HIDDEN, gaps

YUAN = currency_suffixes("元")

DATE_FORMS = (
    *("{y}.{m}.{d}", "{y}-{m}-{d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}年{m}月{d}号", "{y}年{m}月{d}"),
    *(
        "{y}.{m:02}.{d:02}",
        "{y}-{m:02}-{d:02}",
        "{y}/{m:02}/{d:02}",
        "{y}年{m:02}月{d:02}日",
        "{y}{m:02}{d:02}",
    ),
    *("{y}-{m:02}-{d:02} 00:00:00", "{y}/{m}/{d} 8:30", "{y}-{m:02}-{d:02}T23:59:59", "{y} 年 {m} 月 {d} 日"),
)


@given(st.dates(dt.date(1900, 3, 1)), st.sampled_from(DATE_FORMS), st.data())
def test_a_date_written_in_any_way_is_read_back(date: dt.date, form: str, data: st.DataObject) -> None:
    """Each way to write a date, in any width, with spaces around and unseen marks in it."""
    text = form.format(y=f"{date.year:04}", m=date.month, d=date.day)
    chars = [chr(ord(c) + 0xFEE0) if c in "0123456789.-/" and data.draw(st.booleans()) else c for c in text]
    chars.insert(data.draw(st.integers(0, len(chars))), data.draw(st.sampled_from(["", *HIDDEN])))
    assert read_date(data.draw(gaps()) + "".join(chars) + data.draw(gaps())) == date


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2022.13.01",
            "2022-02-30",
            "2023.2.29",
            "20221301",
            "2022.12",
            "2022年",
            "2022年12月",
            "12/31",
            "12.31",
        ),
        *(
            "22.12.31",
            "2022-12.31",
            "2022/12-31",
            "31/12/2022",
            "2022 1231",
            "2022.12.31.",
            "2022123",
            "202212311",
        ),
        *(
            "2022.12.31前",
            "约2022.12.31",
            "2022.12.31-2023.1.5",
            "2022-12-31 24:30",
            "2022-12-31 08:60",
            "2022-12-31 8",
            "二〇二二年十二月三十一日",
            "45041",
        ),
        *("1900-02-28", "1899.12.31", "0000-00-00", "无", "", "2022。12。31", "٢٠٢٢-١٢-٣١"),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """No such day, a part missing, two dates, no time of day, other digits: not guessed."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "　\u200b", "-", "－", "--", "—", "——", "–", "/", "／", "//", "……", "\n", "\u00a0"),
        *("无", " 无 ", "（无）", "无。", "暂无", "没有", "空", "不涉及", "不适用", "N/A", "NA"),
    ],
)
def test_words_and_strokes_for_nothing(text: str) -> None:
    """There is none: said in one of the usual ways; never a number or a date."""
    assert is_nothing(text)
    assert read_number(text, YUAN) is None
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text", ["0", "零", "一", "待定", "无误", "-1", "无违规", "null", "?", "同上", "—5", "无法统计"]
)
def test_what_says_something_is_not_nothing(text: str) -> None:
    """A zero, an answer, a word that begins alike: not nothing."""
    assert not is_nothing(text)


def test_nothing_in_answer_to_a_question() -> None:
    """Asked for 是 or 否, 无 may mean 否: it is not taken for a blank; a stroke is."""
    assert not is_nothing("无", question=True)
    assert is_nothing("—", question=True)


CHOICES = ("行政单位", "参公事业单位", "≥", "=", "A类")


@given(st.sampled_from(CHOICES), st.data())
def test_a_choice_in_another_width_or_with_spaces(choice: str, data: st.DataObject) -> None:
    """The one choice it is; nothing shorter or longer is."""
    wide = {"=": "＝", "A": "Ａ"}
    text = "".join(wide.get(char, char) if data.draw(st.booleans()) else char for char in choice)
    assert read_choice(data.draw(gaps()) + text + data.draw(gaps()), CHOICES) == choice
    assert read_choice(text + "等", CHOICES) is None
    assert read_choice("单位", CHOICES) is None


def test_choices_that_only_differ_in_case_are_not_told_apart() -> None:
    """Two choices could be meant: none is taken."""
    assert read_choice("Ａ类", ("a类", "A类")) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(("是 ", "是"), ("√", "是"), ("✓", "是"), ("✔️", "是"), ("Ｙ", "是"), ("yes", "是")),
        *(("　否", "否"), ("×", "否"), ("✗", "否"), ("N", "否")),
        *(("有", None), ("无", None), ("是的", None), ("是否", None), ("1", None), ("", None), ("对", None)),
    ],
)
def test_marks_for_yes_and_no(text: str, answer: str | None) -> None:
    """The usual marks; anything else is no answer."""
    assert read_answer(text) == answer
