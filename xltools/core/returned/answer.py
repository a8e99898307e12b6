"""One row of 审核结果 as it came back: what was typed there, and which finding it says it answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.core.refs import Place


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in one row of the sheet 审核结果, as typed.

    ``text`` is the 核实说明 at ``place``, ``opinion`` the 审核意见 at ``opinion_place``, ``earlier`` the
    上次说明. ``key`` is the 标识 as it stands there; the rest is what the row says of its finding, by which
    it is known where the key is lost. ``target`` is the finding's first cell, None where it names none.
    """

    key: str
    text: str
    opinion: str
    earlier: str
    place: Place
    opinion_place: Place
    rule: str = ""
    level: str = ""
    target: Place | None = None
    field: str = ""
    message: str = ""
    left: Decimal | str | None = None
    right: Decimal | str | None = None
    difference: Decimal | None = None
    fix: str = ""
    basis: str = ""

    @property
    def said(self) -> bool:
        """Whether anybody typed anything in the row."""
        return any(text.strip() for text in (self.text, self.opinion, self.earlier))
