"""The comparer: what a patched workbook lost or changed of the original, beyond what the patch may do.

Parts that were not touched are the same bytes; of touched parts every element with its attributes and text
is still there, in order, and what was added is of a kind that a patch may add.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .compare_cells import cells_lost
from .compare_notes import notes_lost, vml_lost
from .parts import MAIN, TYPES, Parts, local

#: What may be touched by a patch, in the words of relationships.
TOUCHABLE = ("worksheet", "styles", "comments", "officeDocument", "relationships", "types", "vmlDrawing")

#: Element -> what may be added below it. Index-bearing lists may only grow at their end.
ADDED: Mapping[str, Collection[str]] = {
    "worksheet": ("legacyDrawing",),
    "styleSheet": ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    "workbook": ("definedNames",),
    "definedNames": ("definedName",),
    "Relationships": ("Relationship",),
    "Types": ("Default", "Override"),
}
GROWING: Mapping[str, Collection[str]] = {
    "numFmts": ("numFmt",),
    "fonts": ("font",),
    "fills": ("fill",),
    "borders": ("border",),
    "cellStyleXfs": ("xf",),
    "cellXfs": ("xf",),
    "dxfs": ("dxf",),
    "sheets": ("sheet",),
}
#: Attributes that say how many children there are, or how far the cells reach.
COUNTS = {(name, "count") for name in GROWING} | {("dimension", "ref")}


@dataclass(frozen=True)
class Allowed:
    """What a patch may change: the marked cells by sheet name; with ``values``, only cached values."""

    marked: Mapping[str, Collection[tuple[int, int]]] = field(default_factory=dict)
    values: bool = False


def lost(before: bytes, after: bytes, allowed: Allowed) -> list[str]:
    """Every loss and every change that the patch had no right to; empty when there is none."""
    old, new = Parts(before), Parts(after)
    return list(_lost(old, new, allowed))


def _lost(old: Parts, new: Parts, allowed: Allowed) -> Iterator[str]:
    for name in old.order:
        if name not in new.bytes:
            yield f"{name}: gone"
            continue
        if name != TYPES and old.content_type(name) not in {None, new.content_type(name)}:
            yield f"{name}: is now {new.content_type(name)}, was {old.content_type(name)}"
        if old.bytes[name] != new.bytes[name]:
            yield from (f"{name}: {fault}" for fault in _part_lost(name, old, new, allowed))
    if [name for name in new.order if name in old.bytes] != [name for name in old.order if name in new.bytes]:
        yield "parts: in another order"
    if allowed.values:
        yield from (f"{name}: added" for name in new.order if name not in old.bytes)


def _part_lost(name: str, old: Parts, new: Parts, allowed: Allowed) -> Iterator[str]:
    kind = _kind(name, old)
    if kind not in (("worksheet",) if allowed.values else TOUCHABLE):
        yield "touched"
    elif kind == "vmlDrawing":
        yield from vml_lost(old.bytes[name], new.bytes[name])
    elif kind == "comments":
        yield from notes_lost(old.xml(name), new.xml(name))
    else:
        yield from kept(old.xml(name), new.xml(name), strict=allowed.values)
        yield from _outside(old.xml(name), new.xml(name))
        if kind == "worksheet":
            sheet = next((each for each, part in old.sheets.items() if part == name), "")
            yield from cells_lost(old, new, name, set(allowed.marked.get(sheet, ())), values=allowed.values)


def _kind(name: str, parts: Parts) -> str:
    """What a part is to the workbook and its sheets, in the words of the relationship that leads to it."""
    if name == TYPES or name.lower().endswith(".rels"):
        return "types" if name == TYPES else "relationships"
    sources = ("", parts.workbook, *parts.sheets.values())
    links = (each for source in sources for each in parts.links(source))
    return next((each.kind for each in links if each.target.lower() == name.lower()), "")


def kept(old: etree._Element, new: etree._Element, where: str = "", *, strict: bool = False) -> Iterator[str]:
    """What of one element and all below is not there any more. Cells are compared apart."""
    tag = local(old)
    here = f"{where}/{tag}"
    if old.tag != new.tag or (old.text or "") != (new.text or ""):
        yield f"{here}: {_shown(old)} became {_shown(new)}"
        return
    if tag == "sheetData" and old.tag == f"{{{MAIN}}}sheetData":
        return
    yield from _attributes(old, new, here, strict=strict)
    if isinstance(old.tag, str) and old.nsmap != {key: new.nsmap.get(key) for key in old.nsmap}:
        yield f"{here}: a namespace prefix was lost"
    yield from _children(old, new, here, strict=strict)


def _children(old: etree._Element, new: etree._Element, here: str, *, strict: bool) -> Iterator[str]:
    tag, rest = local(old), list(new)
    for child in old:
        skipped = 0
        # Whatever is counted keeps its number, so nothing may stand before it.
        while tag not in GROWING and skipped < len(rest) and not _same_start(child, rest[skipped]):
            skipped += 1
        if skipped == len(rest):
            yield f"{here}: lost {_shown(child)}"
            continue
        yield from _additions(rest[:skipped], () if strict else ADDED.get(tag, ()), here)
        yield from kept(child, rest[skipped], here, strict=strict)
        # A blank after the last child may move with what is appended; inside nothing may.
        if (child.tail or "") != (rest[skipped].tail or "") and (child.tail or "").strip():
            yield f"{here}: text after {local(child)} changed"
        rest = rest[skipped + 1 :]
    addable = () if strict else (*ADDED.get(tag, ()), *GROWING.get(tag, ()))
    yield from _additions(rest, addable, here)


def _additions(extras: list[etree._Element], addable: Collection[str], here: str) -> Iterator[str]:
    for extra in extras:
        if local(extra) not in addable:
            yield f"{here}: added {_shown(extra)}"


def _attributes(old: etree._Element, new: etree._Element, here: str, *, strict: bool) -> Iterator[str]:
    for key in {*old.attrib, *new.attrib}:
        free = not strict and (local(old), key) in COUNTS
        if old.get(key) != new.get(key) and not free:
            yield f"{here}: {key} was {old.get(key)!r}, is {new.get(key)!r}"


def _same_start(old: etree._Element, new: etree._Element) -> bool:
    """Whether two elements are one and the same, by their own attributes and text."""
    if old.tag != new.tag or (old.text or "").strip() != (new.text or "").strip():
        return False
    if not isinstance(old.tag, str):
        return True
    counts = {key for name, key in COUNTS if name == local(old)}
    return all(old.get(key) == new.get(key) for key in {*old.attrib, *new.attrib} - counts)


def _outside(old: etree._Element, new: etree._Element) -> Iterator[str]:
    """Comments and instructions before and after the root."""
    for step in ("previous", "next"):
        if _beside(old, step) != _beside(new, step):
            yield f"{step} to the root: {_beside(old, step)} became {_beside(new, step)}"


def _beside(root: etree._Element, step: str) -> list[bytes]:
    return [etree.tostring(each, with_tail=False) for each in root.itersiblings(preceding=step == "previous")]


def _shown(element: etree._Element) -> str:
    return re.sub(r'\s?xmlns(:\w+)?="[^"]*"', "", etree.tostring(element, encoding="unicode"))[:160]
