"""Words of a paragraph as elements of their own: runs are split at exact characters, their look kept.

What must not be split (a bound control, a formula, a text box, the result of a simple field) is taken whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from xltools.readers.word.names import attribute, child, kind
from xltools.readers.word.sight import SIGNS, Piece
from xltools.writers.proofs.elements import ID, SPACE, W, made, parent_of, put_after

#: Elements around runs; marks may stand in them as well as beside them.
_OPEN = frozenset(("hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdtContent"))
#: Controls whose content other things decide: Word fills it in again, or lets nobody change it.
_LOCKS = ("contentLocked", "sdtContentLocked")
_CLOSED = frozenset(
    ("dataBinding", "text", "date", "comboBox", "dropDownList", "picture", "checkbox", "citation")
)
#: Words in what somebody else has only proposed are not ours to repair.
_PROPOSED = frozenset(("ins", "moveTo"))
_WORDS = frozenset((*SIGNS, "t", "sym"))


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a paragraph: the outermost elements that hold it, first to last, and what these read."""

    units: tuple[etree._Element, ...]
    text: str
    repairable: bool
    """Whether they can be replaced: whole plain runs that nobody else decides on."""


@dataclass(slots=True)
class Cut:
    """A paragraph being cut; offsets are characters of its text as read, and stay valid."""

    pieces: list[Piece]
    paragraph: etree._Element
    host: etree._Element
    """The paragraph that is not in a text box: the one that the box hangs on."""
    ids: Iterator[str]
    fields: set[etree._Element]
    """The runs that stand in fields; those split off join them."""
    _places: list[int] = field(default_factory=list, init=False)
    """Where each piece begins, and the last one ends."""

    def at(self, offsets: Iterable[int]) -> None:
        """Let runs begin and end at these offsets."""
        for offset in sorted(set(offsets), reverse=True):
            self._at(offset)
        self._places = [0, *accumulate(len(text) for _, text in self.pieces)]

    def words(self, start: int, end: int) -> Words:
        """The words from start to end, which were cut before."""
        first, last = bisect_right(self._places, start) - 1, bisect_left(self._places, end)
        found = self.pieces[first:last]
        units = tuple(dict.fromkeys(unit_of(element, self.host)[0] for element, _ in found))

        def holds(at: int) -> bool:
            return unit_of(self.pieces[at][0], self.host)[0] in units

        # What an element holds stands together: only neighbours are looked at, of thousands.
        while first > 0 and holds(first - 1):
            first -= 1
        while last < len(self.pieces) and holds(last):
            last += 1
        held = (text for _, text in self.pieces[first:last])
        return Words(units, "".join(held), all(self._free(element) for element, _ in found))

    def _at(self, offset: int) -> None:
        position = 0
        if self.pieces and not offset:
            self._break(self.pieces[0][0])
        for at, (element, text) in enumerate(self.pieces):
            if position < offset < position + len(text):
                if kind(element) == "t" and unit_of(element, self.host)[1]:
                    right = _split_text(element, text, offset - position)
                    self.pieces[at : at + 1] = [
                        (element, text[: offset - position]),
                        (right, text[offset - position :]),
                    ]
                    self._break(right)
                return
            position += len(text)
            if position == offset:
                self._break(element, behind=True)
                if at + 1 < len(self.pieces):
                    self._break(self.pieces[at + 1][0])
                return

    def _break(self, element: etree._Element, *, behind: bool = False) -> None:
        """Let a run begin at an element of it, or end behind it."""
        if not unit_of(element, self.host)[1]:
            return
        run = parent_of(element)
        at, inner = run.index(element) + behind, list(run)
        properties = child(run, "rPr")
        head = [each for each in inner[:at] if each is not properties and kind(each)]
        if not head or not any(kind(each) for each in inner[at:]):
            return
        rest = run.makeelement(run.tag, {str(key): str(value) for key, value in run.attrib.items()})
        if properties is not None:
            rest.append(_copy(properties, self.ids))
        rest.extend(inner[at:])
        put_after(run, rest)
        if run in self.fields:
            self.fields.add(rest)

    def _free(self, element: etree._Element) -> bool:
        run, plain = unit_of(element, self.host)
        if not plain or run in self.fields or any(map(_decided, run.iterancestors())):
            return False
        return all(kind(each) in _WORDS for each in run if kind(each) not in ("rPr", ""))


def unit_of(element: etree._Element, host: etree._Element) -> tuple[etree._Element, bool]:
    """The outermost element that holds a piece and must stay whole; whether it is a run to be split."""
    path = [element, *element.iterancestors()]
    for above in reversed(path[: path.index(host)]):
        name = kind(above)
        if name in _OPEN or (name == "sdt" and not _closed(above)):
            continue
        return above, name == "r" and element.getparent() is above
    return element, False


def host_of(paragraph: etree._Element) -> etree._Element:
    """The paragraph itself, or for one in a text box the one that the outermost box hangs on."""
    return [paragraph, *paragraph.iterancestors(paragraph.tag)][-1]


def runs_in_fields(root: etree._Element) -> set[etree._Element]:
    """The runs between the begin and the end of a field."""
    found: set[etree._Element] = set()
    depth = 0
    for run in root.iter(f"{W}r"):
        if depth:
            found.add(run)
        for mark in run.iterchildren(f"{W}fldChar"):
            change = {"begin": 1, "end": -1}.get(mark.get(f"{W}fldCharType", ""), 0)
            depth = max(0, depth + change)
            if change > 0:
                found.add(run)
    return found


def _decided(above: etree._Element) -> bool:
    """Whether others decide what stands in an element: who proposed it, or what fills a control."""
    return kind(above) in _PROPOSED or (kind(above) == "sdt" and _closed(above))


def _closed(control: etree._Element) -> bool:
    properties = child(control, "sdtPr")
    if properties is None:
        return False
    lock = attribute(child(properties, "lock"), "val")
    return lock in _LOCKS or any(kind(each) in _CLOSED for each in properties)


def _split_text(element: etree._Element, text: str, at: int) -> etree._Element:
    """Split a w:t; the new one behind it."""
    tail = element.tail
    for each in list(element):
        element.remove(each)
    right = made(element, "t")
    element.text, right.text = text[:at], text[at:]
    element.tail = None
    for each in (element, right):
        each.set(SPACE, "preserve")
    put_after(element, right)
    right.tail = tail
    return right


def _copy(properties: etree._Element, ids: Iterator[str]) -> etree._Element:
    """A run's look again; changes tracked in it get ids of their own."""
    copy = deepcopy(properties)
    copy.tail = None
    for each in copy.iterdescendants():
        if each.get(ID) is not None:
            each.set(ID, next(ids))
    return copy
