"""Where each unit stands (报送情况): what is due, handed in, late, returned, passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from xltools.core.consolidation.lateness import Lateness, lateness
from xltools.core.consolidation.roster import Roster, Unit
from xltools.core.consolidation.summary import State
from xltools.core.ledger.tally import Tally
from xltools.core.model import Verdict

UnitState = Literal["未报", "退回", "待核实", "通过"]

_BY_VERDICT: dict[Verdict, UnitState] = {
    "通过": "通过",
    "需核实": "待核实",
    "不通过": "退回",
    "无法读取": "退回",
}


#: The verdicts by which a file is returned (退回).
RETURNED = frozenset(verdict for verdict, state in _BY_VERDICT.items() if state == "退回")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds of one series for one year: its current submission, and when it was handed in.

    ``first`` is when the unit handed in for the first time, ``last`` when the current submission came;
    ``times`` counts, ``returned`` how many before the last did not pass. ``state`` is what became of the
    file in the summary, "" where that is not known.
    """

    code: str
    name: str
    path: str
    verdict: Verdict
    first: dt.date
    last: dt.date
    times: int = 1
    state: State | Literal[""] = ""
    error: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings by level where they fail, else by outcome."""
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Forms:
    """How many forms attached to a unit's workbook (项目支出自评 …) it handed in; ``failed`` did not pass."""

    code: str = ""
    name: str = ""
    count: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands; ``level`` is its depth in the tree. ``entry`` is None where nothing came."""

    unit: Unit
    level: int
    entry: Entry | None
    day: dt.date
    forms: Forms = Forms()

    @property
    def state(self) -> UnitState | Literal[""]:
        """The word for it; "" for a unit that owes nothing and handed in nothing."""
        if self.entry is None:
            return "未报" if self.unit.expected else ""
        if self.entry.state == "规范不符":
            return "退回"
        if self.entry.state == "重复":  # nobody knows which of its files is meant
            return "待核实"
        return _BY_VERDICT[self.entry.verdict]

    @property
    def excused(self) -> bool:
        """Whether it is due and missing, and the roster says why."""
        return self.state == "未报" and bool(self.unit.reason)

    @property
    def lateness(self) -> Lateness:
        """By the day it first handed in; nothing where it owes nothing, or its absence has a reason."""
        if not self.state or self.excused:
            return Lateness()
        return lateness(self.unit.deadline, self.entry.first if self.entry else None, self.day)

    @property
    def late(self) -> bool:
        """Whether it first came after the deadline, or is due and has not come though that is over."""
        return self.lateness.days > 0


@dataclass(frozen=True)
class Status:
    """Where all stand on ``day``. ``due`` is None without a roster: nobody knows who has to hand in.

    ``outside`` are units the roster does not list, ``nobody`` files that nobody can lay to a unit.
    """

    year: int
    day: dt.date
    standings: tuple[Standing, ...]
    outside: tuple[Entry, ...]
    nobody: tuple[Entry, ...]
    due: int | None

    @cached_property
    def everyone(self) -> Tally:
        """The counts of all units."""
        return self._tallies[0]

    @cached_property
    def departments(self) -> tuple[tuple[Standing, Tally], ...]:
        """Each unit that has others below it, with the counts of itself and all below, in tree order."""
        runs = (range(first, last + 1) for first, last in self._runs)
        pairs = zip(runs, self._tallies[1:], strict=True)
        return tuple((self.standings[run[0]], tally) for run, tally in pairs)

    @cached_property
    def _runs(self) -> Sequence[tuple[int, int]]:
        """The standings of each department: in tree order they are one run."""
        lasts: dict[int, int] = {}
        open_: list[int] = []
        for position, standing in enumerate(self.standings):
            while open_ and self.standings[open_[-1]].level >= standing.level:
                lasts[open_.pop()] = position - 1
            open_.append(position)
        lasts.update(dict.fromkeys(open_, len(self.standings) - 1))
        return [(first, lasts[first]) for first in sorted(lasts) if lasts[first] > first]

    @cached_property
    def _tallies(self) -> Sequence[Tally]:
        """The counts of everyone, then of each department."""
        sums = [Tally()]
        for standing in self.standings:
            sums.append(sums[-1].plus(self._one(standing)))
        runs = [(0, len(self.standings) - 1), *self._runs]
        return [sums[last + 1].minus(sums[first]) for first, last in runs]

    def _one(self, standing: Standing) -> Tally:
        """The counts of one unit; a unit that need not hand in counts nowhere but in its attached forms."""
        forms = standing.forms.count
        if self.due is not None and not standing.unit.expected:
            return Tally(forms=forms)
        state, came = standing.state, standing.entry is not None
        return Tally(
            due=1,
            received=int(came),
            missing=int(state == "未报"),
            excused=int(standing.excused),
            late=int(came and standing.late),
            overdue=int(not came and standing.late),
            returned=int(state == "退回"),
            doubtful=int(state == "待核实"),
            passed=int(state == "通过"),
            forms=forms,
        )


def status(
    entries: Sequence[Entry], roster: Roster | None, year: int, day: dt.date, forms: Sequence[Forms] = ()
) -> Status:
    """Where each unit of the roster stands, in tree order; without one, the units the ledger knows.

    ``entries`` are those of one year; none of them is left out.
    """
    known = [entry for entry in entries if entry.code or entry.name]
    nobody = tuple(entry for entry in entries if not (entry.code or entry.name))
    if roster is None:
        by_who = {(each.code, each.name): each for each in forms}
        units = sorted(known, key=lambda entry: (not entry.code, entry.code, entry.name))
        standings = tuple(
            Standing(Unit(e.code, e.name), 0, e, day, by_who.get((e.code, e.name), Forms())) for e in units
        )
        return Status(year, day, standings, (), nobody, None)
    by_unit: dict[str, Entry] = {}
    outside = []
    for entry in known:
        unit = roster.find(entry.code, entry.name)
        if unit is None:
            outside.append(entry)
        elif unit.code in by_unit:
            by_unit[unit.code] = _joined(by_unit[unit.code], entry)
        else:
            by_unit[unit.code] = entry
    attached = _attached(forms, roster)
    standings = tuple(
        Standing(unit, level, by_unit.get(unit.code), day, attached.get(unit.code, Forms()))
        for unit, level in roster.walk()
    )
    return Status(year, day, standings, tuple(outside), nobody, sum(unit.expected for unit in roster.units))


def _attached(forms: Sequence[Forms], roster: Roster) -> Mapping[str, Forms]:
    """The attached forms of each unit, by its code."""
    found: dict[str, Forms] = {}
    for each in forms:
        unit = roster.find(each.code, each.name)
        if unit:
            before = found.get(unit.code, Forms())
            count, failed = before.count + each.count, before.failed + each.failed
            found[unit.code] = Forms(unit.code, unit.name, count, failed)
    return found


def _joined(one: Entry, other: Entry) -> Entry:
    """Two series that the roster lays to one unit (its code was once left blank): the later one counts."""
    early, late = sorted((one, other), key=lambda entry: (entry.last, entry.path))
    returned = early.returned + late.returned + (early.verdict in RETURNED)
    first, times = min(early.first, late.first), early.times + late.times
    return replace(late, first=first, times=times, returned=returned)
