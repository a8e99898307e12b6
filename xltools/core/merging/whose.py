"""Whose report it is: a report must never take the figures of another unit or year unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Whose:
    """The unit (预算编码, 单位名称) and year (评价年度) of a report; empty where not known."""

    code: str = ""
    unit: str = ""
    year: str = ""

    @property
    def named(self) -> str:
        """The unit and year in words.

        >>> Whose("001", "示例局", "2022").named
        '“示例局”（预算编码 001）2022 年度'
        """
        code = f"（预算编码 {self.code}）" if self.code else ""
        year = f"{self.year} 年度" if self.year else "（没有填评价年度）"
        return f"“{self.unit}”{code}{year}"


def is_known(whose: Whose) -> bool:
    """Whether a unit is named at all."""
    return bool(whose.code or whose.unit)


def is_same_unit(one: Whose, other: Whose) -> bool:
    """A unit keeps its code or its name; one that is known on neither side is not held to be another."""
    if not (is_known(one) and is_known(other)):
        return True
    return bool(_same(one.code, other.code) or _same(one.unit, other.unit))


def is_same_year(one: Whose, other: Whose) -> bool:
    """A year not known is not held to be another."""
    return not (one.year and other.year) or one.year == other.year


def altered(before: Whose, now: Whose) -> Iterator[str]:
    """What the unit calls itself now, where it kept only one of name and code."""
    pairs = (("单位名称", before.unit, now.unit), ("预算编码", before.code, now.code))
    for what, old, new in pairs:
        if old and _plain(old) != _plain(new):
            yield f"{what}原为“{old}”，现在是“{new or '（空）'}”"


def _same(one: str, other: str) -> bool:
    return bool(one) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")
