"""Elements of a document made, put in and taken out so that nothing beside them moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from lxml import etree

from xltools.readers.word.names import kind

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
ID = f"{W}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

#: Ids are 32-bit numbers; above this there is no room to count on.
_ROOM = 2**31 - 2**20


def made(near: etree._Element, name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """A new element with the namespaces of the tree it goes into."""
    return near.makeelement(W + name, {W + key: value for key, value in (attributes or {}).items()})


def put_after(element: etree._Element, new: etree._Element) -> None:
    """Insert behind an element and the blanks that follow it."""
    # Asking for its place would count all those before it.
    blanks, element.tail = element.tail, None
    element.addnext(new)
    element.tail = blanks


def parent_of(element: etree._Element) -> etree._Element:
    """An element's parent; ValueError for a root."""
    parent = element.getparent()
    if parent is None:
        raise ValueError(element.tag)
    return parent


def take_out(element: etree._Element, *, leave: bool = False) -> None:
    """Take an element out; what it holds stays in its place if that is to be left."""
    parent = parent_of(element)
    at = parent.index(element)
    for offset, each in enumerate(list(element) if leave else []):
        parent.insert(at + offset, each)
    parent.remove(element)


def say(run: etree._Element, text: str) -> None:
    """Put text into a run: line ends and tabs as Word has them, what XML cannot hold left out."""
    words = ""
    for sign in f"{text}\0":
        if sign in "\0\t\n":
            if words:
                holder = etree.SubElement(run, f"{W}t", {SPACE: "preserve"})
                holder.text = words
            if sign != "\0":
                etree.SubElement(run, W + ("tab" if sign == "\t" else "br"))
            words = ""
        elif sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff":
            words += sign


def free_ids(roots: Iterable[etree._Element], names: Iterable[str] = ()) -> Iterator[str]:
    """Ids that no element in these trees has (or none of those names), in order."""
    taken, tags = set(), [W + name for name in names]
    for root in roots:
        for element in root.iter(*tags):
            value = element.get(ID, "") if kind(element) else ""
            if value.isdecimal():
                taken.add(int(value))
    first = max(taken, default=-1) + 1
    return (str(number) for number in count(first if first < _ROOM else 0) if number not in taken)
