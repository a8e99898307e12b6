"""What stands in each column of 审核结果, and above it: the same words in a file and on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.overview.counts import counted
from xltools.core.refs import Place
from xltools.core.returned import layout
from xltools.core.returned.item import Item, Review
from xltools.core.returned.layout import Column

#: Excel keeps 15 digits of a number; one with more is written as a text.
_DIGITS = 15

#: What to do, above the lines.
GUIDE = (
    "红色：错误，须改正；黄色：核实，改正，或在“核实说明”写明具体原因；紫色：未判，补齐数据后才能检查；蓝色：提示；"
    "绿色：已说明，等审核。点“单元格”一栏可到该处。改完、写完后保存，把本文件报回；不要删除本表和它的列。"
)


def summary(review: Review) -> str:
    """One line: the standard, the verdict, how many of each; what is gone counts only as such."""
    standing = [item for item in review.items if item.status != "已消除"]
    counts = dict(counted(item.finding for item in standing))
    counts["已消除"] = len(review.items) - len(standing)
    told = "、".join(f"{word} {count} 条" for word, count in counts.items() if count) or "没有问题"
    return f"规范：{review.standard}；结论：{review.verdict}；{told}"


def exact(value: Decimal) -> bool:
    """Whether a cell holds the number as it is."""
    return len(value.normalize().as_tuple().digits) <= _DIGITS and abs(value.adjusted()) <= _DIGITS


def shown(value: Decimal | str) -> str:
    """A value as people read it."""
    return grouped(value) if isinstance(value, Decimal) else value


def place_of(item: Item) -> Place | None:
    """The cell of a line."""
    return item.finding.places[0] if item.finding.places else None


def _side(value: Decimal | str | None) -> Decimal | str:
    return "" if value is None else value


#: By column: what stands in a line, from its number, its finding and the cell's own fill.
VALUES: Mapping[Column, Callable[[int, Item, str], Decimal | str]] = {
    layout.NUMBER: lambda number, _item, _fill: Decimal(number),
    layout.LEVEL: lambda _number, item, _fill: item.finding.level,
    layout.RULE: lambda _number, item, _fill: item.finding.rule,
    layout.SHEET: lambda _number, item, _fill: place.sheet if (place := place_of(item)) else "",
    layout.CELL: lambda _number, item, _fill: place.cell if (place := place_of(item)) else "",
    layout.FIELD: lambda _number, item, _fill: item.finding.field or "",
    layout.MESSAGE: lambda _number, item, _fill: item.finding.message,
    layout.LEFT: lambda _number, item, _fill: _side(item.finding.left),
    layout.RIGHT: lambda _number, item, _fill: _side(item.finding.right),
    layout.DIFFERENCE: lambda _number, item, _fill: _side(item.finding.difference),
    layout.FIX: lambda _number, item, _fill: item.finding.fix,
    layout.BASIS: lambda _number, item, _fill: item.finding.basis,
    layout.STATUS: lambda _number, item, _fill: item.status,
    layout.ANSWER: lambda _number, item, _fill: item.answer,
    layout.OPINION: lambda _number, item, _fill: item.opinion,
    layout.EARLIER: lambda _number, item, _fill: item.earlier,
    layout.KEY: lambda _number, item, _fill: item.key,
    layout.FILLS: lambda _number, _item, fill: fill,
}
