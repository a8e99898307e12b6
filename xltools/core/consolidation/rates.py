"""The rates (重算): recomputed from totals, over the units that have all their parts, never added up.

Spending of three units over budgets of two is no rate: a unit that lacks a part is in neither, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.consolidation.figures import SUMMED
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.rules import RATES, finding
from xltools.core.consolidation.submissions import listed
from xltools.core.consolidation.summary import Member, Needs
from xltools.core.expressions import columns_in, names_in
from xltools.core.layout import measured
from xltools.core.standard import Standard

#: SUM or COUNT of nothing but names, and what stands beside it; text in quotes.
_GROUP = re.compile(
    r"(?P<before>\*?)\s*(?<![\w.])(?P<call>SUM|COUNT)\((?P<names>[^()]*)\)(?P<after>\s*(?:=\s*0|<\s*1)\b|\s*\*)?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def recomputable(standard: Standard) -> Mapping[str, str]:
    """The formula of each 重算 cell, over cell names and parameters, where totals suffice to compute it."""
    given = {name for name, (item, _) in standard.by_cell_name.items() if item.aggregate in SUMMED}
    given.update(standard.parameter)
    formulas = {
        name: measured(standard, item.formula, measure)
        for name, (item, measure) in standard.by_cell_name.items()
        if item.aggregate == "重算" and item.formula and not columns_in(item.formula)
    }
    while found := {
        name
        for name, formula in formulas.items()
        if name not in given and all(each in given for each in names_in(formula))
    }:
        given.update(found)
    return {name: formula for name, formula in formulas.items() if name in given}


def needed(standard: Standard, recomputed: Mapping[str, str], rate: str) -> Needs:
    """What a unit must have filled to be counted in a rate, read off the rate's formula.

    Of the names in one SUM, and of those in one COUNT that is only asked not to be 0, one is enough; any
    other name is needed. A rate in the formula brings its own needs.
    """
    summed = {name for name, (item, _) in standard.by_cell_name.items() if item.aggregate in SUMMED}
    some: list[tuple[str, ...]] = []

    def set_apart(match: re.Match[str]) -> str:
        names = tuple(name.strip() for name in match["names"].split(","))
        enough = match["call"].upper() == "SUM" or match["before"] or match["after"]
        if not enough or len(names) == 1 or not summed.issuperset(names):
            return match[0]
        some.append(names)
        return f"{match['before']}0{match['after'] or ''}"

    rest = _GROUP.sub(set_apart, _QUOTED.sub('""', recomputed[rate]))
    every: dict[str, None] = {}
    for name in names_in(rest):
        if name in recomputed:
            inner = needed(standard, recomputed, name)
            every.update(dict.fromkeys(inner.every))
            some.extend(inner.some)
        elif name not in standard.parameter:
            every[name] = None
    groups = dict.fromkeys(names for names in some if not every.keys() & set(names))
    names = dict.fromkeys((*every, *(name for group in some for name in group)))
    return Needs(tuple(names), tuple(every), tuple(groups))


def left_out(standard: Standard, needs: Mapping[str, Needs], members: Sequence[Member]) -> Iterator[Issue]:
    """Yield for each rate that totals would give which units are not in it, and what they lack (汇总比率)."""
    everything = {name for member in members for name in member.figures}
    for rate, need in needs.items():
        without = [
            member
            for member in members
            if not member.figures.keys().isdisjoint(need.names) and not need.met_by(member)
        ]
        if not without or not need.met(everything):
            continue
        told = listed(_lacking(standard, need, member) for member in without)
        left = finding(standard, RATES, 名=titled(standard, rate), 左=Decimal(len(without)), 右=told)
        yield Issue("", "", "", replace(left, field=rate))


def _lacking(standard: Standard, need: Needs, member: Member) -> str:
    blank = (
        f"缺{titled(standard, name)}" for name in need.lacking(member.figures) if name not in member.unread
    )
    unread = (f"{titled(standard, name)}不能识别" for name in need.names if name in member.unread)
    return f"{member.unit.name}({'、'.join((*blank, *unread))})"
