"""The headline figures of a page in words: what each is called, what it is, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.amounts import grouped, round_half_up
from xltools.core.consolidation.headlines import Headlines, KeyFigure


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure; ``text`` is "" where there is none to show."""

    label: str
    text: str
    unit: str = ""
    note: str = ""


def tiles(head: Headlines) -> tuple[Tile, ...]:
    """Who handed in, what was found, the scores, then the totals the standard names."""
    return (*_filed(head), *_found(head), *_scores(head), *map(_figure, head.figures))


def _filed(head: Headlines) -> Iterator[Tile]:
    if head.expected is not None and head.missing is not None:
        yield Tile("应报", f"{head.expected:,}", "家", "名册中应报送的单位")
        yield Tile("实报", f"{head.received:,}", "家", "交了本年度、本规范的表的")
        yield Tile("未报", f"{head.missing:,}", "家")
    else:
        yield Tile("实报", f"{head.received:,}", "家", "没有名册，不知道应报多少")
    yield Tile("计入汇总", f"{head.counted:,}", "份", "状态为“已报”的文件")


def _found(head: Headlines) -> Iterator[Tile]:
    for kind, count in head.findings.items():
        if count or kind in ("错误", "核实"):
            yield Tile(kind, f"{count:,}", "条")


def _scores(head: Headlines) -> Iterator[Tile]:
    if head.scores:
        spread = head.scores
        note = f"{spread.units:,} 家；最低 {_short(spread.lowest)}，最高 {_short(spread.highest)}"
        yield Tile("自评总分中位数", _short(spread.middle), "分", note)


def _figure(figure: KeyFigure) -> Tile:
    field = figure.field
    note = f"{figure.units:,} 家{'都填了所需各项，按合计重算' if figure.rate else '合计'}"
    if figure.value is None:
        why = "没有算出，见汇总工作簿" if figure.rate and figure.units else "没有单位填报所需的数"
        return Tile(figure.label, "", "", why)
    decimals = field.decimals if field.decimals is not None else 2
    return Tile(figure.label, f"{round_half_up(figure.value, decimals):,f}", field.unit, note)


def _short(number: Decimal) -> str:
    return grouped(round_half_up(number, 2))
