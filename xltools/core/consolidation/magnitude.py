"""Units whose figure is of another magnitude than their peers' (汇总量级): 元 and 万元 confused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.roster import Roster
from xltools.core.consolidation.rules import MAGNITUDE, finding, rule_of
from xltools.core.consolidation.summary import Member
from xltools.core.expressions import names_in
from xltools.core.standard import Standard

#: Fewer units than these have no usual magnitude.
_FEWEST_PEERS = 3

_Own = tuple[Member, Figure]


def magnitudes(
    standard: Standard, roster: Roster, year: int | None, members: Sequence[Member]
) -> Iterator[Issue]:
    """Yield each unit that stands out among those under the same parent, or else among all.

    The row of the rule says which field (标注单元格), and by which parameter it may differ (右式).
    """
    rule = rule_of(standard, MAGNITUDE)
    limit = standard.parameter.get(next(iter(names_in(rule.right)), "")) if rule else None
    if rule is None or limit is None or not rule.in_force(year):
        return
    times, name = limit.values[0], next(iter(rule.marks), "")
    item, _ = standard.by_cell_name.get(name, (None, ""))
    if not isinstance(times, Decimal) or item is None or (item.aggregate, item.kind) != ("求和", "金额"):
        return
    figures = ((member, member.figures.get(name)) for member in members)
    own = [(member, figure) for member, figure in figures if figure and figure.value > 0]
    beside: dict[str, list[_Own]] = {}
    for each in own:
        beside.setdefault(roster.parents.get(each[0].unit.code, ""), []).append(each)
    among = {parent: _usual(group) for parent, group in beside.items()}
    everyone = _usual(own)
    for member, figure in own:
        parent = roster.parents.get(member.unit.code, "")
        for usual, who in ((among[parent], "同一上级的单位"), (everyone, "")):
            if usual is None or max(figure.value / usual, usual / figure.value) <= times:
                continue
            label = titled(standard, name)
            doubt = finding(standard, MAGNITUDE, 名=label, 左=figure.value, 右=usual, 差=times)
            message = f"{doubt.message}（与{who}比）" if who and parent else doubt.message
            doubt = replace(doubt, message=message, places=(figure.place,), field=name)
            doubt = replace(doubt, left=figure.value, right=usual)
            yield Issue(member.unit.code, member.unit.name, figure.source.path, doubt)
            break


def _usual(own: Sequence[_Own]) -> Decimal | None:
    """The middle one of the figures; None where they are too few."""
    return median(figure.value for _, figure in own) if len(own) >= _FEWEST_PEERS else None
