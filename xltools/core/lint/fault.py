"""A fault of a standard: where it stands in 规范.xlsx, what is wrong, why that matters, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltools.core.model import Level


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``index`` counts the filled rows of the sheet from 0; ``item`` names the row for people.

    No form is built with one of level 错误; a ``fatal`` one keeps the rules from being tried at all.
    """

    sheet: str
    index: int
    item: str
    column: str
    what: str
    why: str
    fix: str
    level: Level = "错误"
    fatal: bool = False

    def place(self, rows: Mapping[str, Sequence[int]]) -> str:
        """Where it stands, by the row numbers of each sheet's filled rows."""
        known = rows.get(self.sheet, ())
        row = f"第{known[self.index]}行" if self.index < len(known) else ""
        return f"工作表“{self.sheet}”{row}“{self.column}”（{self.item}）"
