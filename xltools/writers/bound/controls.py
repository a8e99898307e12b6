"""The figures of a report as run-level content controls, each bound to an entry of the store.

Store and control hold the same text: some programs show the one, some the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import count

from docx.oxml.ns import qn
from lxml import etree

from xltools.writers.bound.marks import Shown, has_marks, pieces_of
from xltools.writers.bound.store import NAMESPACE, STORE_ID, Entry, Store

_TAG = "xlt:"
_PREFIX = f"xmlns:x='{NAMESPACE}'"
_PATH = "/x:figures[1]/x:f[{}]/x:v[1]"
_POSITION = re.compile(r"/\w+:figures\[1\]/\w+:f\[(\d+)\]/\w+:v\[1\]")
_FIRST_ID = 100001
#: Word takes no longer tags and titles; a control without tag is known by its binding.
_LONGEST = 64
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def bind(*roots: etree._Element) -> tuple[Entry, ...]:
    """Turn the marked figures of these parts into controls; the entries, in the order controls count.

    A figure that stands twice is one entry. A key that comes with a second text (two groups of one
    name) is bound by its first; the other text stays a text.
    """
    for root in roots:
        _forget(root)
    taken = {each.get(qn("w:val")) for root in roots for each in root.iter(qn("w:id"))}
    ids = (number for number in count(_FIRST_ID) if str(number) not in taken)
    entries: dict[str, Entry] = {}
    places: dict[str, int] = {}
    for run in [each for root in roots for each in root.iter(qn("w:r"))]:
        if not any(has_marks(text.text or "") for text in run.iterchildren(qn("w:t"))):
            continue
        bindable = _may_hold_controls(run)
        for piece in _taken_apart(run):
            if not isinstance(piece, Shown):
                run.addprevious(piece)
                continue
            entry = entries.setdefault(piece.key, Entry(piece.key, piece.text, piece.text))
            shown = _run(run, piece.text)
            if bindable and entry.value == piece.text:
                place = places.setdefault(piece.key, len(places) + 1)
                shown = _control(shown, piece.key, place, next(ids))
            run.addprevious(shown)
        _parent(run).remove(run)
    return tuple(entries[key] for key in places)


def controls(root: etree._Element) -> Iterator[etree._Element]:
    """The controls of a part that are bound to a store of figures, whoever saved it last."""
    for control in root.iter(qn("w:sdt")):
        if _tag(control) or _position(control):
            yield control


def key_of(control: etree._Element, store: Store) -> str | None:
    """Which entry a control shows: by its tag, or where an editor dropped that, by its binding."""
    tag = _tag(control)
    if tag:
        return tag
    position = _position(control)
    return store.entries[position - 1].key if 0 < position <= len(store.entries) else None


def shown(control: etree._Element) -> str:
    """The text a control shows."""
    content = control.find(qn("w:sdtContent"))
    return "" if content is None else "".join(text.text or "" for text in content.iter(qn("w:t")))


def show(control: etree._Element, text: str) -> None:
    """Put a text into a control, in the look of the text it has."""
    content = control.find(qn("w:sdtContent"))
    if content is None:
        content = etree.SubElement(control, qn("w:sdtContent"))
    first = next(content.iter(qn("w:r")), None)
    run = etree.Element(qn("w:r")) if first is None else _like(first)
    run.append(_text(text))
    content[:] = [run]


def rebind(control: etree._Element, place: int | None, key: str = "") -> None:
    """Bind a control to another entry of the store, or (None) to none: then it shows its own text only.

    One that is let go keeps its ``key`` in its tag.
    """
    properties = control.find(qn("w:sdtPr"))
    if properties is None:
        return
    binding = properties.find(qn("w:dataBinding"))
    tag = properties.find(qn("w:tag"))
    if tag is not None and key:
        tag.set(qn("w:val"), _TAG + key)
    if binding is None:
        return
    if place is not None:
        binding.set(qn("w:xpath"), _PATH.format(place))
        return
    if tag is None and 0 < len(_TAG + key) <= _LONGEST:
        tag = etree.Element(qn("w:tag"))
        tag.set(qn("w:val"), _TAG + key)
        before = [child for child in properties if child.tag in (qn("w:rPr"), qn("w:alias"))]
        properties.insert(len(before), tag)
    properties.remove(binding)


def _forget(root: etree._Element) -> None:
    """Free the words of controls an earlier report left in its template."""
    for control in list(controls(root)):
        content = control.find(qn("w:sdtContent"))
        for child in () if content is None else list(content):
            control.addprevious(child)
        _parent(control).remove(control)


def _may_hold_controls(run: etree._Element) -> bool:
    """Whether a control may stand beside the run: not in a plain-text control, not in ruby text."""
    for above in run.iterancestors(qn("w:sdt"), qn("w:ruby")):
        properties = above.find(qn("w:sdtPr"))
        if properties is None or any(properties.find(qn(n)) is not None for n in ("w:text", "w:dataBinding")):
            return False
    return True


def _taken_apart(run: etree._Element) -> Iterator[etree._Element | Shown]:
    """The run as runs of words and figures, what else it holds in its place."""
    current = _like(run)
    for child in list(run):
        if child.tag == qn("w:rPr"):
            continue
        if child.tag != qn("w:t") or not has_marks(child.text or ""):
            current.append(child)
            continue
        for piece in pieces_of(child.text or ""):
            if isinstance(piece, str):
                current.append(_text(piece))
                continue
            if _says_something(current):
                yield current
                current = _like(run)
            yield piece
    if _says_something(current):
        yield current


def _says_something(run: etree._Element) -> bool:
    return any(child.tag != qn("w:rPr") for child in run)


def _like(run: etree._Element) -> etree._Element:
    """An empty run of the same look."""
    empty = etree.Element(qn("w:r"))
    properties = run.find(qn("w:rPr"))
    if properties is not None:
        empty.append(deepcopy(properties))
    return empty


def _run(run: etree._Element, text: str) -> etree._Element:
    new = _like(run)
    new.append(_text(text))
    return new


def _text(text: str) -> etree._Element:
    element = etree.Element(qn("w:t"))
    element.text = text
    element.set(_SPACE, "preserve")
    return element


def _control(run: etree._Element, key: str, place: int, number: int) -> etree._Element:
    """The run inside a control; children of w:sdtPr in the schema's order."""
    control = etree.Element(qn("w:sdt"))
    properties = etree.SubElement(control, qn("w:sdtPr"))
    look = run.find(qn("w:rPr"))
    if look is not None:
        properties.append(deepcopy(look))
    for tag, value in (("w:alias", key.partition("|")[0]), ("w:tag", _TAG + key), ("w:id", str(number))):
        if len(value) <= _LONGEST:
            etree.SubElement(properties, qn(tag)).set(qn("w:val"), value)
    binding = etree.SubElement(properties, qn("w:dataBinding"))
    for name, value in (
        ("prefixMappings", _PREFIX),
        ("xpath", _PATH.format(place)),
        ("storeItemID", STORE_ID),
    ):
        binding.set(qn(f"w:{name}"), value)
    etree.SubElement(properties, qn("w:text"))
    etree.SubElement(control, qn("w:sdtContent")).append(run)
    return control


def _tag(control: etree._Element) -> str:
    """The key in a control's tag; empty without one."""
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    value = "" if tag is None else tag.get(qn("w:val"), "")
    return value[len(_TAG) :] if value.startswith(_TAG) else ""


def _position(control: etree._Element) -> int:
    """Which entry a control's binding names, from 1; 0 for none of a store of figures."""
    binding = control.find(f"{qn('w:sdtPr')}/{qn('w:dataBinding')}")
    if binding is None or NAMESPACE not in binding.get(qn("w:prefixMappings"), NAMESPACE):
        return 0
    path = _POSITION.fullmatch(binding.get(qn("w:xpath"), ""))
    return int(path[1]) if path else 0


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101  # everything here stands in a body
    return parent
