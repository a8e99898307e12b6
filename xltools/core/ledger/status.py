"""Where each unit stands (报送情况): what is due, handed in, late, returned, passed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from xltools.core.consolidation.roster import Roster, Unit, plain
from xltools.core.consolidation.summary import State
from xltools.core.model import Verdict

UnitState = Literal["未报", "退回", "待核实", "通过"]

_BY_VERDICT: dict[Verdict, UnitState] = {
    "通过": "通过",
    "需核实": "待核实",
    "不通过": "退回",
    "无法读取": "退回",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds of one series for one year: its current submission, and when it was handed in.

    ``first`` is when the unit handed in for the first time, ``last`` when the current submission came;
    ``times`` counts. ``state`` is what became of the file in the summary, "" where that is not known.
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands; ``level`` is its depth in the tree. ``entry`` is None where nothing came."""

    unit: Unit
    level: int
    entry: Entry | None
    day: dt.date

    @property
    def state(self) -> UnitState | Literal[""]:
        """The word for it; "" for a unit that owes nothing and handed in nothing."""
        if self.entry is None:
            return "未报" if self.unit.expected else ""
        if self.entry.state == "规范不符":
            return "退回"
        return _BY_VERDICT[self.entry.verdict]

    @property
    def late(self) -> bool:
        """Whether it first came after the deadline, or is due and has not come though that is over."""
        if self.unit.deadline is None or not self.state:
            return False
        return (self.entry.first if self.entry else self.day) > self.unit.deadline


@dataclass(frozen=True, slots=True)
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

    @property
    def _counted(self) -> Sequence[Standing]:
        return [each for each in self.standings if self.due is None or each.unit.expected]

    def count(self, state: UnitState) -> int:
        """How many of the units that have to hand in are in a state."""
        return Counter(each.state for each in self._counted)[state]

    @property
    def received(self) -> int:
        """How many of them handed in."""
        return sum(each.entry is not None for each in self._counted)

    @property
    def late(self) -> int:
        """How many of them handed in late; those that have not handed in at all are 未报."""
        return sum(each.late and each.entry is not None for each in self._counted)


def status(entries: Sequence[Entry], roster: Roster | None, year: int, day: dt.date) -> Status:
    """Where each unit of the roster stands, in tree order; without one, the units the ledger knows.

    ``entries`` are those of one year; none of them is left out.
    """
    known = [entry for entry in entries if entry.code or entry.name]
    nobody = tuple(entry for entry in entries if not (entry.code or entry.name))
    if roster is None:
        units = sorted(known, key=lambda entry: (not entry.code, entry.code, entry.name))
        standings = tuple(Standing(Unit(e.code, e.name), 0, e, day) for e in units)
        return Status(year, day, standings, (), nobody, None)
    by_unit: dict[str, Entry] = {}
    outside = []
    for entry in known:
        unit = _unit_of(entry, roster)
        if unit is None:
            outside.append(entry)
        elif unit.code in by_unit:
            by_unit[unit.code] = _joined(by_unit[unit.code], entry)
        else:
            by_unit[unit.code] = entry
    standings = tuple(Standing(u, level, by_unit.get(u.code), day) for u, level in roster.walk())
    return Status(year, day, standings, tuple(outside), nobody, sum(unit.expected for unit in roster.units))


def _unit_of(entry: Entry, roster: Roster) -> Unit | None:
    named = roster.by_name.get(plain(entry.name)) if entry.name else None
    return roster.by_code.get(entry.code) or named


def _joined(one: Entry, other: Entry) -> Entry:
    """Two series that the roster lays to one unit (its code was once left blank): the later one counts."""
    early, late = sorted((one, other), key=lambda entry: (entry.last, entry.path))
    return replace(late, first=min(early.first, late.first), times=early.times + late.times)
