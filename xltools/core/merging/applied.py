"""A merge carried out on values: what the document must read like afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.core.merging.pieces import Block, Paragraph, Row, Slot, Table, Words
from xltools.core.merging.plan import Arranged, ParagraphEdit, RowEdit, TableEdit


def applied(plan: Arranged, mine: Sequence[Block], theirs: Sequence[Block]) -> tuple[Block, ...]:
    """The merged blocks; figures show what they showed before, new ones what they show in ``theirs``."""
    return tuple(
        theirs[each.theirs or 0]
        if each.mine is None
        else _block(mine[each.mine], each.edit, theirs, each.theirs)
        for each in plan.order
    )


def _block(block: Block, edit: object, theirs: Sequence[Block], k: int | None) -> Block:
    if isinstance(edit, ParagraphEdit) and isinstance(block, Paragraph):
        return replace(block, words=spliced(block.words, edit))
    other = theirs[k] if k is not None else None
    if isinstance(edit, TableEdit) and isinstance(block, Table) and isinstance(other, Table):
        return Table(_rows(edit.rows, block, other))
    return block


def _rows(plan: Arranged, mine: Table, theirs: Table) -> tuple[Row, ...]:
    rows: list[Row] = []
    for each in plan.order:
        new: Row = () if each.theirs is None else theirs.rows[each.theirs]
        if each.mine is None:
            rows.append(new)
        elif isinstance(each.edit, RowEdit):
            row = mine.rows[each.mine]
            rows.append(tuple(applied(p, c, n) for p, c, n in zip(each.edit.cells, row, new, strict=True)))
        else:
            rows.append(mine.rows[each.mine])
    return tuple(rows)


def spliced(words: Words, edit: ParagraphEdit) -> Words:
    """The words after an edit."""
    keys = dict(edit.keys)
    kept = [
        replace(piece, key=keys.get(at, piece.key)) if isinstance(piece, Slot) else piece
        for at, piece in enumerate(words)
    ]
    for splice in reversed(edit.splices):
        kept[splice.start : splice.end] = splice.words
    return tuple(kept)
