"""Who writes a letter, when, and until when an answer is due: nothing of that stands in the workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xltools.core.narrative.wording import Figure


@dataclass(frozen=True, slots=True)
class Sender:
    """What the reviewer (审核单位) says of itself; the letter marks what is left out."""

    name: str = ""
    number: str = ""
    date: dt.date | None = None
    due: dt.date | None = None

    def names(self) -> Mapping[str, object]:
        """These by the names letter templates use."""
        said = {
            "审核单位": self.name,
            "文号": self.number,
            "发函日期": self.date,
            "回复期限": self.due,
        }
        return {name: said_or_blank(name, value) for name, value in said.items()}


def said_or_blank(name: str, value: object) -> object:
    """The value, or for None and "" what a template writes as 【待填:name】."""
    return Figure(name, None) if value is None or value == "" else value
