"""Units by score (得分排名): equal totals share a rank; the first and the last of them are told apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.amounts import round_half_up
from xltools.core.consolidation.summary import Member
from xltools.core.standard import Standard

#: The entry of 词表: how many per cent of the units, from the top and from the end, are marked.
MARKED = "排名标注比例"

#: Totals are compared to so many decimals: beyond is the noise of binary sums.
DECIMALS = 4

Mark = Literal["前列", "靠后", ""]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with its total and rank, 1 the best; both None without a total."""

    member: Member
    total: Decimal | None
    rank: int | None
    mark: Mark = ""


def ranking(standard: Standard, members: Sequence[Member]) -> tuple[Ranked, ...]:
    """The units that have a score sheet, the best first, those of one total in tree order.

    Units without a total stand at the end, unranked.
    """
    scored = [(member, total_of(member)) for member in members if member.score]
    totals = sorted(total for _, total in scored if total is not None)
    share = marked_share(standard)
    ranked = []
    for member, total in scored:
        rank = None if total is None else len(totals) - bisect_right(totals, total) + 1
        ranked.append(Ranked(member, total, rank, mark_of(rank, len(totals), share)))
    return tuple(sorted(ranked, key=lambda each: (each.rank is None, each.rank or 0)))


def total_of(member: Member) -> Decimal | None:
    """A unit's total as it is ranked by."""
    total = member.score.total if member.score else None
    return None if total is None else round_half_up(total, DECIMALS)


def marked_share(standard: Standard) -> Decimal | None:
    """How many per cent are marked at either end; None where the standard does not say."""
    found = next((entry.values for entry in standard.vocabulary if entry.name == MARKED), ())
    return found[0] if found and isinstance(found[0], Decimal) else None


def mark_of(rank: int | None, units: int, share: Decimal | None) -> Mark:
    """前列 within ``share`` per cent from the top, 靠后 within as many from the end."""
    if rank is None or share is None:
        return ""
    most = units * share / 100
    return "前列" if rank <= most else "靠后" if units - rank + 1 <= most else ""
