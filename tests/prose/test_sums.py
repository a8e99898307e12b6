"""A whole and its parts in words (R064)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.clean_sums import CLEAN
from tests.prose.said import faults, report_findings, said, seed, told

MINE = {"R063", "R064", "R065", "R141", "R145"}
#: (unit, how many 元 it is, decimals).
SCALES = [("元", 1, 2), ("万元", 10**4, 2), ("万元", 10**4, 6), ("亿元", 10**8, 4)]
amounts = (
    st.integers(10**8, 10**12)
    .filter(lambda cents: len(set(str(cents))) > 4)
    .map(lambda cents: Decimal(cents) / 100)
)


def written(value: Decimal, unit: str, size: int, places: int) -> str:
    """An amount in 元 rounded as it would be written in that unit."""
    return f"{value / size:.{places}f}{unit}"


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: (text if isinstance(text, str) else text[0])[:12])
def test_true_sentences(text):
    """Nothing is told of sentences that are true, partial lists and overlapping parts among them."""
    paragraphs = (text,) if isinstance(text, str) else text
    assert not [found.message for found in report_findings(said(*paragraphs)) if found.rule in MINE]


def test_all_true_sentences_in_one_report():
    """Nor where they all stand in one report."""
    paragraphs = [line for text in CLEAN for line in ((text,) if isinstance(text, str) else text)]
    strict = [
        found for found in report_findings(said(*paragraphs)) if found.rule in MINE and found.level != "提示"
    ]
    assert not [found.message for found in strict]


def test_the_published_report():
    """Its sum, its five sections and its figures hold: 19563574.39=5678716.64+13884857.75."""
    assert not [found.message for found in report_findings(said(*seed())) if found.rule in MINE]


@given(st.lists(amounts, min_size=2, max_size=2), st.sampled_from(SCALES), st.sampled_from(SCALES))
def test_rounded_sums_are_never_told(parts, whole_scale, scale):
    """Whatever unit the whole and its parts are rounded to."""
    whole = written(sum(parts), *whole_scale)
    basic, project = (written(part, *scale) for part in parts)
    for text in (
        f"2022年支出合计{whole}，其中基本支出{basic}，项目支出{project}。",
        f"2022年支出{whole}。其中：基本支出{basic}；项目支出{project}。",
        f"全年支出{whole}（基本支出{basic}、项目支出{project}），年末无结余。",
        f"货物采购{basic}，工程采购{project}，合计{whole}。",
    ):
        assert not faults("R064", text)


@given(st.lists(amounts, min_size=2, max_size=2), st.sampled_from(SCALES), st.data())
def test_a_changed_digit_is_told(parts, scale, data):
    """Any digit but the last of the whole of 基本支出 and 项目支出, which are all there are."""
    whole = written(sum(parts), *scale)
    digits = [at for at, sign in enumerate(whole) if sign.isdigit()][:-1]
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([sign for sign in "123456789" if sign != whole[at]]))
    wrong = whole[:at] + digit + whole[at + 1 :]
    basic, project = (written(part, *scale) for part in parts)
    text = f"2022年支出合计{wrong}，其中基本支出{basic}，项目支出{project}。"
    assert told("R064", text) == [wrong]


@given(st.lists(amounts, min_size=3, max_size=5), st.integers(0, 2))
def test_a_list_of_some_parts_is_not_told(parts, skipped):
    """Parts whose names are not all there are may leave out others, even a round amount."""
    rest = 3 * Decimal(10) ** (len(str(int(sum(parts)))) - skipped)
    names = ("教育支出", "科技支出", "卫生支出", "农林水支出", "交通支出")
    listed = "，".join(f"{name}{part}元" for name, part in zip(names, parts, strict=False))
    assert not faults("R064", f"2022年支出{sum(parts) + rest}元，其中{listed}。")


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 50))
def test_people(officials, staff, more):
    """行政 and 事业 exclude each other: they may be fewer than all, but not more."""
    parts = f"（其中行政{officials}人、事业{staff}人）"
    assert not faults("R064", f"在职{officials + staff}人{parts}，退休{more}人。")
    assert not faults("R064", f"在职{officials + staff + more}人{parts}，退休{more}人。")
    fewer = max(officials, staff)
    if fewer < officials + staff:
        assert told("R064", f"在职{fewer}人{parts}，退休{more}人。") == [f"{fewer}人"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # A near miss of a list of any names.
        ("2022年支出12020.61万元，其中教育支出2020.61万元，卫生支出10003.24万元。", "12020.61万元"),
        # Two digits swapped.
        (
            "总收入1956.63万元，其中一般公共预算财政拨款收入1880.73万元，政府性基金收入75.63万元。",
            "1956.63万元",
        ),
        # A digit of a part lost.
        ("支出19563574.39元，其中教育支出5678716.64元，卫生支出1384857.75元。", "19563574.39元"),
        # A round part beside others is exact.
        ("安排资金89.90万元（其中货物30万元、工程30万元、服务29.99万元），已支付。", "89.90万元"),
        # The inner of two brackets only.
        (
            "支出1.2亿元，其中基本支出3200万元（人员经费2800万元、公用经费300万元），项目支出8800万元。",
            "3200万元",
        ),
        # Behind its parts.
        ("工程12,345,678.90元、货物33,333,222.33元，合计45,678,910.23元。", "45,678,910.23元"),
        # The three public expenses.
        (
            "“三公”经费支出17133.56元，其中公务接待费3133.56元，公务用车运行费15000元，因公出国费0元。",
            "17133.56元",
        ),
    ],
)
def test_sums_that_do_not_hold(text, words):
    """The whole is told, once."""
    assert told("R064", text) == [words]


def test_the_message():
    """It says the parts, their sum, the whole as written, and the difference."""
    (found,) = faults("R064", "支出100.50万元，其中基本支出60.25万元，项目支出41.25万元。")
    assert (
        found.message
        == "基本支出60.25万元+项目支出41.25万元=101.50万元，“支出”写的是100.50万元，相差1.00万元"
    )
    assert found.level == "核实"
