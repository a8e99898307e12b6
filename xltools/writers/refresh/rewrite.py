"""Words of a paragraph replaced in place: runs around them, their looks, comments and bookmarks stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from xltools.core.merging.pieces import Slot, Words
from xltools.core.merging.plan import Splice
from xltools.writers.bound.spots import Spot

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HOLDERS = frozenset(map(qn, ("w:ins", "w:moveTo", "w:hyperlink", "w:sdtContent")))
_SIGNS = {"\t": "w:tab", "\n": "w:br"}

#: A control for a figure, its run in the look given; None where there is none to copy.
ControlFor = Callable[[Slot, _Element | None], _Element | None]


def rewrite(
    paragraph: _Element, spots: Sequence[Spot], splices: Sequence[Splice], control: ControlFor
) -> None:
    """Carry out splices, last first, so that places before them stay true."""
    emptied: list[_Element] = []
    for splice in reversed(splices):
        look = _look(spots, splice)
        emptied += _cut(spots[splice.start : splice.end])
        before = _anchor(paragraph, spots, splice.start)
        for element in _elements(splice.words, look, control):
            before.addprevious(element)
        _parent(before).remove(before)
    for element in emptied:
        _drop(element)


def _look(spots: Sequence[Spot], splice: Splice) -> _Element | None:
    """The run properties new words take: of the words they stand for, else of those before, else after."""
    near = (*spots[splice.start : splice.end], *reversed(spots[: splice.start]), *spots[splice.end :])
    for spot in near:
        run = spot.element if spot.element.tag == qn("w:sdt") else spot.element.getparent()
        found = None if run is None else next(run.iter(qn("w:r")), None)
        if found is not None:
            return found.find(qn("w:rPr"))
    return None


def _anchor(paragraph: _Element, spots: Sequence[Spot], place: int) -> _Element:
    """An element of no meaning before which the words go, behind the piece before ``place``."""
    mark = etree.Element(qn("w:proofErr"))
    if place:
        node = _split_behind(spots[place - 1])
        while (parent := _parent(node)).tag in _HOLDERS and node.getnext() is None:
            node = _parent(parent) if parent.tag == qn("w:sdtContent") else parent
        node.addnext(mark)
    elif spots:
        node = _top(spots[0])
        while (parent := _parent(node)).tag in _HOLDERS and node.getprevious() is None:
            node = _parent(parent) if parent.tag == qn("w:sdtContent") else parent
        node.addprevious(mark)
    else:
        paragraph.append(mark)
    return mark


def _top(spot: Spot) -> _Element:
    """The run or control a piece stands in."""
    return spot.element if spot.element.tag == qn("w:sdt") else _parent(spot.element)


def _split_behind(spot: Spot) -> _Element:
    """Split the run behind a piece; the run that ends with it."""
    if spot.element.tag == qn("w:sdt"):
        return spot.element
    run = _parent(spot.element)
    rest = etree.Element(qn("w:r"))
    properties = run.find(qn("w:rPr"))
    if properties is not None:
        rest.append(deepcopy(properties))
    following = list(spot.element.itersiblings())
    text = spot.element.text or ""
    if spot.element.tag == qn("w:t") and spot.offset + 1 < len(text):
        rest.append(_text(text[spot.offset + 1 :]))
        spot.element.text = text[: spot.offset + 1]
        spot.element.set(_SPACE, "preserve")
    rest.extend(following)
    if any(child.tag != qn("w:rPr") for child in rest):
        run.addnext(rest)
    return run


def _cut(spots: Sequence[Spot]) -> list[_Element]:
    """Take the pieces away; what is left empty is given back, to be dropped when all is split."""
    left: list[_Element] = []
    for spot in reversed(spots):
        if spot.element.tag == qn("w:t"):
            text = spot.element.text or ""
            spot.element.text = text[: spot.offset] + text[spot.offset + 1 :]
            spot.element.set(_SPACE, "preserve")
            if spot.element.text:
                continue
        left.append(spot.element)
    return left


def _drop(element: _Element) -> None:
    """Take an element away, and its run where nothing else is in it."""
    parent = element.getparent()
    if parent is None or (element.tag == qn("w:t") and element.text):
        return
    parent.remove(element)
    if parent.tag == qn("w:r") and all(child.tag == qn("w:rPr") for child in parent):
        _parent(parent).remove(parent)


def _elements(words: Words, look: _Element | None, control: ControlFor) -> list[_Element]:
    """Runs and controls that show the words; things are left out."""
    found: list[_Element] = []
    for is_text, group in groupby(words, lambda piece: isinstance(piece, str)):
        pieces = list(group)
        if is_text:
            found.append(run_of("".join(map(str, pieces)), look))
            continue
        for slot in (piece for piece in pieces if isinstance(piece, Slot)):
            made = control(slot, look)
            found.append(run_of(slot.text, look) if made is None else made)
    return found


def run_of(text: str, look: _Element | None) -> _Element:
    """A run with these words; line ends and tabs as Word has them."""
    run = etree.Element(qn("w:r"))
    if look is not None:
        run.append(deepcopy(look))
    for is_sign, group in groupby(text, _SIGNS.__contains__):
        if is_sign:
            run.extend([etree.Element(qn(_SIGNS[sign])) for sign in group])
        else:
            run.append(_text("".join(group)))
    return run


def _text(words: str) -> _Element:
    element = etree.Element(qn("w:t"))
    element.text = words
    element.set(_SPACE, "preserve")
    return element


def _parent(element: _Element) -> _Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101  # what is rewritten stands in a paragraph
    return parent
