"""Exact numbers out of a spreadsheet's doubles."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltools.core.amounts import decimals, exact, grouped, round_half_up, within

#: What people type: up to 13 digits before the point and 2 behind it, 15 in all.
amounts = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda fen: Decimal(fen).scaleb(-2))


@given(amounts)
@example(Decimal("19563574.39"))
def test_what_was_typed_is_read_back(amount: Decimal) -> None:
    """Every amount of up to 15 digits survives its way through a double."""
    assert exact(float(amount)) == amount


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (100.01 - 100, "0.0100000000000051"),
        (5678716.64 + 13884857.75, "19563574.39"),
        (0.0900000762939453, "0.0900000762939453"),
        (2 / 3, "0.666666666666667"),
        (1e-7, "0.0000001"),
        (123456789012345678, "123456789012345678"),
        (-0.0, "0"),
    ],
)
def test_a_double_is_what_excel_shows(number: float, seen: str) -> None:
    """Fifteen digits, no float noise, no exponent, no minus zero."""
    assert f"{exact(number):f}" == seen


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e30)
@example(-1.7976931348623157e308)
def test_any_finite_double_has_an_exact_number(number: float) -> None:
    """No double a cell can hold breaks the check, however large; it stays within 15 digits of itself."""
    value = exact(number)
    assert abs(value - Decimal(number)) <= abs(Decimal(number)) * Decimal("1e-14")
    assert value.as_tuple().exponent <= 0  # type: ignore[operator]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_no_number(number: float) -> None:
    """What is no number is refused, not turned into one."""
    with pytest.raises(ValueError, match="finite"):
        exact(number)


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_halves_round_away_from_zero(thousandths: int, places: int) -> None:
    """Rounding is Excel's: computed here with whole numbers only."""
    unit = 10 ** (3 - places)
    size, rest = divmod(abs(thousandths), unit)
    size += 2 * rest >= unit
    expected = Decimal(size if thousandths >= 0 else -size).scaleb(-places)
    assert round_half_up(Decimal(thousandths).scaleb(-3), places) == expected


@given(amounts, st.integers(0, 10**6))
def test_within_means_not_farther_than(difference: Decimal, fen: int) -> None:
    """A difference of exactly the tolerance counts as equal, in either direction."""
    tolerance = Decimal(fen).scaleb(-2)
    assert within(difference, tolerance) is (-tolerance <= difference <= tolerance)
    assert within(tolerance, tolerance)
    assert not within(tolerance + Decimal("0.01"), tolerance)


@pytest.mark.parametrize(
    ("number", "places"), [("1.50", 1), ("1.00", 0), ("100", 0), ("0.005", 3), ("0", 0), ("-2.10", 1)]
)
def test_decimals_are_those_that_count(number: str, places: int) -> None:
    """Trailing zeros are no decimal places."""
    assert decimals(Decimal(number)) == places


@given(amounts)
def test_a_grouped_number_is_the_same_number(amount: Decimal) -> None:
    """People's thousands read back as the number, every group but the first of three digits."""
    text = grouped(amount)
    assert Decimal(text.replace(",", "")) == amount
    whole = text.lstrip("-").split(".")[0].split(",")
    assert all(len(group) == 3 for group in whole[1:])
    assert 1 <= len(whole[0]) <= 3
