"""The rules as live formulas answer as the check does, comparison by comparison, blank by blank."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.core.forms import FIELDS, tiny
from xltools.core.model import Value

from .books import check, disagreements, fill, live

COMPARISONS = ("=", "<>", "<=", ">=", "<", ">", "绝对值<=")
STRATEGIES = ("任一缺未判", "全缺未判", "按0", "缺即错")
TOLERANCES: tuple[dict[str, Any], ...] = ({}, {"绝对容差": 0.01}, {"绝对容差": 0.01, "相对容差": 0.001})

SIMPLE = [
    {"比较": compare, "缺失值策略": strategy, **tolerance}
    for compare, strategy, tolerance in product(COMPARISONS, STRATEGIES, TOLERANCES)
]
OTHERS = [
    *({"比较": compare, "缺失值策略": strategy} for compare in ("同填", "互斥") for strategy in STRATEGIES),
    *({"左式": None, "比较": "真", "右式": "=甲>乙", "缺失值策略": s} for s in STRATEGIES),
    *({"左式": "=甲", "右式": "=SUM(乙,丙)", "绝对容差": 0.01, "缺失值策略": s} for s in STRATEGIES),
    *({"前提条件": "=丙>0", "缺失值策略": s} for s in STRATEGIES),
    {"前提条件": "=AND(甲>0,1/丙>0)"},
    {"适用单位": "=甲>0", "前提条件": "=AND(1/丙>0,乙>0)"},
    *(
        {"左式": "=合计", "右式": "=丙", "绝对容差": 0.01, "舍入": r, "缺失值策略": "按0"}
        for r in ("是", "万元")
    ),
    *({"左式": "=甲", "右式": "=乙", "比较": c, "相对容差": 0.001, "舍入": "万元"} for c in COMPARISONS),
    {"循环范围": "逐项:预算、决算", "左式": "=支出_{项}", "右式": "=甲", "绝对容差": 0.01},
]
ROWS = [
    {"循环范围": "明细表", "左式": "=[@数]", "右式": "=乙", "绝对容差": 0.01, "缺失值策略": strategy, **more}
    for strategy in STRATEGIES
    for more in (
        {},
        {"左式": "=[@倍数]", "比较": "<="},
        {"前提条件": "=COUNT([@数])=1"},
        {"右式": "=SUM([@数],丙)"},
        {"右式": "=SUM([@数],丙)", "舍入": "万元"},
        {"前提条件": "=AND([@数]>0,1/丙>0)"},
    )
]
UNIT = {"工作表": "封面", "块": "封面", "字段名": "金额单位", "类型": "文本"}
STANDARD = tiny(
    *({**rule, "名称": f"规则{n}"} for n, rule in enumerate((*SIMPLE, *OTHERS, *ROWS), 1)),
    fields=(*FIELDS, UNIT),
)

amount = st.one_of(
    st.none(), st.sampled_from([0, 0.01, 100, 100.01, 99.99, 100.02, -100.01, 1234567.89, 1234567.9])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    left=amount,
    right=amount,
    third=amount,
    listed=st.lists(amount, max_size=3),
    unit=st.sampled_from([None, "元", "万元"]),
)
@example(left=100.01, right=100, third=None, listed=[100.01, None], unit="万元")
@example(left=100.01, right=100, third=200.03, listed=[100.02], unit="万元")
@example(left=None, right=0, third=0, listed=[0], unit=None)
@example(left=1234567.9, right=1234567.89, third=100, listed=[1234567.9], unit="元")
def test_the_sheet_says_what_the_check_says(
    left: Value, right: Value, third: Value, listed: list[Value], unit: Value
) -> None:
    """√ where a rule holds or does not apply, × where it fails, 未判 where data is missing, at every edge."""
    values = {"甲": left, "乙": right, "丙": third, "支出_预算": third, "支出_决算": left, "金额单位": unit}
    rows = [{"名称": f"第{n}", "数": value} for n, value in enumerate(listed, 1)]
    book = fill(STANDARD, {name: value for name, value in values.items() if value is not None}, 明细表=rows)
    assert disagreements(book, check(book, STANDARD)) == []


@pytest.mark.parametrize(("third", "shown"), [(0, "—"), (None, "—"), (1, "×")])
def test_a_rule_that_does_not_apply_is_a_dash(third: Value, shown: str) -> None:
    """A precondition that is false shows —, which nobody takes for a pass."""
    standard = tiny({"前提条件": "=丙>0"})
    book = fill(standard, {"甲": 1, "乙": 2, **({} if third is None else {"丙": third})})
    assert live(book, check(book, standard).cells) == {("R001", "测试规则"): shown}


def test_the_row_column_names_the_rules_a_row_breaks() -> None:
    """Beside each row: √, or every rule it breaks or lacks data for; nothing beside a blank row."""
    rules = (
        {"循环范围": "明细表", "左式": "=[@数]", "比较": "<=", "右式": "=5"},
        {"循环范围": "明细表", "左式": "=[@数]", "比较": ">=", "右式": "=3"},
    )
    standard = tiny(*rules)
    rows = [{"名称": "好", "数": 4}, {"名称": "大", "数": 6}, {"名称": "缺"}]
    book = fill(standard, {}, 明细表=rows)
    cells = check(book, standard).cells
    column = {
        place.row: value for place, value in cells.items() if (place.sheet, place.column) == ("明细", 4)
    }
    assert column == {4: "√", 5: "×R001", 6: "未判R001 未判R002", 7: ""}
