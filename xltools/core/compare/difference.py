"""The nouns of a comparison: where two files differ, and what came of a pair of files or of two folders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

#: What kind of thing differs.
Kind = Literal[
    "数字",
    "文字",
    "日期",
    "空与非空",
    "错误值",
    "没有结果",
    "行",
    "列",
    "段落",
    "表格",
    "工作表",
    "隐藏",
]

#: What a difference weighs: it counts, it cannot be told, or it is agreement with something to be said.
Weight = Literal["不同", "无法比较", "提示"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in one of the files.

    In a workbook ``part`` is the sheet and ``at`` a cell, whole rows or columns (``F12``, ``12:12``);
    in a report ``part`` is 正文 or 表格2 and ``at`` 第3段 or 第2行第4格.
    """

    part: str
    at: str = ""

    def __str__(self) -> str:
        return f"{self.part}!{self.at}" if self.at else self.part


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: both places (None where a side has none), both contents as people see them.

    ``difference`` is published minus submitted in ``unit``; ``field`` is the standard's name for the cell and
    ``label`` its words; ``note`` says what people should know of it.
    """

    kind: Kind
    weight: Weight
    left: Spot | None
    right: Spot | None
    submitted: str = ""
    published: str = ""
    difference: Decimal | None = None
    unit: str = ""
    field: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a comparison of parts came to: how many places were compared, and those that differ.

    ``notes`` are sentences about the whole: what was left out, which sheets were taken for each other.
    """

    compared: int = 0
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Told) -> Told:
        return Told(
            self.compared + other.compared, self.differences + other.differences, self.notes + other.notes
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files compared.

    ``identical``: byte for byte; ``error``: (file, message, fix) where one of them could not be read.
    """

    submitted: str
    published: str
    sha256: tuple[str, str] = ("", "")
    identical: bool = False
    told: Told = Told()
    standard: str = ""
    error: tuple[str, str, str] | None = None

    def count(self, weight: Weight) -> int:
        """How many differences weigh that much."""
        return sum(difference.weight == weight for difference in self.told.differences)

    @property
    def agreed(self) -> int:
        """How many places agree, those with a 提示 among them."""
        return self.told.compared - self.count("不同") - self.count("无法比较")

    @property
    def same_content(self) -> bool:
        """Whether nothing at all differs, be the bytes as they may."""
        return self.error is None and (self.identical or not self.told.differences)

    @property
    def agrees(self) -> bool:
        """Whether what was published is what was submitted: everything could be compared and agrees."""
        return self.error is None and not self.count("不同") and not self.count("无法比较")


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs, and the files of either folder that have no counterpart."""

    pairs: tuple[Pair, ...]
    only_submitted: tuple[str, ...] = ()
    only_published: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that was looked at."""
        paired = tuple(path for pair in self.pairs for path in (pair.submitted, pair.published))
        return paired + self.only_submitted + self.only_published

    @property
    def failed(self) -> bool:
        """Whether any file could not be read."""
        return any(pair.error for pair in self.pairs)

    @property
    def agrees(self) -> bool:
        """Whether everything was published as submitted."""
        return all(pair.agrees for pair in self.pairs) and not (self.only_submitted or self.only_published)
