"""The paragraphs of one story (the body, the notes) in reading order, through tables, controls and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from xltools.readers.word.names import below, blocks, child, inside, kind, number
from xltools.readers.word.sight import Piece, Sight

NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its element, what is seen of it, and the cell of the table it stands in.

    Blank ones are here as well; :attr:`says` tells which are counted.
    """

    element: etree._Element
    pieces: list[Piece]
    cell: Cell | None

    @property
    def text(self) -> str:
        """The characters that are seen."""
        return "".join(text for _, text in self.pieces)

    @property
    def says(self) -> bool:
        """Whether it says anything."""
        return any(not text.isspace() for _, text in self.pieces)


@dataclass
class Story:
    """Walks stories; tables are counted through all of them, those in tables and boxes too."""

    sight: Sight
    tables: int = field(default=0)

    def of(self, root: etree._Element) -> Iterator[Paragraph]:
        """The paragraphs of a part: a document, or its notes."""
        if kind(root) in NOTES:
            for note in root:
                if kind(note) == NOTES[kind(root)]:
                    yield from self._below(note, None)
        else:
            body = child(root, "body")
            if body is not None:
                yield from self._below(body, None)

    def _below(self, element: etree._Element, cell: Cell | None) -> Iterator[Paragraph]:
        for block in blocks(element):
            if kind(block) == "tbl":
                yield from self._table(block)
                continue
            pieces = self.sight.pieces(block)
            yield Paragraph(block, pieces, cell)
            boxes, self.sight.boxes = self.sight.boxes, []
            for box in boxes:
                yield from self._below(box, cell)

    def _table(self, table: etree._Element) -> Iterator[Paragraph]:
        self.tables += 1
        here = self.tables
        rows = (each for each in inside(table, "tr") if not _gone(each, "trPr", ("del", "hidden")))
        for row, element in enumerate(rows, 1):
            column = 1 + (number(below(element, "trPr", "gridBefore")) or 0)
            for cell in inside(element, "tc"):
                if not _gone(cell, "tcPr", ("cellDel",)):
                    yield from self._below(cell, (here, row, column))
                column += number(below(cell, "tcPr", "gridSpan")) or 1


def _gone(element: etree._Element, properties: str, marks: tuple[str, ...]) -> bool:
    """Whether a row or cell was struck out or hidden."""
    found = child(element, properties)
    return found is not None and any(kind(each) in marks for each in found)
