"""Rates stated beside their two figures (R145)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.prose.said import faults, told

amounts = st.integers(10**6, 10**9).map(lambda number: Decimal(number) / 100)
places = st.integers(0, 4)


def sentences(planned: Decimal, done: Decimal, decimals: int, off: Decimal) -> list[str]:
    """Execution, share and growth of two amounts, each rate so much off."""

    def rate(value: Decimal) -> str:
        return f"{value * 100 + off:.{decimals}f}%"

    change = planned - done
    return [
        f"年初预算数{planned}元，执行数{done}元，预算执行率{rate(done / planned)}。",
        f"2022年支出{planned}元，其中项目支出{done}元，占总支出的{rate(done / planned)}。",
        f"2022年支出{planned}元，比上年增加{change}元，增长{rate(change / done)}。",
        f"2022年支出{done}元，较上年减少{change}元，下降{rate(change / planned)}。",
    ]


@given(amounts, amounts, places)
def test_true_rates_are_never_told(planned, done, decimals):
    """However they are rounded."""
    assume(done < planned)
    for text in sentences(planned, done, decimals, Decimal(0)):
        assert not faults("R145", text)


@given(amounts, st.integers(150, 650), st.integers(1, 3))
def test_wrong_rates_are_told(planned, permille, decimals):
    """A rate seven points off is told in each form, where no other two figures happen to give it."""
    done = round(planned * permille / 1000, 2)
    for text in sentences(planned, done, decimals, Decimal(7)):
        rates = {done / planned, planned / done - 1, done / (planned - done), 1 - done / planned}
        rates |= {planned / (planned - done), planned / done, (planned - done) / done}
        stated = Decimal(re.findall(r"([\d.]+)%", text)[-1])
        assume(all(abs(abs(value) * 100 - stated) > 1 for value in (*rates, *(rate - 1 for rate in rates))))
        assert len(told("R145", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        # Which two is not said.
        "年初预算1200.00万元，全年预算1350.00万元，执行数1100.00万元，执行率93.67%。",
        # What grew is another thing than the first.
        "支出1000.00万元，其中基本支出比上年增加50.00万元，增长10%。",
        # The other two give it.
        "预算1200.00万元，支出1100.00万元，执行率91.67%，比上年提高2.5个百分点。",
        "满意度95.5%，回收问卷486份，发放500份。",
        "项目支出300.00万元，同比增长12%。",
        "支出约1000万元，执行数900万元，执行率88%。",
    ],
)
def test_rates_of_what_is_not_certain_are_not_told(text):
    """Silent where a guess would be needed."""
    assert not faults("R145", text)


def test_the_message():
    """It says the rate, the two figures, and what they give."""
    (found,) = faults("R145", "预算数1200.00万元，决算数1100.00万元，执行率93.67%。")
    assert found.message == "“执行率”写的是93.67%，按1100.00万元÷1200.00万元算是91.67%"
    assert found.spot.text == "93.67%"
    assert found.level == "核实"
