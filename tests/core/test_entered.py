"""What people type for a number: read exactly, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltools.core.amounts import CURRENCY_UNITS, currency_suffixes
from xltools.core.entry.entered import plain, read_number

from .ways import HIDDEN, amounts, dressed, signed

YUAN = currency_suffixes("元")
PERCENT = {"%": Decimal(1)}


@given(number=amounts, data=st.data())
@example(number=Decimal("19563574.39"), data=None)
@example(number=Decimal("-0.01"), data=None)
def test_an_amount_written_in_any_way_is_read_back(number: Decimal, data: st.DataObject | None) -> None:
    """Any width, separators, spaces, sign, ¥ and currency suffix: exactly the amount, in 元 and in 万元."""
    if data is None:
        assert read_number(f"{number}", YUAN) == number
        return
    suffix = data.draw(st.sampled_from(["", *YUAN]))
    prefix = data.draw(st.sampled_from(["", "¥"]))
    unit = "元" if not suffix and prefix else suffix
    text = data.draw(dressed(data.draw(signed(number / YUAN.get(unit, 1), prefix, suffix))))
    assert read_number(text, YUAN) == number, text
    in_ten_thousands = number if not unit else number / CURRENCY_UNITS["万元"]
    assert read_number(text, currency_suffixes("万元")) == in_ten_thousands, text


@given(number=amounts, data=st.data())
def test_a_percentage_written_in_any_way_is_read_back(number: Decimal, data: st.DataObject) -> None:
    """%, ％, 百分之 or nothing: the number before the sign."""
    prefix, suffix = data.draw(st.sampled_from([("", ""), ("", "%"), ("百分之", "")]))
    number = abs(number) if prefix else number
    text = data.draw(dressed(data.draw(signed(number, prefix, suffix))))
    assert read_number(text, PERCENT) == number, text


@given(st.integers(0, 10**6), st.sampled_from(["人", "个", "人次", "平方米"]), st.data())
def test_a_number_with_the_units_own_name(number: int, unit: str, data: st.DataObject) -> None:
    """19人 is 19 where the field counts 人, and nothing where it counts anything else."""
    text = data.draw(dressed(data.draw(signed(Decimal(number), "", unit))))
    assert read_number(text, {unit: Decimal(1)}) == number
    assert read_number(text, {"辆": Decimal(1)}) is None
    assert read_number(text, YUAN) is None


REFUSED = (
    *(
        "",
        " ",
        "-",
        "—",
        "无",
        "abc",
        "贰佰万",
        "二十",
        "一百元",
        "约200",
        "200多",
        "200左右",
        "近200万元",
        "3-5",
        "3~5",
    ),
    *(
        "1,20",
        "1,2345",
        "12,34,567",
        "0,123",
        ",123",
        "1,",
        "1,234,",
        "1.234.567",
        "1.2.3",
        ".5",
        "5.",
        "1..5",
    ),
    *(
        "12/31",
        "1/2",
        "1:2",
        "2022.12.31",
        "2022-12-31",
        "12 34",
        "1234 567",
        "1 23 456",
        "12 3456",
        "0 123",
        "1 234,567",
        "100\n200",
        "100  200",
        "１００\t２００",
        "1,234 567",
        "1, 234",
        "1 ,234",
    ),
    *(
        "--5",
        "+-5",
        "-(5)",
        "(-5)",
        "(5",
        "5)",
        "((5))",
        "5-",
        "—5",
        "1E5",
        "1e5",
        "0x10",
        "10²",
        "①",
        "½",
        "㈠",
        "５⁵",
    ),
    *(
        "5%",
        "百分之5",
        "5‰",
        "5元元",
        "¥5¥",
        "¥¥5",
        "5元人",
        "5万万",
        "5千元",
        "5美元",
        "$5",
        "零",
        "人民币",
        "人民币5%",
        "5整",
        "5万整",
        "元5",
        "5元5角",
    ),
    *("١٢", "1234567890123456", "0.1234567890123456", "9" * 400, "1.0000000000000000000000000000000001"),
    *("\u202e123", "百分之五", "5 0%", "#DIV/0!", "TRUE", "5。5", "5，5", "５、６"),
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_or_two_is_none(text: str) -> None:
    """Words, guesses, ranges, dates, odd groups, foreign digits, too many digits: never a number."""
    assert read_number(text, YUAN) is None


ALPHABET = "0123456789０５９,，.．-－−–—()（）[]%％元万亿人¥￥$ 　\u200b\u00a0'/约年月十百千〇①²½Ee+"
_DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {
    str(digit): str(digit) for digit in range(10)
}


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A well written amount with a character or two taken out, put in or changed."""
    chars = list(draw(dressed(draw(signed(draw(amounts), "", draw(st.sampled_from(["", "元", "万元"])))))))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(chars)))
        chars[at : at + draw(st.integers(0, 1))] = draw(st.text(ALPHABET, max_size=1))
    return "".join(chars)


