"""The names a template may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from xltools.core.narrative.context import Counters, chinese, context
from xltools.core.narrative.wording import Figure

from .records import STANDARDS, deductions, record, seed_values, standard


def figures(value: object) -> Iterator[Figure]:
    """Every figure of a context, however deep."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, Mapping | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from figures(each)


def names(values=None, **tables):
    return context(record(values, **tables), standard())


def test_every_field_parameter_and_table_has_a_name() -> None:
    known = names({})
    assert set(standard().by_cell_name) <= set(known)
    assert set(standard().parameter) <= set(known)
    assert set(standard().tables) <= set(known)
    assert "支出完成率_扣分理由" in known


def test_groups_follow_the_indicators_and_add_up() -> None:
    known = names(seed_values() | deductions())
    groups = known["指标分组"]
    listed = [item["字段名"] for group in groups for kind in group["二级"] for item in kind["指标"]]
    assert listed == [indicator.name for indicator in standard().indicators]
    assert len(known["指标"]) == len(listed) == 28
    assert [group["编号"] for group in groups] == [1, 2, 3, 4]
    assert sum(group["自评得分"].number for group in groups) == Decimal("97.52")
    assert sum(group["分值"].number for group in groups) == 100


@pytest.mark.parametrize("name", STANDARDS)
def test_a_key_means_one_figure(name: str) -> None:
    """Sums of groups, cells of indicators and fields never share a key: the report's store goes by it."""
    seen: dict[str, object] = {}
    for figure in figures(dict(context(record({}), standard(name)))):
        assert seen.setdefault(figure.key, figure.kind) == figure.kind
    groups = context(record({}), standard(name))["指标分组"]
    sums = [group["分值"].key for group in groups]
    sums += [kind["分值"].key for group in groups for kind in group["二级"]]
    indicators = [f"{indicator.name}_分值" for indicator in standard(name).indicators]
    assert len({*sums, *indicators}) == len(sums) + len(indicators)


def test_deductions() -> None:
    known = names(seed_values() | deductions())
    lost = {item["字段名"]: item["扣分"].number for item in known["扣分指标"]}
    assert lost == {"绩效指标明确性": Decimal("0.5"), "支出完成率": Decimal("1.98")}
    assert known["未评指标"] == ()


def test_an_indicator_without_score_has_no_deduction_and_no_group_total() -> None:
    known = names(seed_values() | {"支出完成率_自评得分": None})
    assert [item["字段名"] for item in known["未评指标"]] == ["支出完成率"]
    assert known["扣分指标"] == ()
    blank = [group["名称"] for group in known["指标分组"] if group["自评得分"].blank]
    assert blank == ["预算执行情况"]


def test_money_is_in_yuan_whatever_the_form_used() -> None:
    known = names({"金额单位": "万元", "财政下达预算数": Decimal("5821.04"), "支出完成率": Decimal("33.61")})
    assert known["财政下达预算数"].number == 58210400
    assert known["支出完成率"].number == Decimal("33.61")


def test_rows_of_a_list_are_numbered_in_their_keys() -> None:
    known = names({}, 佐证材料=({"材料名称": "内部控制手册"}, {"材料名称": None}))
    first, second = known["佐证材料"]
    assert str(first["材料名称"]) == "内部控制手册"
    assert str(second["材料名称"]) == "【待填:佐证材料第2行材料名称】"
    assert known["项目表"] == ()


def test_counters_start_lower_levels_anew() -> None:
    count = Counters().names()
    numbers = [count[name]() for name in "一二二三四四三四一二三"]
    assert numbers == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "（1）",
        "（2）",
        "2.",
        "（1）",
        "二、",
        "（一）",
        "1.",
    ]
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
