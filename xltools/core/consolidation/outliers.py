"""Units that stand apart (异常值): against others of their kind, and in their change against last year.

What is looked at and by which limits stands in the standard (词表); without those entries nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.amounts import grouped, round_half_up
from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.spread import Spread, spread_of
from xltools.core.consolidation.summary import Member, Summary
from xltools.core.model import Source
from xltools.core.refs import Place
from xltools.core.standard import Standard

#: The entries of 词表: cells to look at, pairs 本年=上年 of cells, and the limits.
FIELDS = "异常值字段"
PAIRS = "异常值上年字段"
SCORE_LIMIT = "异常值修正Z上限"
FENCE = "异常值四分位倍数"
FEWEST = "异常值最少单位数"

Against = Literal["同类", "上年"]


@dataclass(frozen=True, slots=True)
class Limits:
    """By what a unit stands apart: its modified z, how many interquartile ranges off; the fewest peers."""

    score: Decimal
    fence: Decimal
    fewest: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    """One figure of one unit that stands apart, the figures it was judged by, and the reason in words.

    ``value`` is the unit's own figure, ``measured`` what was compared with the peers: the same, or against
    last year the change from ``last`` in per cent. ``score`` is the modified z, None where half of the peers
    have one and the same figure.
    """

    against: Against
    member: Member
    field: str
    value: Decimal
    last: Decimal | None
    measured: Decimal
    score: Decimal | None
    spread: Spread
    reason: str
    source: Source
    place: Place


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A field that could not be looked at among units of a kind, or for one unit, and why (未判)."""

    against: Against
    field: str
    kind: str
    why: str
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Outliers:
    """What stands apart, in the order of the fields, and what could not be judged."""

    found: tuple[Outlier, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is compared for one unit."""

    member: Member
    figure: Figure
    value: Decimal
    last: Decimal | None = None


def outliers(summary: Summary) -> Outliers:
    """Look at the fields the standard names, among units of one kind (本级/下属); each finding once."""
    limits = limits_of(summary.standard)
    if limits is None:
        return Outliers()
    results = [*_of_fields(summary, limits), *_of_changes(summary, limits)]
    found = tuple(each for each in results if isinstance(each, Outlier))
    return Outliers(found, tuple(each for each in results if isinstance(each, Unjudged)))


def asked(standard: Standard) -> bool:
    """Whether the standard wants anything looked at: then it is said, too, that nothing stands apart."""
    return limits_of(standard) is not None and bool(_words(standard, FIELDS) or _words(standard, PAIRS))


def limits_of(standard: Standard) -> Limits | None:
    """The limits of the standard; None where it does not give them all."""
    entries = {entry.name: entry.values for entry in standard.vocabulary}
    numbers = [entries.get(name, ("",))[0] for name in (SCORE_LIMIT, FENCE, FEWEST)]
    found = [number for number in numbers if isinstance(number, Decimal)]
    return Limits(*found) if len(found) == len(numbers) else None


def _words(standard: Standard, name: str) -> list[str]:
    return [str(word) for entry in standard.vocabulary if entry.name == name for word in entry.values]


def _of_fields(summary: Summary, limits: Limits) -> Iterator[Outlier | Unjudged]:
    for name in _words(summary.standard, FIELDS):
        yield from _unknown(summary.standard, "同类", name)
        for kind, members in _kinds(summary).items():
            yield from _unread("同类", kind, members, name)
            own = [(member, figure_of(member, name)) for member in members]
            measured = [_Measured(member, figure, figure.value) for member, figure in own if figure]
            yield from _apart(summary.standard, "同类", name, kind, measured, limits)


def _of_changes(summary: Summary, limits: Limits) -> Iterator[Outlier | Unjudged]:
    for pair in _words(summary.standard, PAIRS):
        name, _, before = pair.partition("=")
        yield from _unknown(summary.standard, "上年", name, before)
        for kind, members in _kinds(summary).items():
            yield from _unread("上年", kind, members, name, before)
            measured = []
            for member in members:
                now, last = (figure_of(member, each) for each in (name, before))
                if now is None or last is None:
                    continue
                if last.value <= 0:
                    why = f"上年为 {grouped(last.value)}，不能算增减百分比"
                    yield Unjudged("上年", name, kind, why, member)
                    continue
                change = (now.value - last.value) / last.value * 100
                measured.append(_Measured(member, now, change, last.value))
            yield from _apart(summary.standard, "上年", name, kind, measured, limits)


def _unknown(standard: Standard, against: Against, *names: str) -> Iterator[Unjudged]:
    """Yield the names that the standard has no number for: nothing is looked at under them."""
    for name in names:
        item, _ = standard.by_cell_name.get(name, (None, ""))
        if item is None or item.aggregate == "不汇总":
            yield Unjudged(against, name, "", f"“{name}”不是规范中求和或重算的字段，没有比较")


def _unread(against: Against, kind: str, members: Sequence[Member], *names: str) -> Iterator[Unjudged]:
    """Yield the units that filled one of the cells with what nobody can read."""
    for member in members:
        for name in names:
            if name in member.unread:
                yield Unjudged(against, name, kind, "所填的内容不能识别，没有比较", member)


def _kinds(summary: Summary) -> Mapping[str, Sequence[Member]]:
    """The units that are in the totals, by their kind: peers are those of the same."""
    kinds: dict[str, list[Member]] = {}
    for member in summary.members:
        if member.file:
            kinds.setdefault(member.unit.kind, []).append(member)
    return kinds


def figure_of(member: Member, name: str) -> Figure | None:
    """A unit's figure of a cell, summed or a rate of its own; None for a blank or what nobody can read."""
    return member.figures.get(name) or (member.file.rates.get(name) if member.file else None)


def _apart(
    standard: Standard,
    against: Against,
    name: str,
    kind: str,
    measured: Sequence[_Measured],
    limits: Limits,
) -> Iterator[Outlier | Unjudged]:
    """Yield the units that stand apart from the others, or why that cannot be told."""
    if not measured:
        return
    if len(measured) < limits.fewest:
        why = f"{kind}单位只有 {len(measured)} 家填了，少于 {grouped(limits.fewest)} 家，不作比较"
        yield Unjudged(against, name, kind, why)
        return
    spread = spread_of([each.value for each in measured])
    if not spread.deviation and not spread.range:
        if any(each.value != spread.middle for each in measured):
            yield Unjudged(against, name, kind, "半数以上单位的数相同，没有离散程度可比")
        return
    for each in measured:
        score = spread.score(each.value)
        low, high = spread.fences(limits.fence)
        told = []
        if score is not None and abs(score) > limits.score:
            told.append(f"修正Z值 {_short(score)}，绝对值超过 {grouped(limits.score)}")
        if not low <= each.value <= high:
            beyond = f"在四分位界限 {_short(low)} 至 {_short(high)} 以外"
            told.append(f"{beyond}（四分位距的 {grouped(limits.fence)} 倍）")
        if told:
            reason = f"{_what(standard, name, each)}，{_usual(against, kind, spread)}；{'；'.join(told)}"
            yield Outlier(
                against, each.member, name, each.figure.value, each.last, each.value, score, spread,
                reason, each.figure.source, each.figure.place,
            )  # fmt: skip


def _what(standard: Standard, name: str, each: _Measured) -> str:
    item, _ = standard.by_cell_name[name]
    own = f"{titled(standard, name)} {grouped(each.figure.value)} {item.unit}".strip()
    if each.last is None:
        return own
    return (
        f"{own}，比上年的 {grouped(each.last)} {'增' if each.value >= 0 else '减'} {_short(abs(each.value))}%"
    )


def _usual(against: Against, kind: str, spread: Spread) -> str:
    what = "增减的中位数为" if against == "上年" else "的中位数为"
    sign = "%" if against == "上年" else ""
    return f"{spread.count} 家{kind}单位{what} {_short(spread.middle)}{sign}"


def _short(number: Decimal) -> str:
    return grouped(round_half_up(number, 2))
