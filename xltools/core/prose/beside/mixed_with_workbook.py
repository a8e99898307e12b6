"""Figures that are the workbook's but for their unit: 元 for 万元, 万元 for 亿元 (文中单位)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.core.messages import inner
from xltools.core.prose.beside.against_workbook import is_score, written
from xltools.core.prose.beside.linked import mixed
from xltools.core.prose.beside.links import links
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

_TIMES = {
    Decimal(10**4): "大了一万倍",
    Decimal(10**8): "大了一亿倍",
    Decimal("1e-4"): "是它的万分之一",
    Decimal("1e-8"): "是它的亿分之一",
}


def mixed_with_workbook(read: Read, rule: Rule) -> Iterator[Found]:
    """Each figure that is its cell's value 10,000 or 100,000,000 times, or such a part of it."""
    del rule
    for link in links(read):
        figure = link.figure
        factor = None if is_score(link) else mixed(figure, link.value, link.cell.slack)
        if factor is None:
            continue
        yield Found(
            read.spot(figure.passage, figure.start, figure.end),
            name=f"“{inner(link.cell.called)}”报告写{figure.text}，工作簿{link.cell.datum.place}为{written(link)}，"
            f"报告的数{_TIMES[factor]}，疑似单位写错",
            left=figure.value,
            right=link.value if isinstance(link.value, Decimal) else None,
            difference=link.difference,
            field=link.cell.name,
        )
