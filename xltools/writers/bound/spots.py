"""A paragraph of a .docx as pieces to merge, each with the element it stands in.

Inserted words count, deleted ones do not; what shows no words (bookmarks, comments' marks) is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from docx.oxml.ns import qn
from lxml import etree

from xltools.core.merging.pieces import Piece, Slot, Thing
from xltools.readers.closed_xml import closed_parser
from xltools.writers.bound.controls import key_of, shown
from xltools.writers.bound.store import Store

#: The part behind a relation of the document, None where there is none.
PartOf = Callable[[str], bytes | None]

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
#: Deleted words, and words where they stood before they were moved.
_GONE = frozenset(map(qn, ("w:del", "w:moveFrom")))
#: What holds runs.
_HOLDERS = frozenset(
    map(
        qn, ("w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo")
    )
)
_NOTES = frozenset(map(qn, ("w:footnoteReference", "w:endnoteReference")))
_OBJECTS = frozenset({*map(qn, ("w:drawing", "w:pict", "w:object", "w:ruby")), _ALTERNATIVE})
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_MARKS = frozenset(
    map(
        qn,
        ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:commentRangeStart", "w:commentReference", "w:sectPr"),
    )
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a paragraph: a character at ``offset`` of a w:t, or a whole element."""

    piece: Piece
    element: etree._Element
    offset: int = 0


def spots(paragraph: etree._Element, store: Store, part: PartOf) -> list[Spot]:
    """The pieces of a paragraph in order."""
    return list(_Reader(store, part).of(paragraph))


def is_marked(element: etree._Element) -> bool:
    """Whether comments, tracked changes or a section's end stand in it."""
    return next(element.iter(*_MARKS), None) is not None


def is_gone(paragraph: etree._Element) -> bool:
    """Whether a paragraph without words is one that was deleted or moved away with its changes tracked."""
    return next(paragraph.iter(*_GONE), None) is not None


class _Reader:
    """Reads paragraphs of one document."""

    def __init__(self, store: Store, part: PartOf) -> None:
        self._part = part
        self._store = store
        self._bases = {entry.key: entry.base for entry in store.entries}

    def of(self, holder: etree._Element) -> Iterator[Spot]:
        """The pieces inside of what holds runs."""
        for child in holder:
            if child.tag == qn("w:r"):
                yield from self._run(child)
            elif child.tag == qn("w:sdt"):
                yield from self._control(child)
            elif child.tag in _HOLDERS:
                yield from self.of(child)

    def _control(self, control: etree._Element) -> Iterator[Spot]:
        key = key_of(control, self._store)
        content = control.find(qn("w:sdtContent"))
        if key is None:
            if content is not None:
                yield from self.of(content)
        elif (text := shown(control)) and control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is None:
            yield Spot(Slot(key, text, self._bases.get(key, text)), control)

    def _run(self, run: etree._Element) -> Iterator[Spot]:
        for child in run:
            if child.tag == qn("w:t"):
                yield from (Spot(sign, child, at) for at, sign in enumerate(child.text or ""))
            elif child.tag in _SIGNS:
                yield Spot(_SIGNS[str(child.tag)], child)
            elif child.tag == qn("w:br"):
                if child.get(qn("w:type"), "textWrapping") == "textWrapping":
                    yield Spot("\n", child)
            elif child.tag in _OBJECTS:
                yield Spot(self._thing(child), child)
            elif child.tag in _NOTES:
                yield Spot(Thing("注"), child)
            elif child.tag == qn("w:sym"):
                yield Spot(Thing("符号", child.get(qn("w:char"), "")), child)

    def _thing(self, element: etree._Element) -> Thing:
        chart = next(element.iter(f"{_CHART}chart"), None)
        if chart is None:
            return Thing("图片")
        return Thing("图", chart_digest(self._part(chart.get(qn("r:id"), ""))))


def chart_digest(content: bytes | None) -> str:
    """What tells one chart's figures from another's: names and numbers of its series, not its looks."""
    if not content:
        return ""
    try:
        root = etree.fromstring(content, closed_parser())
    except etree.XMLSyntaxError:
        return ""
    lines = (
        f"{etree.QName(holder).localname} {point.get('idx')} {_number(point.findtext(f'{_CHART}v', ''))}"
        for series in root.iter(f"{_CHART}ser")
        for holder in series
        if holder.tag in {f"{_CHART}tx", f"{_CHART}cat", f"{_CHART}val"}
        for point in holder.iter(f"{_CHART}pt")
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def _number(text: str) -> str:
    """A cached value, written the same by every program."""
    try:
        return repr(float(text))
    except ValueError:
        return text
