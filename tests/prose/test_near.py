"""Figures one misprint away from another (R141)."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.prose.said import faults, seed, told
from xltools.core.prose.sums.misprints import misprint

rows = st.integers(10_000_001, 99_999_999).filter(lambda number: number % 10).map(str)


def spending(row: str) -> str:
    return f"{row[:-2]}.{row[-2:]}元"


@given(rows, st.integers(0, 7), st.sampled_from("123456789"))
def test_a_changed_digit_is_told(row, at, digit):
    """The later of two amounts of one label that differ by a digit, and where the other stands."""
    assume(row[at] != digit)
    wrong = row[:at] + digit + row[at + 1 :]
    assume(wrong[-1] != "0")
    (found,) = faults("R141", f"2022年支出{spending(row)}。", f"我局全年支出{spending(wrong)}，执行较好。")
    assert found.spot.text == spending(wrong)
    assert f"与第1段“支出”{spending(row)}只差一位" in found.message


@given(rows, rows)
def test_amounts_that_differ_more_are_not_told(row, other):
    """Two amounts more than a misprint apart are two amounts."""
    assume(misprint(row, other) is None)
    assert not faults("R141", f"2022年支出{spending(row)}。", f"我局全年支出{spending(other)}，执行较好。")


@given(rows, st.integers(0, 6))
def test_swapped_lost_and_doubled_digits(row, at):
    """Two digits swapped, one lost, one doubled are misprints."""
    swapped = row[:at] + row[at + 1] + row[at] + row[at + 2 :]
    lost, doubled = row[:at] + row[at + 1 :], row[: at + 1] + row[at:]
    assert misprint(row, lost) == misprint(row, doubled) == misprint(lost, row) == "多少一位"
    assert misprint(row, swapped) == ("换两位" if row[at] != row[at + 1] else None)


def test_the_minority_is_told():
    """The amount that stands once, though it stands first."""
    texts = ("2022年支出1956357.39元。", "支出19563574.39元，均已支付。", "全年支出19563574.39元。")
    assert told("R141", *texts) == ["1956357.39元"]


@pytest.mark.parametrize(
    "texts",
    [
        # One is planned, one is spent.
        ("年初预算数1234567.00元。", "决算数1234568.00元。"),
        # In one sentence two amounts are meant.
        ("支出预算1234567.00元，支出1234568.00元。",),
        # Two years.
        ("2021年支出19563574.39元。", "2022年支出19563584.39元。"),
        # The difference is stated.
        ("支出1956.36万元。", "追加10万元后支出1966.36万元。"),
        # Both stand twice.
        ("支出19563574.39元。", "支出19563574.39元。", "支出19563584.39元。", "支出19563584.39元。"),
        # Few digits, or round ones.
        ("支出1956万元。", "支出1957万元。"),
        ("支出1200000.00元。", "支出1300000.00元。"),
        # Either is part of a sum that holds.
        (
            "支出30000001.11元，其中教育10000000.55元，卫生20000000.56元。",
            "支出30000002.11元，其中教育10000001.55元，卫生20000000.56元。",
        ),
        ("联系电话：13800001111。", "联系电话：13800001112。"),
    ],
)
def test_two_amounts_that_are_meant(texts):
    """What may well be two amounts is not told."""
    assert not faults("R141", *texts)


def test_every_digit_of_the_published_totals():
    """A changed digit in any place where the report has its spending is found, without a workbook."""
    paragraphs = seed()
    places = [
        (line, at + offset)
        for line, text in enumerate(paragraphs)
        for at in range(len(text))
        if text.startswith("19563574.39", at)
        for offset in range(11)
        if offset != 8
    ]
    assert len(places) == 30
    for line, at in places:
        text = paragraphs[line]
        changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        assert told("R141", *paragraphs[:line], changed, *paragraphs[line + 1 :])
