"""What a merge decides: what is to be done to the edited document, and what is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xltools.core.merging.pieces import Words

ToldKind = Literal["更新", "新增", "删去", "冲突", "保留", "已删"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: the texts of base, mine and theirs, empty where there is none.

    更新 the words generated changed; 新增 删去 a block or row came or went; 冲突 both changed the same;
    保留 staff changed what is no longer generated; 已删 staff deleted what has changed since.
    """

    kind: ToldKind
    base: str = ""
    mine: str = ""
    theirs: str = ""
    row: str = ""
    """The words of the table row it stands in; empty outside tables and for whole rows."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Pieces ``start`` to ``end`` of mine, as they stand in the document, give way to these words."""

    start: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class ParagraphEdit:
    """What to do to a paragraph.

    Splices in order; ``keys``: place of a slot -> the key it now has; ``charts``: place of a chart that is
    as it was generated -> the place in theirs of the one with the figures of now. ``typed``: figures that
    stand in it as plain words, and show what the workbook says.
    """

    splices: tuple[Splice, ...] = ()
    keys: tuple[tuple[int, str], ...] = ()
    charts: tuple[tuple[int, int], ...] = ()
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableEdit:
    """What to do to a table."""

    rows: Arranged


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What to do in each cell of a row."""

    cells: tuple[Arranged, ...]


Edit = ParagraphEdit | TableEdit | RowEdit


@dataclass(frozen=True, slots=True)
class Placed:
    """One block or row of the result: mine's or, without one, a copy of theirs.

    ``moves``: it leaves its place in mine, for the one behind the item before it.
    """

    mine: int | None
    theirs: int | None
    moves: bool = False
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """Blocks of a document or cell, or rows of a table: those that stand, in order, and mine that go."""

    order: tuple[Placed, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole merge."""

    blocks: Arranged
    told: tuple[Told, ...]
