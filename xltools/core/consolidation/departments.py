"""A department's own file against the sum of its units (汇总合计), at every level of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import grouped, within
from xltools.core.consolidation.extract import Extract
from xltools.core.consolidation.figures import LAST_PLACE, factor_of
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import label_of
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.rules import TOTALS, finding
from xltools.core.consolidation.submissions import listed
from xltools.core.consolidation.summary import Member, Node, Total
from xltools.core.model import Finding
from xltools.core.standard import Field, Standard


@dataclass(frozen=True, slots=True)
class _Department:
    """A department's own file, all that it should be the sum of, and the names of units without a file."""

    standard: Standard
    file: Extract
    node: Node
    files: Sequence[Extract]
    missing: Sequence[str]


def departments(
    standard: Standard, files: Mapping[Unit, Extract], members: Sequence[Member], nodes: Sequence[Node]
) -> Iterator[Issue]:
    """Yield what is wrong with each department's own file, of which ``files`` has one a department.

    Units are compared with all units below, at whatever level; files of departments in between are not
    added, they are compared themselves.
    """
    by_unit = {node.unit: node for node in nodes if node.unit}
    for unit, file in files.items():
        node = by_unit[unit]
        below = members[node.first : node.last + 1]
        lacking = [each.unit for each in below if each.unit.expected and not each.file]
        missing = [each.name for each in lacking if each not in files]
        own = [each.file for each in below if each.file]
        department = _Department(standard, file, node, own, missing)
        for found in (*file.problems, *_differences(department)):
            yield Issue(unit.code, unit.name, file.path, found)


def _differences(department: _Department) -> Iterator[Finding]:
    """Yield a finding for each summed cell in which a department's file and its units disagree."""
    standard, node = department.standard, department.node
    for name, (item, measure) in standard.by_cell_name.items():
        own, total = department.file.figures.get(name), node.totals.get(name, Total())
        if item.aggregate != "求和" or (own is None and total.value is None):
            continue
        left, right = own.value if own else Decimal(0), total.value or Decimal(0)
        if left == right:
            continue
        tolerance = _tolerance(department, name, item)
        if within(left - right, tolerance):
            continue
        found = finding(standard, TOTALS, 名=label_of(item, measure), 左=left, 右=right, 差=abs(left - right))
        yield replace(
            found,
            message=f"{found.message}{_because(department, total)}",
            places=(own.place,) if own else (),
            field=name,
            left=left,
            right=right,
            difference=left - right,
            tolerance=tolerance,
        )


def _because(department: _Department, total: Total) -> str:
    """What may explain a difference: what was eliminated, and which units are not in the sum."""
    told = []
    if total.eliminated:
        told.append(f"各单位之和已减去抵销的 {grouped(total.eliminated)}")
    if department.missing:
        told.append(f"下属 {len(department.missing)} 家没有计入：{listed(department.missing)}")
    return f"（{'；'.join(told)}）" if told else ""


def _tolerance(department: _Department, name: str, item: Field) -> Decimal:
    """A cent, and half a unit in the last place of each figure that was rounded to be written in 万元."""
    if item.kind != "金额":
        return Decimal(0)
    standard = department.standard
    halves = (_half(standard, item, name, file) for file in (department.file, *department.files))
    return LAST_PLACE * factor_of(standard, item, Decimal(1)) + sum(halves, Decimal(0))


def _half(standard: Standard, item: Field, name: str, file: Extract) -> Decimal:
    """Half a unit in the last place of a file's figure, in the field's own unit; 0 for one exact to a cent.

    A figure of fewer than two decimals may have lost noughts, for a spreadsheet drops them.
    """
    number, yuan = file.figures.number(name), file.yuan or Decimal(1)
    if not number or yuan == 1:
        return Decimal(0)
    factor = factor_of(standard, item, yuan)
    exponent = (number / factor).normalize().as_tuple().exponent
    last = min(LAST_PLACE, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else LAST_PLACE
    return last * factor / 2 if last * yuan > LAST_PLACE else Decimal(0)
