"""A report merged with what the workbook says now: what to do to the edited document, and what to tell.

Base is what was last generated, mine the edited document, theirs a fresh one. Words staff wrote are never
touched; where both sides changed the same, theirs is told and mine stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from xltools.core.narrative.pairing import matched
from xltools.core.narrative.pieces import (
    Block,
    Fixed,
    Paragraph,
    Row,
    Slot,
    Table,
    Words,
    clauses,
    marked,
    plain,
    slots_of,
    slots_of_row,
    text_of,
    text_of_row,
)
from xltools.core.narrative.retyped import recognised
from xltools.core.narrative.threeway import Step, hunks, steps

ToldKind = Literal["更新", "新增", "删去", "冲突", "保留", "已删"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: the texts of base, mine and theirs, empty where there is none.

    更新 the words generated changed; 新增 删去 a block or row came or went; 冲突 both changed the same; 保留 staff
    changed what is no longer generated; 已删 staff deleted what has changed since.
    """

    kind: ToldKind
    base: str = ""
    mine: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Splice:
    """Pieces ``start`` to ``end`` of mine give way to these words."""

    start: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class ParagraphEdit:
    """What to do to a paragraph: splices in order; ``keys``: place of a slot -> the key it now has."""

    splices: tuple[Splice, ...] = ()
    keys: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """One block or row of the result: mine's or, without one, a copy of theirs.

    ``moves``: it leaves its place in mine. ``cells``: for a row, what to do in each of mine's cells.
    """

    mine: int | None
    theirs: int | None
    moves: bool = False
    edit: ParagraphEdit | Arranged | None = None
    cells: tuple[Arranged, ...] = ()


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


def merge(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> Merged:
    """Merge three documents."""
    told: list[Told] = []
    blocks = _blocks(base, mine, theirs, told)
    return Merged(blocks, tuple(told))


def _blocks(
    base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block], told: list[Told], *, whole: bool = False
) -> Arranged:
    """Merge sequences of blocks; ``whole``: of a cell, where two single blocks always belong together."""

    def touched(i: int, j: int) -> bool:
        return mine[j] != base[i] or marked(mine[j]) or any(slot.edited for slot in slots_of(mine[j]))

    found = steps(
        (len(base), len(mine), len(theirs)),
        matched(base, mine, _likeness_text, whole=whole),
        matched(base, theirs, _likeness_text, whole=whole),
        touched,
        lambda j, k: mine[j] == theirs[k],
    )
    order: list[Placed] = []
    dropped: list[int] = []
    for step, moves in _with_moves(found):
        told.extend(_said(step, base, mine, theirs, touched))
        i, j, k = step.base, step.mine, step.theirs
        if i is not None and j is not None and k is None and not touched(i, j):
            dropped.append(j)
        elif j is not None:
            edit = _inside(base[i], mine[j], theirs[k], told) if i is not None and k is not None else None
            order.append(Placed(j, k, moves, edit))
        elif step.stands:
            order.append(Placed(None, k))
    return Arranged(tuple(order), tuple(dropped))


def _with_moves(found: Sequence[Step]) -> Iterator[tuple[Step, bool]]:
    """Each step, and whether its item of mine leaves its place."""
    standing = [step.mine for step in found if step.mine is not None]
    for step in found:
        if step.mine is None:
            yield step, False
            continue
        at = standing.index(step.mine)
        # An item that moved stands behind a later one, or before an earlier one that did not move itself.
        yield step, any(other > step.mine for other in standing[:at])


def _likeness_text(block: Block) -> str:
    """The words of a block without its figures."""
    if isinstance(block, Paragraph):
        return plain(tuple("□" if isinstance(each, Slot) else each for each in block.words))
    if isinstance(block, Fixed):
        return block.name
    return "\n".join(map(_row_text, block.rows))


def _row_text(row: Row) -> str:
    return "│".join("".join(map(_likeness_text, cell)) for cell in row)
