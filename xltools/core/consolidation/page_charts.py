"""The charts of a page, as labels and numbers: 结论, 等级, the weakest indicators, the rules failed most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import grouped, round_half_up
from xltools.core.consolidation.headlines import Headlines

#: So many bars tell enough.
_BARS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, and what is written at its end."""

    label: str
    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; ``note`` says what is counted."""

    title: str
    note: str
    bars: tuple[Bar, ...]


def charts(head: Headlines) -> tuple[Chart, ...]:
    """The charts of these headlines; one without a bar is left out."""
    return tuple(chart for chart in _charts(head) if chart.bars)


def _charts(head: Headlines) -> Iterator[Chart]:
    filed = [_count(verdict, count, "份") for verdict, count in head.verdicts.items() if count]
    missing = [_count("未报", head.missing, "家")] if head.missing else []
    yield Chart("结论", "各份工作簿的校验结论", (*filed, *missing))
    grades = (_count(grade or "没有填等级", count, "家") for grade, count in head.grades.items())
    yield Chart("等级", "各单位自评表中所填的等级", tuple(grades) if any(head.grades.values()) else ())
    losing = (
        Bar(each.indicator.third, 100 - each.rate, f"得分率 {_short(each.rate)}%，{each.losing:,} 家失分")
        for each in head.weakest[:_BARS]
        if each.rate is not None
    )
    title = f"失分最多的指标（前 {_BARS} 个）"
    yield Chart(title, "条的长短为失去的分占应得分的比例", tuple(losing))
    rules = (
        Bar(
            f"{rule.number} {rule.name}".strip(),
            Decimal(rule.units),
            f"{rule.units:,} 家，{rule.findings:,} 条",
        )
        for rule in head.rules[:_BARS]
    )
    yield Chart(f"不通过最多的规则（前 {_BARS} 条）", "条的长短为有这个问题的单位数", tuple(rules))


def _count(label: str, count: int, unit: str) -> Bar:
    return Bar(label, Decimal(count), f"{count:,} {unit}")


def _short(number: Decimal) -> str:
    return grouped(round_half_up(number, 2))
