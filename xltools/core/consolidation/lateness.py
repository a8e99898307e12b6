"""Whether a unit handed in by its deadline (按期、迟报), by the day it first did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

#: 逾期: missing though the deadline is over; "": there is no deadline.
Word = Literal["按期", "迟报", "未到期", "逾期", ""]


@dataclass(frozen=True, slots=True)
class Lateness:
    """The word for it, and by how many days it is over; 0 where it is not."""

    word: Word = ""
    days: int = 0


def lateness(deadline: dt.date | None, first: dt.date | None, today: dt.date) -> Lateness:
    """Where a unit stands that first handed in on the day ``first`` (None: not yet).

    What was returned and handed in again later was handed in all the same.

    >>> lateness(dt.date(2023, 4, 25), dt.date(2023, 4, 28), dt.date(2023, 5, 1))
    Lateness(word='迟报', days=3)
    """
    if deadline is None:
        return Lateness()
    days = ((first or today) - deadline).days
    if days <= 0:
        return Lateness("按期" if first else "未到期")
    return Lateness("迟报" if first else "逾期", days)
