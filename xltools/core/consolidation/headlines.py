"""The headline figures of a summary (摘要): the same ones for the cover of 汇总.xlsx and for the page.

Which totals are headlines stands in the standard (词表: 摘要字段); without that entry there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import get_args

from xltools.core.common_fields import GRADE_FIELD
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.lost_points import IndicatorRate, indicator_rates
from xltools.core.consolidation.summary import Member, State, Summary
from xltools.core.expressions import names_in
from xltools.core.model import Level, Verdict
from xltools.core.overview.counts import KINDS
from xltools.core.overview.overview import VERDICTS
from xltools.core.standard import Field, Standard

#: The entries of 词表: the cells whose totals are headlines, and those that departments are compared by.
FIELDS = "摘要字段"
COMPARED = "摘要对比字段"

STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A headline total: cell name, label with measure, field, how many units are in it.

    A ``rate`` is recomputed from totals, by an engine: its value is None until that has been done.
    """

    name: str
    label: str
    field: Field
    rate: bool
    value: Decimal | None
    units: int


@dataclass(frozen=True, slots=True)
class ScoreSpread:
    """The units' own totals: how many units have one, the lowest, the median, the highest."""

    units: int
    lowest: Decimal
    middle: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule of which units failed: how many units, how many findings; consequences are not counted."""

    number: str
    name: str
    level: Level
    units: int
    findings: int


@dataclass(frozen=True)
class Headlines:
    """What a round of reports came to.

    ``unit`` is the one unit everybody is below, "" where there is none. ``expected`` and ``missing`` are None
    without a roster; ``counted`` are the files in the totals. ``states`` and ``verdicts`` count files (and
    units that handed in none) and have every key; ``findings`` counts by kind (错误 核实 提示 未判 …),
    ``crossed`` by level and outcome. ``grades`` counts units, the best grade first, "" those with scores and
    no grade. ``rules`` are sorted by the number of units, most first.
    """

    title: str
    unit: str
    year: int | None
    standard: str
    expected: int | None
    received: int
    missing: int | None
    counted: int
    states: Mapping[State, int]
    verdicts: Mapping[Verdict, int]
    findings: Mapping[str, int]
    crossed: Mapping[tuple[str, str], int]
    figures: tuple[KeyFigure, ...]
    grades: Mapping[str, int]
    scores: ScoreSpread | None
    indicators: tuple[IndicatorRate, ...]
    rules: tuple[RuleCount, ...]

    @property
    def weakest(self) -> tuple[IndicatorRate, ...]:
        """The indicators that lose points, the lowest rate first."""
        losing = (each for each in self.indicators if each.rate is not None and each.lost)
        return tuple(sorted(losing, key=lambda each: (each.rate, -each.lost, each.indicator.number)))


def headlines(summary: Summary, rates: Mapping[str, Decimal | None] | None = None) -> Headlines:
    """The headlines of a summary; ``rates`` are the recomputed ones by cell name, where they are known.

    The same for the files in any order.
    """
    states = Counter(each.state for each in summary.submissions)
    verdicts = Counter(each.verdict for each in summary.submissions if each.verdict)
    found = _counted(summary)
    kinds: Counter[str] = Counter()
    for (level, outcome), count in found.crossed.items():
        kinds[level if outcome == "不通过" else outcome] += count
    unit = top_name(summary)
    return Headlines(
        title=f"{unit}{f'{summary.year}年度' if summary.year else ''}部门整体支出绩效自评汇总",
        unit=unit,
        year=summary.year,
        standard=summary.standard.name,
        expected=summary.expected,
        received=summary.received,
        missing=None if summary.expected is None else summary.expected - summary.received,
        counted=states["已报"],
        states={state: states[state] for state in STATES},
        verdicts={verdict: verdicts[verdict] for verdict in reversed(VERDICTS)},
        findings={kind: kinds[kind] for kind in KINDS},
        crossed=found.crossed,
        figures=tuple(_figures(summary, rates or {})),
        grades=_grades(summary.standard, summary.members),
        scores=_spread(summary.members),
        indicators=indicator_rates(summary.standard, summary.members),
        rules=tuple(_rules(summary, found)),
    )


def headline_names(standard: Standard, entry: str = FIELDS) -> tuple[str, ...]:
    """The cells an entry of 词表 names, in its order; those that are added up nowhere are left out."""
    words = (str(word) for each in standard.vocabulary if each.name == entry for word in each.values)
    return tuple(name for name in dict.fromkeys(words) if _added_up(standard, name))


def _added_up(standard: Standard, name: str) -> bool:
    item, _ = standard.by_cell_name.get(name, (None, ""))
    return item is not None and item.aggregate != "不汇总"


def grade_names(standard: Standard) -> tuple[str, ...]:
    """The grades of the standard, best first: the texts that its formula of the grade looks up."""
    item, _ = standard.by_cell_name.get(GRADE_FIELD, (None, ""))
    used = (standard.parameter.get(name) for name in names_in(item.formula)) if item and item.formula else ()
    words = [value for each in used if each for value in each.values if isinstance(value, str)]
    return tuple(reversed(words))


def top_name(summary: Summary) -> str:
    """The name of the one unit that everybody is below; "" where there is none."""
    whole, *others = summary.nodes
    tops = [node for node in others if (node.first, node.last) == (whole.first, whole.last)]
    return tops[0].unit.name if tops and tops[0].unit else ""


def _figures(summary: Summary, rates: Mapping[str, Decimal | None]) -> Iterator[KeyFigure]:
    for name in headline_names(summary.standard):
        field, _ = summary.standard.by_cell_name[name]
        label = titled(summary.standard, name)
        if name in summary.recomputed:
            need = summary.needs[name]
            units = sum(need.met_by(member) for member in summary.members)
            yield KeyFigure(name, label, field, rate=True, value=rates.get(name), units=units)
        elif field.aggregate != "重算":
            total = summary.nodes[0].totals.get(name)
            value, units = (total.value, total.units) if total else (None, 0)
            yield KeyFigure(name, label, field, rate=False, value=value, units=units)


def _grades(standard: Standard, members: Iterable[Member]) -> Mapping[str, int]:
    counts = Counter(member.score.grade for member in members if member.score)
    known = grade_names(standard)
    others = sorted(counts.keys() - set(known) - {""})
    names = (*known, *others, *([""] if counts[""] else []))
    return {name: counts[name] for name in names}


def _spread(members: Iterable[Member]) -> ScoreSpread | None:
    totals = [member.score.total for member in members if member.score and member.score.total is not None]
    return ScoreSpread(len(totals), min(totals), median(totals), max(totals)) if totals else None


@dataclass(frozen=True, slots=True)
class _Counted:
    """All findings counted in one pass: each is taken out of its file's extract as it is looked at."""

    crossed: Counter[tuple[str, str]]
    rules: Counter[str]
    levels: dict[str, Level]
    units: dict[str, set[str]]


def _counted(summary: Summary) -> _Counted:
    counted = _Counted(Counter(), Counter(), {}, {})
    for issue in summary.issues:
        finding = issue.finding
        counted.crossed[finding.level, finding.outcome] += 1
        if finding.outcome == "不通过" and not finding.cause:
            counted.rules[finding.rule] += 1
            counted.levels.setdefault(finding.rule, finding.level)
            counted.units.setdefault(finding.rule, set()).update({_whose(issue)} - {""})
    return counted


def _rules(summary: Summary, counted: _Counted) -> Sequence[RuleCount]:
    rules = summary.standard.rule
    counts = (
        RuleCount(
            number,
            rules[number].name if number in rules else "",
            rules[number].level if number in rules else counted.levels[number],
            len(own),
            counted.rules[number],
        )
        for number, own in counted.units.items()
    )
    return sorted(counts, key=lambda each: (-each.units, -each.findings, each.number))


def _whose(issue: Issue) -> str:
    """What tells the unit of an issue from others; "" for what is about everyone."""
    return issue.code or issue.name or issue.path
