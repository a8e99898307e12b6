"""Looking at a marked report by the standard's own words, not with the code under test."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from lxml import etree

from tests.prose.made import W

AUTHOR = "绩效自评核查"
_W = f"{{{W}}}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n"}
_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """A part's tree."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name), etree.XMLParser(remove_comments=True))


def parts(content: bytes) -> dict[str, bytes]:
    """Every part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def comments(content: bytes, *, ours: bool = True) -> dict[str, str]:
    """The texts of comments by their ids: ours, or those of others."""
    if "word/comments.xml" not in parts(content):
        return {}
    found = part(content, "word/comments.xml").findall(f"{_W}comment")
    return {
        each.get(f"{_W}id", ""): "".join(_text(inner, accept=True) for inner in each.iter())
        for each in found
        if (each.get(f"{_W}author") == AUTHOR) == ours
    }


def commented(content: bytes, name: str = "word/document.xml") -> dict[str, str]:
    """By the id of a comment, the words it stands on, as they were before our changes."""
    running: set[str] = set()
    words: dict[str, str] = {}
    for element in part(content, name).iter():
        number = element.get(f"{_W}id", "")
        if element.tag == f"{_W}commentRangeStart":
            running.add(number)
            words[number] = ""
        elif element.tag == f"{_W}commentRangeEnd":
            running.discard(number)
        elif text := _text(element, accept=False):
            for each in running:
                words[each] += text
    return words


def lines(content: bytes, *, accept: bool, name: str = "word/document.xml", boxes: bool = True) -> list[str]:
    """The text of every paragraph, our changes accepted or rejected, those of others accepted.

    Without ``boxes`` a text box counts once, as a paragraph of its own only.
    """
    found = []
    for paragraph in part(content, name).iter(f"{_W}p"):
        if not boxes and any(
            etree.QName(above).localname == "Fallback" for above in paragraph.iterancestors()
        ):
            continue
        inner = paragraph.iter()
        if not boxes:
            inner = (each for each in inner if next(each.iterancestors(f"{_W}p"), None) is paragraph)
        found.append("".join(_text(each, accept=accept) for each in inner))
    return found


def looks(content: bytes) -> list[tuple[str, bytes]]:
    """Every character with its look (w:rPr), our changes rejected."""
    found = []
    for element in part(content).iter():
        run = element.getparent()
        if run is not None and (text := _text(element, accept=False)):
            look = run.find(f"{_W}rPr")
            told = (
                b"" if look is None else re.sub(rb' w:id="\d+"', b"", etree.tostring(look, with_tail=False))
            )
            found += [(sign, told) for sign in text]
    return found


def unlawful(content: bytes) -> list[str]:
    """What the marked text breaks of the rules of the format."""
    root, faults = part(content), list[str]()
    known = part(content, "word/comments.xml") if "word/comments.xml" in parts(content) else None
    for first, holder in (("rPr", "r"), ("pPr", "p"), ("pPr", "comment")):
        for each in root.iter(_W + first):
            parent = each.getparent()
            if parent is not None and parent.tag == _W + holder and parent[0] is not each:
                faults.append(f"{first} is not first in {holder}")
    for each in root.iter(f"{_W}t", f"{_W}delText"):
        struck = any(above.tag == f"{_W}del" for above in each.iterancestors())
        if struck != (each.tag == f"{_W}delText"):
            faults.append(f"{each.tag} in the wrong place: {each.text}")
    for name in ("ins", "del"):
        for each in root.iter(_W + name):
            if any(above.tag == _W + name for above in each.iterancestors()):
                faults.append(f"{name} in {name}")
    faults += _marks(root, known)
    tracked = root.iter(f"{_W}ins", f"{_W}del", f"{_W}rPrChange")
    changes = Counter(each.get(f"{_W}id") for each in tracked)
    faults += [f"change {number} twice" for number, times in changes.items() if times > 1]
    return faults


def _marks(root: etree._Element, known: etree._Element | None) -> list[str]:
    """Every comment has one start, one end and one reference, in that order, and a text."""
    faults = []
    order: dict[str, list[str]] = {}
    for each in root.iter(*(_W + name for name in _MARKS)):
        order.setdefault(each.get(f"{_W}id", ""), []).append(each.tag.removeprefix(_W))
    faults += [f"comment {number}: {marks}" for number, marks in order.items() if marks != list(_MARKS)]
    numbers = Counter(each.get(f"{_W}id", "") for each in ([] if known is None else known))
    if numbers.keys() != order.keys() or any(times > 1 for times in numbers.values()):
        faults.append(f"comments {dict(numbers)}, marks {sorted(order)}")
    return faults


def _text(element: etree._Element, *, accept: bool) -> str:
    """What an element says itself."""
    if element.tag in _SIGNS:
        run = element.getparent()
        text = _SIGNS[element.tag] if run is not None and run.tag == f"{_W}r" else ""
    else:
        text = (element.text or "") if element.tag in (f"{_W}t", f"{_W}delText") else ""
    for above in element.iterancestors(f"{_W}ins", f"{_W}del") if text else ():
        mine = above.get(f"{_W}author") == AUTHOR
        if above.tag == f"{_W}del" and (accept or not mine):
            return ""
        if above.tag == f"{_W}ins" and mine and not accept:
            return ""
    return text
