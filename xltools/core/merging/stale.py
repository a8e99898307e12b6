"""Old figures that staff typed as plain words: they are not touched, so they are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from xltools.core.merging.pieces import Block, Paragraph, Table, plain
from xltools.core.merging.retyped import is_telling, typed_numbers
from xltools.core.merging.settle import FigureTold

_AROUND = 12


def stale(
    blocks: Sequence[Block], told: Collection[FigureTold], current: Collection[str]
) -> Iterator[FigureTold]:
    """Long numbers outside of controls that a figure had before and none has now (``current``).

    ``mine`` are the words around the number.
    """
    old = {each.base: each for each in told if each.kind == "更新" and is_telling(each.base)}
    for text, start, number in _numbers(blocks):
        figure = old.get(number)
        if figure is not None and number not in current:
            around = text[max(0, start - _AROUND) : start + len(number) + _AROUND]
            yield FigureTold("旧数", figure.key, number, around, figure.theirs)


def _numbers(blocks: Sequence[Block]) -> Iterator[tuple[str, int, str]]:
    """(words, place, number) of each number typed in a paragraph, those of tables too."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from _numbers(cell)
        elif isinstance(block, Paragraph):
            shown = [plain((piece,)) for piece in block.words]
            text, before = "".join(shown), [0, *accumulate(map(len, shown))]
            yield from ((text, before[start], number) for start, number in typed_numbers(block.words))
