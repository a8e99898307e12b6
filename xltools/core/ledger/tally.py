"""How many units of a department are due, came, are late, were returned (应报、实报、未报、迟报、退回)."""

from __future__ import annotations

from typing import NamedTuple


class Tally(NamedTuple):
    """Counts of units; ``forms`` counts attached forms.

    ``excused`` are among ``missing``, and so are those ``overdue``; ``late`` are among ``received``.
    """

    due: int = 0
    received: int = 0
    missing: int = 0
    excused: int = 0
    late: int = 0
    overdue: int = 0
    returned: int = 0
    doubtful: int = 0
    passed: int = 0
    forms: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))

    def minus(self, other: Tally) -> Tally:
        """The one without the other."""
        return Tally(*(one - less for one, less in zip(self, other, strict=True)))
