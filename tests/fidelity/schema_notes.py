"""What must hold of a sheet's notes and their shapes (ECMA-376 Part 1 §18.7, Part 4 §19.4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from .parts import M, Parts, R, parse, split_ref
from .schema_order import out_of_order

_O, _V = "{urn:schemas-microsoft-com:office:office}", "{urn:schemas-microsoft-com:vml}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_BLOCK = 1024


def note_faults(parts: Parts, part: str) -> Iterator[str]:
    """Everything that is wrong with a sheet's notes: the part, the shapes, and that they belong together."""
    notes = parts.one(part, "comments")
    refs: set[tuple[int, int]] = set()
    if notes is not None:
        root = parts.xml(notes)
        refs = {split_ref(each.get("ref", "")) for each in root.iter(f"{M}comment") if _is_ref(each)}
        yield from (f"notes: {fault}" for fault in _part_faults(root))
    drawing = parts.xml(part).find(f"{M}legacyDrawing")
    links = {each.index: each.target for each in parts.links(part)}
    target = links.get(drawing.get(f"{R}id") or "", "") if drawing is not None else ""
    if refs and target not in parts:
        yield "notes: without a legacyDrawing that shows them"
    elif target in parts:
        yield from (f"shapes: {fault}" for fault in _shape_faults(parts.read(target), refs))


def _is_ref(note: etree._Element) -> bool:
    return re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", note.get("ref", "")) is not None


def _part_faults(root: etree._Element) -> Iterator[str]:
    yield from out_of_order(root, "comments")
    authors = len(root.findall(f"{M}authors/{M}author"))
    notes = root.findall(f"{M}commentList/{M}comment")
    for note in notes:
        index = note.get("authorId", "")
        if not index.isdigit() or int(index) >= authors:
            yield f"{note.get('ref')}: author {index!r} of {authors}"
        if not _is_ref(note):
            yield f"at {note.get('ref')!r}"
        if note.find(f"{M}text") is None:
            yield f"{note.get('ref')}: without a text"
        if sum(len(each.text or "") for each in note.iter(f"{M}t")) > 32_767:
            yield f"{note.get('ref')}: text too long"
    for ref, times in Counter(note.get("ref") for note in notes).items():
        if times > 1:
            yield f"{times} at {ref}"


def _shape_faults(content: bytes, refs: set[tuple[int, int]]) -> Iterator[str]:
    """Shape ids stand once and in a block of the map; each note has one shape, at its row and column."""
    root = _lenient(content)
    if root is None:
        yield "cannot be read"
        return
    shapes = list(root.iter(f"{_V}shape"))
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    yield from (f"id {index} stands {times} times" for index, times in ids.items() if times > 1)
    types = {each.get("id") for each in root.iter(f"{_V}shapetype")}
    for shape in shapes:
        kind = (shape.get("type") or "").lstrip("#")
        if kind and kind not in types:
            yield f"shape {shape.get('id')}: type {kind} is not there"
    blocks = {
        int(each) for tag in root.iter(f"{_O}idmap") for each in re.findall(r"\d+", tag.get("data", ""))
    }
    for shape in shapes:
        number = re.fullmatch(r"_x0000_s(\d+)", shape.get("id") or "")
        if blocks and number and int(number[1]) // _BLOCK not in blocks:
            yield f"shape {shape.get('id')}: its block {int(number[1]) // _BLOCK} is not in {sorted(blocks)}"
    places = Counter(filter(None, map(_place, shapes)))
    yield from (f"{times} notes at {place}" for place, times in places.items() if times > 1)
    for missing in refs - places.keys():
        yield f"none for the note at {missing}"
    for extra in places.keys() - refs:
        yield f"one without a note, at {extra}"


def _place(shape: etree._Element) -> tuple[int, int] | None:
    """Row and column, from 1, of the note a shape shows; None for buttons and the like."""
    data = shape.find(f"{_X}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    row, column = data.findtext(f"{_X}Row"), data.findtext(f"{_X}Column")
    return (int(row) + 1, int(column) + 1) if row and column else None


def _lenient(content: bytes) -> etree._Element | None:
    """VML as Excel reads it: <br> may stand open."""
    try:
        return parse(content)
    except etree.XMLSyntaxError:
        closed = re.sub(rb"<br\s*>(?!\s*</br>)", b"<br/>", content)
    try:
        return parse(closed)
    except etree.XMLSyntaxError:
        return None
