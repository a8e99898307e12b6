"""Record -> figures: what can be added up, each in its field's own unit, and what could not be counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.common_fields import CURRENCY_FIELD
from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.labels import label_of
from xltools.core.consolidation.rules import TOTALS, blank, problem
from xltools.core.messages import content
from xltools.core.model import Datum, Finding, Record
from xltools.core.record import to_serial
from xltools.core.standard import Aggregate, Field, Standard

#: The last place that amounts are written to.
LAST_PLACE = Decimal("0.01")

#: What is added up, or otherwise put together, over units.
SUMMED: tuple[Aggregate, ...] = ("求和", "最大", "计数")


def figures_of(standard: Standard, record: Record) -> tuple[dict[str, Figure], list[Finding]]:
    """A record's figures by cell name, in each field's own unit, and what could not be counted."""
    figures: dict[str, Figure] = {}
    findings: list[Finding] = []
    declared = declared_unit(standard, record)
    if declared is None:
        message = "没有写明金额单位(元或万元),金额都未计入汇总"
        findings.append(blank(standard, CURRENCY_FIELD, message, "在封面选金额单位"))
    for name, (item, measure) in standard.by_cell_name.items():
        datum = record.data.get(name)
        if item.aggregate not in SUMMED or datum is None or (datum.blank and datum.readable):
            continue
        counted = item.aggregate == "计数"
        if item.kind == "金额" and declared is None and not counted:
            continue
        number = _number(item, datum) if datum.readable else None
        if number is None:
            findings.append(not_a_number(standard, label_of(item, measure), datum))
            continue
        factor = Decimal(1) if counted else factor_of(standard, item, declared or Decimal(1))
        figures[name] = Figure(number * factor, record.source, datum.place)
    return figures, findings


def declared_unit(standard: Standard, record: Record) -> Decimal | None:
    """How many 元 the record's unit is; None when it does not say. A form that never asks has its fields'."""
    if CURRENCY_FIELD not in standard.by_cell_name:
        return Decimal(1)
    return CURRENCY_UNITS.get(record.text(CURRENCY_FIELD).strip())


def factor_of(standard: Standard, item: Field, declared: Decimal) -> Decimal:
    """What an amount of a record that declares so many 元 is multiplied by to be in the field's own unit."""
    if item.kind != "金额" or CURRENCY_FIELD not in standard.by_cell_name:
        return Decimal(1)
    return declared / CURRENCY_UNITS.get(item.unit, Decimal(1))


def _number(item: Field, datum: Datum) -> Decimal | None:
    """What a filled cell adds: its number, a date's serial number, or 1 where cells are counted."""
    if item.aggregate == "计数":
        return Decimal(1)
    if isinstance(datum.value, dt.date):
        return Decimal(to_serial(datum.value))
    return datum.number


def not_a_number(standard: Standard, label: str, datum: Datum) -> Finding:
    """The finding that what a cell holds is not in the totals."""
    if datum.readable or isinstance(datum.value, str | bool):
        message = f"{label}({datum.place.cell})填的是“{content(datum.value)}”,不是数字,未计入汇总"
    else:
        message = f"{label}({datum.place.cell})由不能识别的内容算得,未计入汇总"
    unread = problem(standard, TOTALS, message, "改填数字,空缺的留空")
    return replace(unread, places=(datum.place,), field=datum.field, left=content(datum.value) or None)
