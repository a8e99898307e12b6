"""The nouns of a summary (汇总): who handed in what, each unit's figures, the totals of each department."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.attachments.listing import Listing
from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.extract import Extract, Own
from xltools.core.consolidation.figure import NO_FIGURES, Figures
from xltools.core.consolidation.issue import Issues
from xltools.core.consolidation.roster import Roster, Unit
from xltools.core.model import Finding, Verdict
from xltools.core.standard import Standard

State = Literal[
    "已报",
    "未报",
    "重复",
    "旧版",
    "相同副本",
    "部门汇总",
    "年度不符",
    "规范不符",
    "名册外",
    "单位不明",
    "无法读取",
]


@dataclass(frozen=True, slots=True)
class Submission:
    """One file handed in, or one unit that handed in nothing (未报).

    ``note`` says why it is not counted, why the unit is missing, or that it came late.

    ``finding`` is what was found by that. Only a file with the state 已报 is in the totals.
    """

    state: State
    unit: Unit | None = None
    file: Extract | None = None
    note: str = ""
    finding: Finding | None = None

    @property
    def path(self) -> str:
        """The file's path; "" when there is none."""
        return self.file.path if self.file else ""

    @property
    def verdict(self) -> Verdict | None:
        """What the check of the file says."""
        return self.file.verdict if self.file else None

    @property
    def code(self) -> str:
        """The unit's code, by the roster or else as the file says."""
        return self.unit.code if self.unit else self.file.code if self.file else ""

    @property
    def name(self) -> str:
        """The unit's name, by the roster or else as the file says."""
        return self.unit.name if self.unit else self.file.name if self.file else ""


@dataclass(frozen=True, slots=True)
class Member:
    """One unit in tree order: its own counted file (None: nothing counted) and its figures by cell name.

    A blank has no entry in ``figures``; what is filled and cannot be counted is named in ``unread``.
    """

    unit: Unit
    level: int
    file: Extract | None = None

    @property
    def figures(self) -> Figures:
        """What the unit adds to totals, by cell name."""
        return self.file.figures if self.file else NO_FIGURES

    @property
    def score(self) -> Own | None:
        """The scores it gave itself; None without a file or a score sheet."""
        return self.file.own if self.file else None

    @property
    def unread(self) -> frozenset[str]:
        """The cells it filled with what cannot be counted."""
        return self.file.unread if self.file else frozenset()

    def value(self, name: str) -> Decimal | None:
        """The unit's own figure; None for a blank."""
        return self.figures.number(name)


@dataclass(frozen=True, slots=True)
class Total:
    """A total (None when all are blank), how many units contributed, and what was taken out of it (抵销)."""

    value: Decimal | None = None
    units: int = 0
    eliminated: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Node:
    """A department with all below it: members ``first`` to ``last`` (bounds included). None: everyone.

    Its totals are without ``eliminations``, those at itself and those at departments below it.
    """

    unit: Unit | None
    level: int
    first: int
    last: int
    totals: Mapping[str, Total]
    eliminations: tuple[Elimination, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a unit must have filled to be counted in a rate: ``every`` name, and of each of ``some`` one.

    ``names`` are all cells that the rate looks at.
    """

    names: tuple[str, ...]
    every: tuple[str, ...] = ()
    some: tuple[tuple[str, ...], ...] = ()

    def met(self, filled: Container[str]) -> bool:
        """Whether these cells suffice."""
        return all(name in filled for name in self.every) and all(
            any(name in filled for name in names) for names in self.some
        )

    def unread(self, member: Member) -> bool:
        """Whether a unit filled one of the cells with what cannot be counted."""
        return not member.unread.isdisjoint(self.names)

    def met_by(self, member: Member) -> bool:
        """Whether a unit is counted in the rate: a cell that it filled and nobody can read keeps it out."""
        return self.met(member.figures) and not self.unread(member)

    def lacking(self, filled: Container[str]) -> Iterator[str]:
        """Yield the cells that are missing; of a group that is all blank, each."""
        yield from (name for name in self.every if name not in filled)
        for names in self.some:
            if not any(name in filled for name in names):
                yield from (name for name in names if name not in self.every)


@dataclass(frozen=True)
class Summary:
    """All that is known of a round of reports. ``nodes[0]`` is the total of everyone.

    ``recomputed`` holds, for each 重算 cell that totals suffice to compute, its formula over cell names
    and parameters; rates are never added up nor averaged. ``needs`` holds what a unit must have filled to be
    in that rate: its inputs are added up over those units only, the same ones for each input. ``expected``
    counts units (应报), ``received`` those of them with a readable file for this form and year (实报);
    without a roster ``expected`` is None. ``listings`` are the forms attached to units' workbooks.
    """

    standard: Standard
    roster: Roster | None
    year: int | None
    members: tuple[Member, ...]
    nodes: tuple[Node, ...]
    submissions: tuple[Submission, ...]
    issues: Issues
    recomputed: Mapping[str, str]
    needs: Mapping[str, Needs]
    expected: int | None
    received: int
    listings: tuple[Listing, ...] = ()