@given(st.one_of(spoiled(), st.text(ALPHABET, max_size=8), st.text(max_size=6)))
@example("1，234．50万元")
@example("（０）")
def test_a_text_taken_for_a_number_says_that_number(text: str) -> None:
    """Whatever is accepted has every digit in its place, nothing unexplained beside them, and one reading."""
    number = read_number(text, YUAN)
    if number is None:
        return
    told = "".join(_DIGITS.get(char, char) for char in text)
    told = re.sub(rf"[{''.join(HIDDEN)}]", "", told).replace("，", ",").replace("．", ".")
    spaced = re.search(r"\d\s+\d", told) is not None
    assert not spaced or not re.search(r"\d,|\d\s\s+\d|\d[\n\t]\d", told), "两种分隔不能混用"
    told = re.sub(r"(?<=\d)\s+(?=\d)", ",", told)
    told = re.sub(r"\s", "", told)
    before, unit = r"['＇’‘]?([¥￥]?)([-－−–‐﹣+＋(（]?)([¥￥]?)", "(元|万元|万|亿元|亿)?"
    whole = re.fullmatch(rf"{before}([\d,.]+){unit}[)）]?{unit}", told)
    assert whole, text
    size = YUAN[whole[5] or whole[6] or "元"]
    assert abs(number) == Decimal(whole[4].replace(",", "")) * size
    assert (number < 0) is (whole[2] not in ("", "+", "＋") and number != 0)
    groups = whole[4].partition(".")[0].split(",")
    assert all(len(group) == 3 for group in groups[1:])
    assert len(groups) == 1 or 1 <= len(groups[0]) <= 3


def test_a_currency_needs_a_declared_unit() -> None:
    """Where the workbook does not say 元 or 万元, a bare number is its own, a suffix is not converted."""
    assert read_number("2,000", currency_suffixes("")) == 2000
    assert currency_suffixes("人民币") == {}
    for text in ("2000元", "2000万", "￥2000"):
        assert read_number(text, {}) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 122 000.5", "5122000.5"),
        ("5\u00a0122\u00a0000.5元", "5122000.5"),
        ("5\u202f122\u202f000", "5122000"),
        ("－5　122　000", "-5122000"),
        ("5,122,000.50元整", "5122000.5"),
        ("512.2万元整", "5122000"),
        ("人民币5122000.5元", "5122000.5"),
        ("人民币：￥5,122,000.50", "5122000.5"),
        ("人民币 512.2 万元", "5122000"),
    ],
)
def test_amounts_as_documents_write_them(text: str, number: str) -> None:
    """Groups of three with any blank between them, 人民币 before and 整 behind: the amount in 元."""
    assert read_number(text, YUAN) == Decimal(number)


@given(st.text(max_size=12))
def test_the_plain_text_is_plain(text: str) -> None:
    """Taking a text as the eye does has no spaces around and no double ones, nor marks that nobody sees."""
    bare = plain(text)
    assert bare == bare.strip()
    assert "  " not in bare
    assert not set(bare) & set(HIDDEN)
