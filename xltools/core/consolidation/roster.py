"""Who must hand in (名册): the units of a city or department as a tree, its faults as values."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.rules import COMPLETE, ONCE, Kind
from xltools.core.model import Finding, Level
from xltools.core.refs import Place

UnitKind = Literal["本级", "下属", "虚拟"]
UNIT_KINDS: tuple[UnitKind, ...] = get_args(UnitKind)


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the roster. ``parent`` is a code, "" at the top; a 虚拟 unit only groups others.

    ``deadline`` is its own or that of the nearest unit above that has one; ``reason`` says why it does not
    hand in (撤并、免报 …), "" where the roster gives none.
    """

    code: str
    name: str
    parent: str = ""
    kind: UnitKind = "下属"
    expected: bool = True
    deadline: dt.date | None = None
    note: str = ""
    reason: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Roster:
    """Units with unique codes, in the order of the file, and what is wrong with the file.

    The tree is always sound: a unit whose parent is unknown, or that is its own ancestor, stands at
    the top, and :attr:`faults` says so.
    """

    units: tuple[Unit, ...]
    faults: tuple[Finding, ...] = ()
    eliminations: tuple[Elimination, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """Units by code; units without one are absent."""
        return {unit.code: unit for unit in self.units if unit.code}

    @cached_property
    def by_name(self) -> Mapping[str, Unit]:
        """Units by :func:`plain` name; a name that two units share is absent."""
        count = Counter(plain(unit.name) for unit in self.units)
        return {plain(unit.name): unit for unit in self.units if unit.name and count[plain(unit.name)] == 1}

    def find(self, code: str, name: str) -> Unit | None:
        """The unit somebody means who says this of himself: by code, then by name; None for nobody's."""
        return self.by_code.get(code) or (self.by_name.get(plain(name)) if name else None)

    @cached_property
    def by_bare_code(self) -> Mapping[str, Unit]:
        """Units by their code without noughts in front; what two units share is absent."""
        count = Counter(unit.code.lstrip("0") for unit in self.units)
        bare = ((unit.code.lstrip("0"), unit) for unit in self.units)
        return {code: unit for code, unit in bare if code and count[code] == 1}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent each unit really gets, by code; "" for one at the top."""
        looped = _looped(self.by_code)
        return {
            code: unit.parent if unit.parent in self.by_code and code not in looped else ""
            for code, unit in self.by_code.items()
        }

    @cached_property
    def _below(self) -> Mapping[str, tuple[Unit, ...]]:
        below: dict[str, list[Unit]] = {}
        for unit in self.units:
            below.setdefault(self.parents.get(unit.code, ""), []).append(unit)
        return {code: tuple(units) for code, units in below.items()}

    def children(self, code: str) -> tuple[Unit, ...]:
        """The units right below; those at the top for ""."""
        return self._below.get(code, ())

    def walk(self) -> Iterator[tuple[Unit, int]]:
        """Yield (unit, level) in tree order, a parent before its children; level 0 is the top."""
        waiting = [(unit, 0) for unit in reversed(self.children(""))]
        while waiting:
            unit, level = waiting.pop()
            yield unit, level
            if unit.code:
                waiting.extend((child, level + 1) for child in reversed(self.children(unit.code)))


def plain(name: str) -> str:
    """A name as compared: full-width signs made plain, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def build_roster(
    rows: Iterable[Unit], faults: Iterable[Finding] = (), eliminations: Iterable[Elimination] = ()
) -> Roster:
    """A roster of these rows; of rows with one code the first stands, the others are faults.

    A unit without a deadline gets that of the nearest unit above that has one.
    """
    found = list(faults)
    units: dict[str, Unit] = {}
    for unit in rows:
        if not unit.code:
            found.append(fault(ONCE, f"名册中“{unit.name}”没有编码,未列入", unit, "补填编码"))
        elif unit.code in units:
            first = units[unit.code]
            message = f"编码 {unit.code} 重复:“{first.name}”和“{unit.name}”,只按“{first.name}”统计"
            found.append(fault(ONCE, message, unit, "每个单位一个编码,删去或改正重复的行"))
        else:
            units[unit.code] = unit
    found.extend(_tree_faults(units))
    return _with_deadlines(Roster(tuple(units.values()), tuple(found), tuple(eliminations)))


def _with_deadlines(roster: Roster) -> Roster:
    """The roster in which a unit without a deadline has that of the nearest unit above that has one."""
    due: dict[str, dt.date | None] = {}
    for unit, _ in roster.walk():
        due[unit.code] = unit.deadline or due.get(roster.parents[unit.code])
    return replace(roster, units=tuple(replace(unit, deadline=due[unit.code]) for unit in roster.units))


def _tree_faults(units: Mapping[str, Unit]) -> Iterator[Finding]:
    """Yield a fault for each unit that cannot stand under the parent it names."""
    looped = _looped(units)
    for code, unit in units.items():
        if code in looped:
            message = f"“{unit.name}”({code})的上级编码绕成一圈,已放在最上级"
            yield fault(COMPLETE, message, unit, "改正上级编码")
        elif unit.parent and unit.parent not in units:
            message = f"“{unit.name}”({code})的上级编码 {unit.parent} 不在名册中,已放在最上级"
            yield fault(COMPLETE, message, unit, "改正上级编码,或补列上级单位")


def _looped(units: Mapping[str, Unit]) -> frozenset[str]:
    """The codes that are their own ancestor."""
    looped: set[str] = set()
    done: set[str] = set()
    for start in units:
        path: dict[str, None] = {}
        code = start
        while code in units and code not in done and code not in path:
            path[code] = None
            code = units[code].parent
        if code in path:
            steps = list(path)
            looped.update(steps[steps.index(code) :])
        done.update(path)
    return frozenset(looped)


def fault(kind: Kind, message: str, unit: Unit, fix: str, level: Level = "错误") -> Finding:
    """A fault of the roster, at the unit's row, named by its kind: a roster is read before any standard."""
    places = (unit.place,) if unit.place else ()
    return Finding(kind.word, level, "不通过", message, places, basis="名册", fix=fix)
