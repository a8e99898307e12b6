"""The units of a page: the tree, row by row, each with its files and where it stands (报送状态、结论)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from xltools.core.consolidation.summary import Member, State, Submission, Summary
from xltools.core.model import Verdict
from xltools.core.overview.overview import VERDICTS

#: What stands over the files that no unit of the roster owns.
STRAYS = "没有对应单位的文件"

#: Where a unit stands that handed in nothing and need not: it groups others, or is not expected.
NOT_WANTED = "不需报"

#: States of files that are judged by their verdict: nothing else is wrong with them.
_IN_ORDER: tuple[State, ...] = ("已报", "部门汇总")

#: A copy says nothing that its first does not say.
_COPY: State = "相同副本"


@dataclass(frozen=True, slots=True)
class PageUnit:
    """One row of the tree: a unit of the roster, or a file that belongs to none.

    ``level`` counts from 0. ``state`` is "" for a unit that need not hand in, and for the row :data:`STRAYS`;
    ``verdict`` is the worst of its files, None without one. ``rank`` counts from 1, equals share it.
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
    known = {(member.unit.code, member.unit.name) for member in summary.members}
    for each in summary.submissions:
        key = (each.unit.code, each.unit.name) if each.unit else ("", "")
        if key in known:
            files.setdefault(key, []).append(each)
        else:
            strays.append(each)
    ranks = _ranks(summary.members)
    groups = {node.first for node in summary.nodes if node.unit}
    rows = (
        _of_member(member, files.get((member.unit.code, member.unit.name), ()), ranks, group=number in groups)
        for number, member in enumerate(summary.members)
    )
    return (*rows, *_strays(strays))


def _of_member(
    member: Member, files: Sequence[Submission], ranks: Mapping[Decimal, int], *, group: bool
) -> PageUnit:
    state, verdict = _stands(files)
    score = member.score
    total = score.total if score else None
    return PageUnit(
        code=member.unit.code,
        name=member.unit.name,
        level=member.level,
        state=state,
        verdict=verdict,
        files=tuple(files),
        total=total,
        grade=score.grade if score else "",
        rank=None if total is None else ranks[total],
        group=group,
    )


def _stands(files: Sequence[Submission]) -> tuple[State | str, Verdict | None]:
    """The state of a unit and the worst verdict, by its files that are no mere copies."""
    own = [each for each in files if each.state != _COPY] or files
    if not own:
        return "", None
    counted = next((each for each in own if each.state in _IN_ORDER), None)
    if counted:
        return counted.state, counted.verdict
    verdicts = [each.verdict for each in own if each.verdict]
    return own[0].state, min(verdicts, key=VERDICTS.index) if verdicts else None


def _ranks(members: Sequence[Member]) -> Mapping[Decimal, int]:
    """The rank of each total: one more than how many are higher."""
    totals = Counter(m.score.total for m in members if m.score and m.score.total is not None)
    ranks, higher = {}, 0
    for total in sorted(totals, reverse=True):
        ranks[total] = higher + 1
        higher += totals[total]
    return ranks


def _strays(files: Sequence[Submission]) -> Iterator[PageUnit]:
    if files:
        yield PageUnit("", STRAYS, 0, "", None, (), group=True)
    for each in files:
        name = each.name or PurePath(each.path).name
        yield PageUnit(each.code, name, 1, each.state, each.verdict, (each,))
