"""The elimination list (抵销) against the units' figures: what is taken out of totals, and what cannot be.

A line that cannot be right is not taken out and is said; nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from xltools.core.amounts import grouped
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.roster import Roster, plain
from xltools.core.consolidation.rules import TOTALS, problem
from xltools.core.consolidation.summary import Member
from xltools.core.guess import guess
from xltools.core.model import Level
from xltools.core.standard import Standard

#: Where the total of everyone stands before the members.
_EVERYONE = -1


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a line is not taken out, or is doubted, and what to do."""

    message: str
    fix: str
    level: Level = "错误"


class Eliminated:
    """The lines that are taken out, in tree order of their departments, and :attr:`issues` with all others.

    No more of a unit's figure is taken out than the unit reported, whatever the number of lines.
    """

    def __init__(self, standard: Standard, roster: Roster, members: Sequence[Member]) -> None:
        self._standard, self._members = standard, members
        self._taken: dict[tuple[str, str], Decimal] = {}
        self.issues: list[Issue] = []
        found: list[tuple[int, Elimination]] = []
        for row in roster.eliminations:
            line = replace(row, field=self._names.get(plain(row.field), row.field))
            fault = self._fault(line)
            if fault:
                self._tell(line, replace(fault, message=f"{fault.message}，没有抵销"))
                continue
            self._taken[line.unit, line.field] = self._before(line) + line.amount
            found.append((self._position[line.parent] if line.parent else _EVERYONE, line))
        found.sort(key=lambda each: each[0])
        self._parents = [position for position, _ in found]
        self.lines = tuple(line for _, line in found)
        for line, doubt in _doubts(self.lines):
            self._tell(line, doubt)

    def within(self, first: int, last: int, *, everyone: bool = False) -> tuple[Elimination, ...]:
        """The lines at or below the department whose run of members this is."""
        if everyone:
            return self.lines
        return self.lines[bisect_left(self._parents, first) : bisect_right(self._parents, last)]

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {member.unit.code: number for number, member in enumerate(self._members) if member.unit.code}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Cells by what people call them, and by their name."""
        names = self._standard.by_cell_name
        return {plain(titled(self._standard, name)): name for name in names} | {plain(n): n for n in names}

    def _fault(self, line: Elimination) -> _Fault | None:
        """What is wrong with a line; None when it can be taken out."""
        return self._of_units(line) or self._of_field(line) or self._of_amount(line)

    def _of_units(self, line: Elimination) -> _Fault | None:
        for what, code in (("上级编码", line.parent), ("单位", line.unit), ("对方单位", line.other)):
            if code not in self._position and (code or what != "上级编码"):
                told = f"的{what}“{code}”不在名册中" if code else f"没有写{what}"
                return _Fault(told, "核对编码；单位写名册里的编码")
        if line.unit == line.other:
            return _Fault("的单位和对方单位是同一个", "写明是哪两个单位之间的往来")
        first, last = self._run(line.parent)
        for what, code in (("单位", line.unit), ("对方单位", line.other)):
            if not first <= self._position[code] <= last:
                return _Fault(
                    f"的{what}“{code}”不在上级“{line.parent}”之下", "上级编码写两个单位共同的上级单位"
                )
        return None

    def _of_field(self, line: Elimination) -> _Fault | None:
        item, _ = self._standard.by_cell_name.get(line.field, (None, ""))
        if item is None:
            near = guess(line.field, self._standard.by_cell_name)
            return _Fault(f"的字段“{line.field}”不在规范中{near}", "写规范“字段”页的字段名，或项目（列口径）")
        if item.aggregate != "求和":
            what = f"的字段“{line.field}”汇总方式为{item.aggregate}，不是求和"
            return _Fault(what, "只有求和的字段可以抵销")
        return None

    def _of_amount(self, line: Elimination) -> _Fault | None:
        if line.amount <= 0:
            return _Fault(f"的金额 {grouped(line.amount)} 不是正数", "金额写正数，汇总时减去")
        figure = self._members[self._position[line.unit]].figures.get(line.field)
        if figure is None:
            fix = "单位没有报这一项，或所报的数不能计入：核对单位的表后重新汇总"
            return _Fault(f"的单位没有计入合计的“{titled(self._standard, line.field)}”", fix, "核实")
        first, last = self._run(line.other)
        if not any(member.file for member in self._members[first : last + 1]):
            return _Fault("的对方单位没有计入合计的表，没有重复可抵", "对方单位的表计入后重新汇总", "核实")
        before = self._before(line)
        if before + line.amount > figure.value:
            already = f"，加上已抵销的 {grouped(before)}" if before else ""
            what = f"的金额 {grouped(line.amount)}{already}大于单位所报的 {grouped(figure.value)}"
            return _Fault(what, "核对抵销的金额和单位所报的数（金额以元填写）")
        return None

    def _before(self, line: Elimination) -> Decimal:
        """What earlier lines take out of the same figure."""
        return self._taken.get((line.unit, line.field), Decimal(0))

    def _run(self, code: str) -> tuple[int, int]:
        """The members of a department: itself and all below."""
        if not code:
            return 0, len(self._members) - 1
        first = last = self._position[code]
        level = self._members[first].level
        while last + 1 < len(self._members) and self._members[last + 1].level > level:
            last += 1
        return first, last

    def _tell(self, line: Elimination, fault: _Fault) -> None:
        where = f"抵销表第{line.place.row}行" if line.place else "抵销"
        found = problem(self._standard, TOTALS, f"{where}{fault.message}", fault.fix, fault.level)
        places = (line.place,) if line.place else ()
        found = replace(found, places=places, field=line.field, left=line.amount)
        position = self._position.get(line.unit)
        name = "" if position is None else self._members[position].unit.name
        self.issues.append(Issue(line.unit, name, line.source.path if line.source else "", found))


def _doubts(lines: Sequence[Elimination]) -> Iterator[tuple[Elimination, _Fault]]:
    """Yield the lines that stand twice, and those of which only one side is taken out."""
    same = Counter(lines)
    sides = Counter((line.parent, line.unit, line.other, line.amount) for line in lines)
    for line in dict.fromkeys(lines):
        if same[line] > 1:
            told = f"与另外 {same[line] - 1} 行完全相同，都已抵销"
            yield line, _Fault(told, "确是几笔的，在说明里写明；重复的删去", "核实")
    for line in dict.fromkeys(lines):
        back = sides[line.parent, line.other, line.unit, line.amount]
        if back < sides[line.parent, line.unit, line.other, line.amount]:
            what = f"只抵销了“{line.unit}”一方的 {grouped(line.amount)}，没有“{line.other}”一方的同样金额"
            yield (
                line,
                _Fault(what, "一方的支出是另一方的收入，两方各写一行；确只有一方重复的，可不改", "核实"),
            )
