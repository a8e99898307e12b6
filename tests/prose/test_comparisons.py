"""Comparisons of two figures (R140) are found where they are certainly not so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.said import seed, told

_AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)


@given(_AMOUNTS, _AMOUNTS)
def test_a_comparison_is_reported_if_and_only_if_it_is_wrong(spent: Decimal, planned: Decimal) -> None:
    """Two amounts with a sign between them."""
    words = f"{spent}元≤三公经费预算数{planned:,}元"
    assert told("R140", f"“三公”经费实际支出数{words}，无调整。") == ([words] if spent > planned else [])
    words = f"{spent}元不低于预算数{planned}元"
    assert told("R140", f"支出{words}") == ([words] if spent < planned else [])


def test_the_published_report_compares_rightly() -> None:
    """17133.56元≤40000元."""
    assert told("R140", *seed()) == []


@pytest.mark.parametrize(
    "text",
    [
        "支出35万元，低于预算数5万元",
        "支出35万元低于预算数5万元",
        "满意度95%，高于全省平均5%",
        "采购金额10万元，超过50万元的项目招标",
        "“1+1>2”，60≤得分<80",
        "得分90分>得分≥80分",
        "完成率95%≥90%",
        "支出1.5亿元＞预算12000万元",
        "收入100万元大于支出90万元",
        "人数136人≥143%",
        "约50万元≤40万元",
    ],
)
def test_what_is_right_or_uncertain_is_left_alone(text: str) -> None:
    """Differences, conditions, scales of marks and other units compare no two figures."""
    assert told("R140", text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("三公经费支出5万元低于4万元", "5万元低于4万元"),
        ("支出5万元不超过限额（4万元）", "5万元不超过限额（4万元）"),
        ("支出1.1亿元＞预算12000万元", "1.1亿元＞预算12000万元"),
        ("实有146人＜编制143人", "146人＜编制143人"),
        ("满意度95%高于目标值98%", "95%高于目标值98%"),
        ("支出50000≤40000元", "50000≤40000元"),
    ],
)
def test_what_is_certainly_wrong_is_reported(text: str, words: str) -> None:
    """Signs and words, in whatever scale the two are written."""
    assert told("R140", text) == [words]
