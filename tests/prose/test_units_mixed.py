"""Figures in the wrong unit (R065)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.said import faults, told

amounts = (
    st.integers(1000, 10**8).filter(lambda number: number % 100).map(lambda number: Decimal(number) / 100)
)


@given(
    amounts, amounts, st.integers(0, 2), st.sampled_from([("万元", "元"), ("元", "万元"), ("亿元", "万元")])
)
def test_one_unit_wrong_is_told_as_that(basic, project, wrong, units):
    """One of three figures in another unit is told by this rule, with the right one, and not as a sum."""
    unit, other = units
    values = [basic + project, basic, project]
    whole, first, second = (f"{value}{other if at == wrong else unit}" for at, value in enumerate(values))
    text = f"2022年支出{whole}，其中基本支出{first}，项目支出{second}。"
    (found,) = faults("R065", text)
    assert found.spot.text == (whole, first, second)[wrong]
    assert f"写成{values[wrong]}{unit}" in found.message
    assert not faults("R064", text)


@given(amounts, amounts)
def test_one_unit_throughout_is_not_told(basic, project):
    """A sum that holds is in no wrong unit, be its parts ever so unlike; nor one that fails otherwise."""
    for whole in (basic + project, basic + project + 1):
        text = f"2022年支出{whole}万元，其中基本支出{basic}万元，项目支出{project}万元。"
        assert not faults("R065", text)


def test_units_that_are_converted_are_not_told():
    """亿元 and 万元 in one sum are no fault where they are converted."""
    assert not faults("R065", "支出1.2亿元，其中基本支出3200万元，项目支出8800万元。")
    assert not faults("R065", "总投资5亿元，其中一期4364万元，二期4.5636亿元。")


def test_one_label_with_two_amounts():
    """The same label with the same digits, once in 元 and once in 万元; rounded too."""
    assert told("R065", "2022年支出1956.36万元。", "全年支出1956.36元。") == ["1956.36元"]
    assert told("R065", "2022年支出19563574.39元。", "全年支出1956.36元。") == ["1956.36元"]


@pytest.mark.parametrize(
    "texts",
    [
        ("2022年支出19563574.39元。", "全年支出1956.36万元。"),
        ("预算1956.36万元。", "人均支出1956.36元。"),
        ("投资12万元。", "投资12元。"),
    ],
)
def test_two_amounts_that_are_meant(texts):
    """Rightly converted amounts, other labels, and numbers too short to tell."""
    assert not faults("R065", *texts)
