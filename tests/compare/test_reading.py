"""Two ways to write one thing are one, and two things never are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xltools.core.compare.reading import loose, read
from xltools.core.compare.verdict import judge
from xltools.core.model import ErrorValue

numbers = st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1234.5, "1,234.50"),
        (1234.5, "１，２３４．５０元"),
        (-300, "（300）"),
        (0.95, "95%"),
        ("自评　得分：\n98 分", "自评得分:98分"),
        ("2022年12月31日", "2022-12-31"),
        ("", None),
        ("  ", None),
        (19563574.390000001, 19563574.39),
    ],
)
def test_the_same(left: Any, right: Any) -> None:
    """Values written in two ways say the same, whichever side is which."""
    assert judge(read(left), read(right)) is None
    assert judge(read(right), read(left)) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (0, None),
        ("0", ""),
        ("001", "1"),
        ("001", 1),
        ("12 34", "1234"),
        ("12\n34", "1234"),
        ("2022-12-31 10:00", "2022-12-31 11:00"),
        (ErrorValue("#REF!"), None),
        (ErrorValue("#REF!"), ErrorValue("#DIV/0!")),
        (ErrorValue("#REF!"), "#REF!"),
        (True, "是"),
        ("123456789012345678", "123456789012345679"),
        (9.5, "9.5万元 整顿"),
        (1234.5, 1235.5),
        (0.3361, 33.61),
    ],
)
def test_not_the_same(left: Any, right: Any) -> None:
    """Different things differ, whichever side is which, and are no mere hint."""
    for one, other in ((left, right), (right, left)):
        verdict = judge(read(one), read(other))
        assert verdict is not None
        assert verdict.weight == "不同"


@given(numbers, numbers)
@settings(deadline=None)
def test_numbers_are_equal_only_to_themselves(one: Decimal, other: Decimal) -> None:
    """However they are written, different numbers with as many decimals differ by just their difference."""
    assume(one != other and one % 1 and other % 1)
    assume((one * 100) % 10 and (other * 100) % 10)
    for left, right in ((float(one), f"{other:,}"), (f"{one:,}元", float(other)), (f"{one}", f"{other:,}元")):
        verdict = judge(read(left), read(right))
        assert verdict is not None
        assert verdict.weight == "不同"
        assert verdict.difference == other - one


@given(numbers)
@settings(deadline=None)
def test_a_number_is_itself_however_written(number: Decimal) -> None:
    """Separators, width, 元 and trailing noughts change nothing."""
    wide = f"{number:,}".translate({ord("0") + n: ord("０") + n for n in range(10)})
    for text in (f"{number:,}", f"{number}元", wide, f" {number} "):
        assert judge(read(float(number)), read(text)) is None


@given(st.text(max_size=20), st.text(max_size=20))
@settings(deadline=None)
def test_judging_is_symmetric(one: str, other: str) -> None:
    """Which side a text stands on changes nothing but the sign."""
    ahead, back = judge(read(one), read(other)), judge(read(other), read(one))
    assert (ahead is None) == (back is None)
    if ahead and back:
        assert (ahead.kind, ahead.weight) == (back.kind, back.weight)
        assert (ahead.difference or 0) == -(back.difference or 0)


@given(st.text(alphabet="0123456789 \n万元", max_size=12))
@settings(deadline=None)
def test_blanks_between_digits_stand(text: str) -> None:
    """Digits that were apart stay apart."""
    runs = "".join(sign if sign.isdigit() else " " for sign in loose(text)).split()
    assert runs == "".join(sign if sign.isdigit() else " " for sign in text).split()


def test_no_saved_result_is_never_equal() -> None:
    """A formula without a result cannot be compared, even with another such, or a blank."""
    nothing = read(None, formula=True)
    for other in (nothing, read(None), read(5)):
        verdict = judge(nothing, other)
        assert verdict is not None
        assert verdict.weight == "无法比较"


def test_days() -> None:
    """A day in a date cell is the day in words, in either date system; another day is days apart."""
    serial = (dt.date(2022, 12, 31) - dt.date(1899, 12, 30)).days
    text = read("2022年12月31日")
    assert judge(read(serial, "yyyy-mm-dd"), text) is None
    assert judge(read(serial - 1462, "yyyy-mm-dd", date1904=True), text) is None
    verdict = judge(read(serial + 2, "yyyy-mm-dd"), text)
    assert verdict is not None
    assert (verdict.kind, verdict.difference) == ("日期", Decimal(-2))
    assert judge(read(serial + 0.5, "yyyy-mm-dd hh:mm"), text) is not None


@pytest.mark.parametrize(
    ("submitted", "published", "note"),
    [
        (1234.567, 1234.57, "四舍五入一致"),
        (33.61, 34, "四舍五入一致"),
        (0.336123, "33.61%", "四舍五入一致"),
        ("12,345,678.90元", "1,234.57万元", "四舍五入一致"),
        ("12,345,600元", "1,234.56万元", "单位不同，数值相符"),
        ("无", None, "都表示没有"),
        ("√", "✓", "都表示“是”"),
    ],
)
def test_hints(submitted: Any, published: Any, note: str) -> None:
    """Rounded and converted figures agree, and it is said how."""
    for one, other in ((submitted, published), (published, submitted)):
        verdict = judge(read(one), read(other))
        assert verdict is not None
        assert verdict.weight == "提示"
        assert note in verdict.note


def test_rounding_goes_to_half_the_last_digit() -> None:
    """Half a unit of the coarser side's last digit is agreement, a little more is none."""
    for published, weight in ((1234.57, "提示"), (1234.58, "不同"), (1234.55, "不同")):
        verdict = judge(read(1234.567), read(published))
        assert verdict is not None
        assert verdict.weight == weight


def test_shown_digits_are_digits() -> None:
    """A figure shown or written with two decimals is rounded to two, though they be noughts."""
    submitted = read(1234.54, "#,##0.00")
    for published in (read(1234.5, "#,##0.00"), read("1,234.50"), read(1235, "0.00")):
        verdict = judge(submitted, published)
        assert verdict is not None
        assert verdict.weight == "不同"
    verdict = judge(submitted, read(1235, "0"))
    assert verdict is not None
    assert verdict.weight == "提示"


def test_units_not_declared() -> None:
    """A factor of 万 or 亿 between plain numbers is a difference, with a word on why."""
    for factor, word in ((10_000, "万元"), (100_000_000, "亿元")):
        verdict = judge(read(123456789), read(123456789 / factor))
        assert verdict is not None
        assert verdict.weight == "不同"
        assert word in verdict.note


def test_units_declared() -> None:
    """Declared units are converted: the same amount agrees, the same digits do not."""
    assert judge(read(5_122_000), read(512.2), ("元", "万元")).weight == "提示"  # type: ignore[union-attr]
    verdict = judge(read(512.2), read(512.2), ("元", "万元"))
    assert verdict is not None
    assert (verdict.weight, verdict.difference, verdict.unit) == ("不同", Decimal("5121487.8"), "元")


def test_noise_of_computing() -> None:
    """What doubles leave behind in a computed figure is nothing; in a typed one it is a digit."""
    computed = read(1234567.00000001, formula=True)
    assert judge(computed, read(1234567)) is None
    assert judge(read(1e-12, formula=True), read(0)) is None
    assert judge(read(123456789012345), read(123456789012346)) is not None
