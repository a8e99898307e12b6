"""The blocks of a .docx (paragraphs, tables) as merging sees them, and their signatures for the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from xltools.core.merging.pieces import Block, Fixed, Paragraph, Table
from xltools.core.merging.signature import encoded
from xltools.writers.bound.spots import PartOf, Spot, is_gone, is_marked, spots
from xltools.writers.bound.store import Store

_CONTENTS = "目录"
#: What may stand around blocks without being one.
_AROUND = frozenset(map(qn, ("w:ins", "w:moveTo", "w:customXml", "w:smartTag")))


@dataclass(frozen=True, slots=True)
class BlockAt:
    """A block where it stands.

    ``elements`` are several for a table of contents; a paragraph has ``spots``, a table ``rows``.
    """

    block: Block
    elements: tuple[etree._Element, ...]
    spots: tuple[Spot, ...] = ()
    rows: tuple[RowAt, ...] = ()


@dataclass(frozen=True, slots=True)
class RowAt:
    """A row where it stands, and the blocks of each of its cells."""

    element: etree._Element
    cells: tuple[tuple[BlockAt, ...], ...]


def with_signatures(store: Store, document: Document) -> Store:
    """The store with the signatures of the document's blocks as they are now."""

    def part(relation: str) -> bytes | None:
        found = document.part.rels.get(relation)
        return None if found is None or found.is_external else bytes(found.target_part.blob)

    found = blocks(document.element.body, store, part)
    return replace(store, blocks=tuple(encoded(each.block) for each in found))


def blocks(
    holder: etree._Element, store: Store, part: PartOf, *, inside: bool = False
) -> tuple[BlockAt, ...]:
    """The blocks of a body, or (``inside``) of a cell, in order."""
    found: list[BlockAt] = []
    contents: list[etree._Element] = []
    depth = 0
    for element in _elements(holder):
        if element.tag == qn("w:p"):
            depth = _depth(element, depth)
            if depth or contents:
                contents.append(element)
                if not depth:
                    found.append(BlockAt(Fixed(_CONTENTS), tuple(contents)))
                    contents = []
                continue
            own = tuple(spots(element, store, part))
            if own or not is_gone(element):
                words = Paragraph(tuple(spot.piece for spot in own), is_marked(element))
                found.append(BlockAt(words, (element,), own))
        elif element.tag == qn("w:sdt"):
            found.append(BlockAt(Fixed(_CONTENTS), (element,)))
        elif inside:
            inner = "".join(text.text or "" for text in element.iter(qn("w:t")))
            found.append(BlockAt(Fixed(f"表格：{inner}"), (element,)))
        else:
            found.append(_table(element, store, part))
    return (*found, *(BlockAt(Fixed(_CONTENTS), (each,)) for each in contents))


def _elements(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs, tables and tables of contents, out of whatever wraps them."""
    for child in holder:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            if child.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}") is not None:
                yield child
            elif content is not None:
                yield from _elements(content)
        elif child.tag in _AROUND:
            yield from _elements(child)


def _depth(paragraph: etree._Element, depth: int) -> int:
    """How many fields are open behind a paragraph, counted from one that is a table of contents."""
    for mark in paragraph.iter(qn("w:fldChar"), qn("w:instrText")):
        if mark.tag == qn("w:instrText"):
            if not depth and (mark.text or "").strip().startswith("TOC"):
                depth = 1
        elif depth:
            depth += {"begin": 1, "end": -1}.get(mark.get(qn("w:fldCharType"), ""), 0)
    return depth


def _table(element: etree._Element, store: Store, part: PartOf) -> BlockAt:
    rows = tuple(
        RowAt(row, tuple(blocks(cell, store, part, inside=True) for cell in _within(row, qn("w:tc"))))
        for row in _within(element, qn("w:tr"))
        if not _row_is_gone(row)
    )
    model = Table(tuple(tuple(tuple(b.block for b in cell) for cell in row.cells) for row in rows))
    return BlockAt(model, (element,), rows=rows)


def _within(holder: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, out of controls around them."""
    for child in holder:
        if child.tag == tag:
            yield child
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            yield from () if content is None else _within(content, tag)


def _row_is_gone(row: etree._Element) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def models(placed: Iterable[BlockAt]) -> tuple[Block, ...]:
    """The blocks alone."""
    return tuple(each.block for each in placed)
