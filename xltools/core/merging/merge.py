"""A report merged with what the workbook says now: what to do to the edited document, and what to tell.

Base is what was last generated, mine the edited document, theirs a fresh one. Words staff wrote are never
touched; where both sides changed the same, theirs is told and mine stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from xltools.core.merging.pairing import equal_items, matched
from xltools.core.merging.pieces import (
    Block,
    Cell,
    Fixed,
    Paragraph,
    Row,
    Slot,
    Table,
    Thing,
    Words,
    marked,
    plain,
    slots_of,
    slots_of_row,
    text_of,
    text_of_row,
)
from xltools.core.merging.plan import (
    Arranged,
    Edit,
    Merged,
    Placed,
    RowEdit,
    TableEdit,
    Told,
)
from xltools.core.merging.rewording import new_keys, renamed, reworded
from xltools.core.merging.threeway import steps

_NUMBER = re.compile(r"\d[\d,.]*%?")

Item = TypeVar("Item", bound=Hashable)


def merge(base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]) -> Merged:
    """Merge three documents."""
    told: list[Told] = []
    return Merged(_blocks(base, mine, theirs, told), tuple(told))


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Item]):
    """How items of one kind are compared, read and merged inside."""

    likeness: Callable[[Item], str]
    text: Callable[[Item], str]
    touched: Callable[[Item], bool]
    inside: Callable[[Item, Item, Item, list[Told]], Edit | None]


def _arranged(
    kind: _Kind[Item],
    base: Sequence[Item],
    mine: Sequence[Item],
    theirs: Sequence[Item],
    told: list[Told],
    *,
    whole: bool = False,
) -> Arranged:
    """Merge sequences of items; ``whole``: two single items always belong together."""

    def touched(i: int, j: int) -> bool:
        return mine[j] != base[i] or kind.touched(mine[j])

    found = steps(
        (len(base), len(mine), len(theirs)),
        matched(base, mine, kind.likeness, whole=whole),
        matched(base, theirs, kind.likeness, whole=whole),
        touched,
        lambda own, new: equal_items(mine, theirs, own, new),
    )
    order: list[Placed] = []
    dropped: list[int] = []
    for step in found:
        i, j, k = step.base, step.mine, step.theirs
        drops = i is not None and j is not None and k is None and not touched(i, j)
        sides = [None if n is None else side[n] for n, side in ((i, base), (j, mine), (k, theirs))]
        told.extend(_said(kind, sides, drops=drops))
        if drops and j is not None:
            dropped.append(j)
        elif i is not None and j is not None and k is not None:
            order.append(Placed(j, k, step.moves, kind.inside(base[i], mine[j], theirs[k], told)))
        elif step.stands:
            order.append(Placed(j, k))
    return Arranged(tuple(order), tuple(dropped))


def _said(kind: _Kind[Item], sides: Sequence[Item | None], *, drops: bool) -> Iterator[Told]:
    """What is to be told of an item that did not stand on all sides."""
    base, mine, theirs = sides
    texts = ["" if side is None else kind.text(side) for side in sides]
    if not "".join(texts).strip("│\n"):
        return
    if base is None:
        if mine is None:
            yield Told("新增", *texts)
    elif mine is None:
        if theirs is not None and theirs != base:
            yield Told("已删", *texts)
    elif theirs is None:
        yield Told("删去" if drops else "保留", *texts)


def _blocks(
    base: Sequence[Block],
    mine: Sequence[Block],
    theirs: Sequence[Block],
    told: list[Told],
    *,
    whole: bool = False,
) -> Arranged:
    return _arranged(_BLOCK, base, mine, theirs, told, whole=whole)


def _inside_block(base: Block, mine: Block, theirs: Block, told: list[Told]) -> Edit | None:
    if isinstance(base, Paragraph) and isinstance(mine, Paragraph) and isinstance(theirs, Paragraph):
        keys = new_keys(slots_of(base), slots_of(theirs))
        olds, owns = renamed(base.words, keys), renamed(mine.words, keys)
        edit = reworded(olds, owns, theirs.words, told)
        charts = tuple(_redrawn(base.words, mine.words, theirs.words, told))
        return replace(edit, keys=tuple(_changed_keys(mine, keys)), charts=charts)
    if isinstance(base, Table) and isinstance(mine, Table) and isinstance(theirs, Table):
        return TableEdit(_arranged(_ROW, base.rows, mine.rows, theirs.rows, told))
    if theirs not in (base, mine):
        told.append(Told("冲突", *map(text_of, (base, mine, theirs))))
    return None


def _changed_keys(mine: Paragraph, keys: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for at, piece in enumerate(mine.words):
        if isinstance(piece, Slot) and piece.key in keys:
            yield at, keys[piece.key]


def _redrawn(base: Words, mine: Words, theirs: Words, told: list[Told]) -> Iterator[tuple[int, int]]:
    """Charts that show other figures now, (place in mine, place in theirs); tells of those staff changed."""
    olds, owns, news = (
        [(at, each) for at, each in enumerate(side) if isinstance(each, Thing) and each.content]
        for side in (base, mine, theirs)
    )
    if not len(olds) == len(owns) == len(news):
        return
    for (_, old), (at, own), (place, new) in zip(olds, owns, news, strict=True):
        if new.content in (old.content, own.content):
            continue
        if own.content == old.content:
            yield at, place
        else:
            told.append(Told("冲突", *(f"[{each.kind}]" for each in (old, own, new))))


def _inside_row(base: Row, mine: Row, theirs: Row, told: list[Told]) -> Edit | None:
    if not len(base) == len(mine) == len(theirs):
        if base != theirs:
            told.append(Told("冲突", *map(text_of_row, (base, mine, theirs))))
        return None
    inner: list[Told] = []
    cells = tuple(
        _blocks(old, own, new, inner, whole=True) for old, own, new in zip(base, mine, theirs, strict=True)
    )
    told += (replace(each, row=text_of_row(theirs)) for each in inner)
    return RowEdit(cells)


def _likeness(block: Block) -> str:
    """The words of a block; figures, in controls or not, are all alike."""
    if isinstance(block, Paragraph):
        return _NUMBER.sub("□", plain(tuple("0" if isinstance(e, Slot) else e for e in block.words)))
    if isinstance(block, Fixed):
        return block.name
    return "\n".join(map(_row_likeness, block.rows))


def _row_likeness(row: Row) -> str:
    return "│".join(map(_cell_likeness, row))


def _cell_likeness(cell: Cell) -> str:
    return "".join(map(_likeness, cell))


_BLOCK: _Kind[Block] = _Kind(
    _likeness, text_of, lambda block: marked(block) or any(s.edited for s in slots_of(block)), _inside_block
)
_ROW: _Kind[Row] = _Kind(
    _row_likeness,
    text_of_row,
    lambda row: marked(Table((row,))) or any(s.edited for s in slots_of_row(row)),
    _inside_row,
)
