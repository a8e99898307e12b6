"""Chinese numerals are read as the numbers they say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.core.prose.figures.numerals import numeral, year

_DIGITS = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """The numeral of a number below 10^12, as it is read out."""
    for word, value in (("亿", 10**8), ("万", 10**4)):
        if number >= value:
            high, low = divmod(number, value)
            gap = "零" if low and low < value // 10 else ""
            return spelt(high) + word + (gap + spelt(low) if low else "")
    words, gap = "", False
    for word, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + word
        gap = bool(words) and not digit
    return words or "零"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_numeral_is_read_back(number: int) -> None:
    """Any number below a million millions, written out, is read as itself."""
    assert numeral(spelt(number)) == number


@given(st.integers(min_value=10, max_value=19))
def test_ten_may_stand_without_its_one(number: int) -> None:
    """十五 is 一十五."""
    assert numeral(spelt(number).removeprefix("一")) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("两", "2"),
        ("两千两百", "2200"),
        ("三千二百五十二万", "32520000"),
        ("一亿零五十万", "100500000"),
        ("三点五", "3.5"),
        ("六点七亿", "670000000"),
        ("一百一十", "110"),
        ("一百零五", "105"),
    ],
)
def test_numerals_of_reports(words: str, number: str) -> None:
    """The forms reports use are read."""
    assert numeral(words) == Decimal(number)


@pytest.mark.parametrize(
    "words", ["三四十", "一万二", "二百五", "十百", "万", "一二三", "百", "", "点五", "五五"]
)
def test_what_is_no_certain_number_is_none(words: str) -> None:
    """Numerals that may be read in two ways, or in none, are not guessed at."""
    assert numeral(words) is None


def test_a_year_is_read_digit_by_digit() -> None:
    """二〇二三 is a year, 二千零二十三 is a number."""
    assert year("二〇二三") == 2023
    assert year("二千二十") is None
