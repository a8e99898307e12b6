"""Amounts that no words link with a cell, and that are one of the workbook's but for a single digit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS, grouped
from xltools.core.model import Datum
from xltools.core.prose.beside.linked import one_digit_off
from xltools.core.prose.beside.links import links
from xltools.core.prose.figure import Figure
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read

#: Two numbers with so many digits before trailing zeros, all but one the same, are hardly so by chance.
_TELLING = 6


def slips(read: Read) -> Iterator[Found]:
    """Each such amount; not one the report has twice, or beside the workbook's own: those are not slips."""
    record = read.record
    if record is None:
        return
    money = CURRENCY_UNITS.get(record.text("金额单位"), Decimal(1))
    amounts = _amounts(read, money)
    written = Counter(figure.value for figure in read.figures if figure.kind == "数")
    linked = {(link.figure.passage, link.figure.start) for link in links(read)}
    for figure in read.figures:
        value = figure.value
        if not _is_telling(figure) or value is None or value in amounts or written[value] > 1:
            continue
        if any(abs(amount - value) <= figure.half_unit for amount in amounts):
            continue
        near = [amount for amount in amounts if one_digit_off(figure, amount)]
        if len(near) == 1 and near[0] not in written and (figure.passage, figure.start) not in linked:
            yield _found(read, figure, amounts[near[0]], near[0])


def _amounts(read: Read, money: Decimal) -> dict[Decimal, Datum]:
    """Every amount of the workbook in 元 -> the first cell that has it."""
    amounts: dict[Decimal, Datum] = {}
    for name, (field, _) in read.standard.by_cell_name.items():
        datum = read.record.data.get(name) if read.record and field.kind == "金额" else None
        if datum is not None and datum.readable and datum.number:
            amounts.setdefault(datum.number * money, datum)
    return amounts


def _is_telling(figure: Figure) -> bool:
    if figure.kind != "数" or figure.unit not in ("元", "") or figure.value is None:
        return False
    return len(f"{figure.value.normalize():f}".replace(".", "").strip("0")) >= _TELLING


def _found(read: Read, figure: Figure, datum: Datum, amount: Decimal) -> Found:
    field, measure = read.standard.by_cell_name[datum.field]
    called = f"{field.label}（{measure}）" if measure else field.label
    return Found(
        read.spot(figure.passage, figure.start, figure.end),
        name=f"报告写{figure.text}，与工作簿{datum.place}“{called}”的{grouped(amount)}元只差一个数字，疑似写错",
        left=figure.value,
        right=amount,
        difference=figure.value - amount if figure.value is not None else None,
        field=datum.field,
        level="核实",
    )
