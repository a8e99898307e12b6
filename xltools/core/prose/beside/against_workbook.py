"""Figures of the report that are not what the workbook has (文中数额), and years that are not theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.messages import inner
from xltools.core.prose.beside.linked import Link, mixed
from xltools.core.prose.beside.links import approximately, links
from xltools.core.prose.beside.slips import slips
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

#: An amount of so many digits that is this year's to the last one belongs to no other year.
_TELLING_DIGITS = 5


def differing_figures(read: Read, rule: Rule) -> Iterator[Found]:
    """Each figure that differs from its cell; scores and mixed-up units have rules of their own."""
    del rule
    about = approximately(read)
    told: set[Figure] = set()
    for link in links(read):
        if is_score(link) or mixed(link.figure, link.value, link.cell.slack):
            continue
        if not link.agrees(about):
            yield differing(read, link)
        elif (year := _other_year(read, link)) and year not in told:
            told.add(year)
            yield _wrong_year(read, link, year, f"{read.record.year}年" if read.record else "")
    yield from slips(read)


def differing(read: Read, link: Link) -> Found:
    """What is found at a figure that is not what its cell has; a figure cut off, not rounded, is a hint."""
    figure, difference = link.figure, link.difference
    apart, cut = "", False
    if difference is not None:
        cut = _cut_off(figure, link.value)
        apart = f"，差{grouped(abs(difference / figure.scale))}{unit_of(figure)}"
        apart += "，末位没有四舍五入" if cut else ""
    called = inner(link.cell.called)
    return Found(
        read.spot(figure.passage, figure.start, figure.end),
        name=f"“{called}”报告写{figure.text}，工作簿{link.cell.datum.place}为{written(link)}{apart}",
        left=figure.value,
        right=link.value if isinstance(link.value, Decimal) else link.value.isoformat(),
        difference=difference,
        field=link.cell.name,
        level="提示" if cut else None,
    )


def _cut_off(figure: Figure, value: object) -> bool:
    """Whether the figure has the cell's digits as far as it goes, the rest left off instead of rounded."""
    if figure.value is None or not isinstance(value, Decimal):
        return False
    return 0 < abs(value) - abs(figure.value) < 2 * figure.half_unit


def is_score(link: Link) -> bool:
    """Whether the cell is a score of the score sheet."""
    return link.cell.field.unit == "分"


def unit_of(figure: Figure) -> str:
    """The unit behind a figure, with its scale, as written."""
    return figure.text.lstrip("0123456789.,+-约近超 ").replace("多", "").replace("余", "")


def written(link: Link) -> str:
    """The cell's value, in the figure's own unit."""
    if isinstance(link.value, dt.date):
        return f"{link.value.year}年{link.value.month}月{link.value.day}日"
    if link.figure.date is not None:
        return f"{link.value}年"
    return f"{grouped(link.value / link.figure.scale)}{unit_of(link.figure)}"


def _other_year(read: Read, link: Link) -> Figure | None:
    """The year a figure is said to be of, where it is another than the one it is the amount of."""
    figure, record = link.figure, read.record
    if record is None or record.year is None or not isinstance(link.value, Decimal) or figure.value is None:
        return None
    if len(f"{figure.value.normalize():f}".replace(".", "").rstrip("0")) < _TELLING_DIGITS:
        return None
    years = [
        f
        for f in read.figures_by_passage[figure.passage]
        if f.kind == "日期" and f.sentence == figure.sentence and f.end <= figure.start
    ]
    if not years or years[-1].date is None or years[-1].date[0] in (None, record.year):
        return None
    between = read.texts[figure.passage][years[-1].end : figure.start]
    return None if any(sign in between for sign in "，,、《》") else years[-1]


def _wrong_year(read: Read, link: Link, year: Figure, ours: str) -> Found:
    called = inner(link.cell.called)
    return Found(
        read.spot(year.passage, year.start, year.end),
        name=f"“{called}”{link.figure.text}报告写成{year.text}的数，工作簿{link.cell.datum.place}为{ours}的数",
        left=year.text,
        right=ours,
        field=link.cell.name,
    )
