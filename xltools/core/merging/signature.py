"""A block as one line of text and back: what was last generated, as the store of a report keeps it.

«key» stands for a figure, ␜kind:content␜ for an object; ␝ begins a table, ␞ ends a row, ␟ a cell, ␤ a
paragraph of a cell. ␛ before one of these says that it is meant as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from xltools.core.merging.pieces import Block, Cell, Fixed, Paragraph, Piece, Row, Slot, Table, Thing, Words

_ESCAPE, _THING, _TABLE, _ROW, _CELL, _PARAGRAPH, _FIXED = "␛␜␝␞␟␤␡"
_SPECIAL = frozenset("«»" + _ESCAPE + _THING + _TABLE + _ROW + _CELL + _PARAGRAPH + _FIXED)


def encoded(block: Block) -> str:
    """The block's signature; figures are named, not shown.

    >>> encoded(Paragraph(("共", Slot("满分|分", "100"), "分")))
    '共«满分|分»分'
    """
    if isinstance(block, Paragraph):
        return "".join(map(_piece, block.words))
    if isinstance(block, Fixed):
        return _FIXED + _kept(block.name)
    return _TABLE + "".join("".join(map(_cell, row)) + _ROW for row in block.rows)


def decoded(signature: str, bases: Mapping[str, str]) -> Block:
    """The block of a signature, its figures as ``bases`` has them."""
    if signature.startswith(_FIXED):
        return Fixed("".join(map(str, _words(signature[1:], {}))))
    if not signature.startswith(_TABLE):
        return Paragraph(_words(signature, bases))
    return Table(tuple(_row(row, bases) for row in _cut(signature[1:], _ROW)))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Slot):
        return f"«{_kept(piece.key)}»"
    if isinstance(piece, Thing):
        return f"{_THING}{_kept(piece.kind)}:{_kept(piece.content)}{_THING}"
    return _kept(piece)


def _cell(cell: Cell) -> str:
    # A table inside a cell is Fixed when a document is read: no table is ever nested here.
    return "".join(encoded(block) + _PARAGRAPH for block in cell) + _CELL


def _kept(text: str) -> str:
    return "".join(_ESCAPE + sign if sign in _SPECIAL else sign for sign in text)


def _row(text: str, bases: Mapping[str, str]) -> Row:
    return tuple(
        tuple(decoded(block, bases) for block in _cut(cell, _PARAGRAPH)) for cell in _cut(text, _CELL)
    )


def _cut(text: str, end: str) -> list[str]:
    """The parts of a text that each end with a sign."""
    parts: list[str] = []
    start = at = 0
    while at < len(text):
        if text[at] == end:
            parts.append(text[start:at])
            start = at + 1
        at += 2 if text[at] == _ESCAPE else 1
    return parts


def _words(text: str, bases: Mapping[str, str]) -> Words:
    words: list[Piece] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign in ("«", _THING):
            inner, at = _until(text, at + 1, "»" if sign == "«" else _THING)
            if sign == "«":
                base = bases.get(inner, "")
                words.append(Slot(inner, base, base))
            else:
                kind, _, content = inner.partition(":")
                words.append(Thing(kind, content))
            continue
        if sign == _ESCAPE:
            at += 1
            sign = text[at : at + 1]
        words += sign
        at += 1
    return tuple(words)


def _until(text: str, at: int, end: str) -> tuple[str, int]:
    """The text up to a sign, unescaped, and where it goes on."""
    found: list[str] = []
    while at < len(text) and text[at] != end:
        at += text[at] == _ESCAPE
        found.append(text[at : at + 1])
        at += 1
    return "".join(found), at + 1
