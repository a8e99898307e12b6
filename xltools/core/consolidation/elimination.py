"""One line of the elimination list (抵销): what two units of one department both count."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.model import Source
from xltools.core.refs import Place


@dataclass(frozen=True, slots=True)
class Elimination:
    """``amount`` of what ``unit`` reports in ``field`` is counted with ``other`` too.

    It is taken out of the total of ``parent`` and of all above it; the units keep their own figures. Units
    are codes, "" as parent is the total of everyone. The amount is in the field's own unit (元).
    """

    parent: str
    unit: str
    other: str
    field: str
    amount: Decimal
    note: str = ""
    source: Source | None = None
    place: Place | None = dataclasses.field(default=None, compare=False)
