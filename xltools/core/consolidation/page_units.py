"""The units of a page: the tree, row by row, each with its files and where it stands (报送状态、结论)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from xltools.core.consolidation.ranking import ranking
from xltools.core.consolidation.roster import Unit
from xltools.core.consolidation.summary import Member, State, Submission, Summary
from xltools.core.model import Verdict
from xltools.core.overview.overview import VERDICTS

#: What stands over the files that no unit of the roster owns.
STRAYS = "没有对应单位的文件"

#: Where a unit stands that handed in nothing and need not: it groups others, or is not expected.
NOT_WANTED = "不需报"

#: States of files that are judged by their verdict: nothing else is wrong with them.
_IN_ORDER: tuple[State, ...] = ("已报", "部门汇总")

#: A copy says nothing that its first does not say, an old version nothing that still holds.
_PASSED_OVER: tuple[State, ...] = ("相同副本", "旧版")


@dataclass(frozen=True, slots=True)
class PageUnit:
    """One row of the tree: a unit of the roster, or a file that belongs to none.

    ``level`` counts from 0. ``state`` is "" for a unit that need not hand in, and for the row :data:`STRAYS`;
    ``verdict`` is that of its file in order, else the worst of its files. ``rank`` is that of 得分排名.
    """

    code: str
    name: str
    level: int
    state: State | str
    verdict: Verdict | None
    files: tuple[Submission, ...]
    total: Decimal | None = None
    grade: str = ""
    rank: int | None = None
    group: bool = False

    @property
    def standing(self) -> str:
        """In one word: the verdict of a file in order, else what became of it; "" for a mere group."""
        if self.state in _IN_ORDER and self.verdict:
            return self.verdict
        return self.state or ("" if self.group else NOT_WANTED)


def page_units(summary: Summary) -> tuple[PageUnit, ...]:
    """All rows: the units in tree order, then under :data:`STRAYS` the files that belong to none."""
    files: dict[tuple[str, str], list[Submission]] = {}
    strays: list[Submission] = []
    known = {_key(member.unit) for member in summary.members}
    for each in summary.submissions:
        if each.unit and _key(each.unit) in known:
            files.setdefault(_key(each.unit), []).append(each)
        else:
            strays.append(each)
    ranks = {_key(each.member.unit): each.rank for each in ranking(summary.standard, summary.members)}
    groups = {node.first for node in summary.nodes if node.unit}
    rows = []
    for number, member in enumerate(summary.members):
        key = _key(member.unit)
        rows.append(_of_member(member, files.get(key, ()), ranks.get(key), group=number in groups))
    return (*rows, *_strays(strays))


def _key(unit: Unit) -> tuple[str, str]:
    return unit.code, unit.name


def _of_member(member: Member, files: Sequence[Submission], rank: int | None, *, group: bool) -> PageUnit:
    state, verdict = _stands(files)
    score = member.score
    return PageUnit(
        code=member.unit.code,
        name=member.unit.name,
        level=member.level,
        state=state,
        verdict=verdict,
        files=tuple(files),
        total=score.total if score else None,
        grade=score.grade if score else "",
        rank=rank,
        group=group,
    )


def _stands(files: Sequence[Submission]) -> tuple[State | str, Verdict | None]:
    """The state of a unit and the worst verdict, by its files that are no copies or old versions."""
    own = [each for each in files if each.state not in _PASSED_OVER] or files
    if not own:
        return "", None
    counted = next((each for each in own if each.state in _IN_ORDER), None)
    if counted:
        return counted.state, counted.verdict
    verdicts = [each.verdict for each in own if each.verdict]
    return own[0].state, min(verdicts, key=VERDICTS.index) if verdicts else None


def _strays(files: Sequence[Submission]) -> Iterator[PageUnit]:
    if files:
        yield PageUnit("", STRAYS, 0, "", None, (), group=True)
    for each in files:
        name = each.name or PurePath(each.path).name
        yield PageUnit(each.code, name, 1, each.state, each.verdict, (each,))
