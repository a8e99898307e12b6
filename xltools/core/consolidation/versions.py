"""Several files of one unit (多份): which one counts, by when each was handed in.

Only a ledger knows when a file was handed in. Time stamps are copied and unpacked at will, and the date on
a cover is what somebody wrote there once; neither decides what goes into a total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

#: Why nobody can tell which file counts: no ledger knows them all, they came at once, or one is of a unit
#: alone and another of its whole department.
Doubt = Literal["", "无台账", "同时", "口径"]


@dataclass(frozen=True, slots=True)
class Came:
    """When a content was last handed in: in which run of a ledger, and on which day.

    A later run is a later handing-in; of two contents of one run nobody knows which is later. ``first`` is
    the day its unit handed in for the first time.
    """

    run: int
    received: dt.date
    first: dt.date


@dataclass(frozen=True, slots=True)
class Version:
    """One file of a unit. Files with equal ``says`` report the same, whatever else in them differs.

    ``scope`` is what it covers (填报口径); ``came`` is None where no ledger knows.
    """

    path: str
    says: str
    scope: str = ""
    came: Came | None = None

    @property
    def rank(self) -> tuple[int, str]:
        """By what files are ordered: those handed in last come first."""
        return (-self.came.run if self.came else 1, self.path)


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the files of one unit: each is in exactly one of these.

    ``copies`` say the same as the one that is ``counted``; ``old`` were replaced later; of those in
    ``open`` nobody can tell which counts, and ``doubt`` says why.
    """

    counted: Version | None = None
    copies: tuple[Version, ...] = ()
    old: tuple[Version, ...] = ()
    open: tuple[Version, ...] = ()
    doubt: Doubt = ""


def choose(files: Iterable[Version]) -> Choice:
    """Which of a unit's files counts: the one handed in last; none where nobody can tell.

    The order of the files does not matter.

    >>> day = dt.date(2023, 4, 25)
    >>> first, second = (Version(f"{n}.xlsx", str(n), came=Came(n, day, day)) for n in (1, 2))
    >>> choose([second, first]).counted.path
    '2.xlsx'
    """
    ranked = sorted(files, key=lambda file: file.rank)
    groups: dict[str, list[Version]] = {}
    for file in ranked:
        groups.setdefault(file.says, []).append(file)
    latest = _latest(groups)
    doubt = _doubt(ranked, groups, latest)
    if doubt in ("无台账", "口径"):
        return Choice(open=tuple(ranked), doubt=doubt)
    last = tuple(file for says in latest for file in groups[says])
    old = tuple(file for file in ranked if file.says not in latest)
    return Choice(old=old, open=last, doubt=doubt) if doubt else Choice(last[0], last[1:], old)


def _latest(groups: Mapping[str, Sequence[Version]]) -> Sequence[str]:
    """What was handed in last: of each group its first file is the one that came last."""
    runs = {says: files[0].came.run if files[0].came else -1 for says, files in groups.items()}
    last = max(runs.values(), default=-1)
    return [says for says, run in runs.items() if run == last]


def _doubt(files: Sequence[Version], groups: Mapping[str, object], latest: Sequence[str]) -> Doubt:
    if len(groups) == 1:
        return ""
    if len({file.scope for file in files}) > 1:
        return "口径"
    if any(file.came is None for file in files):
        return "无台账"
    return "同时" if len(latest) > 1 else ""
