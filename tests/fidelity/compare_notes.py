"""Notes and their shapes compared: nobody's note may lose a word, a run's look or its box."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .parts import M, exact, local, parse


def notes_lost(old: etree._Element, new: etree._Element) -> Iterator[str]:
    """A comments part: authors and notes may be added, and an existing note may go on after its end."""
    was = [each.text or "" for each in old.findall(f"{M}authors/{M}author")]
    now = [each.text or "" for each in new.findall(f"{M}authors/{M}author")]
    if now[: len(was)] != was:
        yield f"authors {was} became {now}"
    before = list(old.iter(f"{M}comment"))
    after = {each.get("ref"): each for each in new.iter(f"{M}comment")}
    for note in before:
        other = after.get(note.get("ref"))
        if other is None:
            yield f"note at {note.get('ref')}: lost"
        else:
            yield from (f"note at {note.get('ref')}: {fault}" for fault in _note_lost(note, other))
    refs = [note.get("ref") for note in before]
    if [ref for ref in after if ref in set(refs)] != list(dict.fromkeys(refs)):
        yield "notes: in another order"
    others = [
        [local(each) for each in root if local(each) not in {"authors", "commentList"}] for root in (old, new)
    ]
    if others[0] != others[1]:
        yield f"beside the notes: {others[0]} became {others[1]}"


def _note_lost(old: etree._Element, new: etree._Element) -> Iterator[str]:
    if dict(old.attrib) != dict(new.attrib):
        yield f"{dict(old.attrib)} became {dict(new.attrib)}"
    if not _text(new).startswith(_text(old)):
        yield f"its text {_text(old)!r} became {_text(new)!r}"
    was, now = _looks(old), _looks(new)
    if now[: len(was)] != was:
        yield "the look of its text changed"
    beside = [[exact(each) for each in note if local(each) != "text"] for note in (old, new)]
    if beside[0] != beside[1]:
        yield "what stands beside its text changed"


def _text(note: etree._Element) -> str:
    """What is read in a note: its runs, without the readings (rPh) that Japanese texts carry."""
    path = f"{M}text/{M}t | {M}text/{M}r/{M}t".replace(M, "m:")
    return "".join(each.text or "" for each in note.xpath(path, namespaces={"m": M[1:-1]}))


def _looks(note: etree._Element) -> list[tuple[bytes, str]]:
    """Each run's properties and text; a plain text is a run without properties."""
    found = []
    for each in note.iterfind(f"{M}text/*"):
        if local(each) == "t":
            found.append((b"", each.text or ""))
        elif local(each) == "r":
            look = each.find(f"{M}rPr")
            found.append((b"" if look is None else exact(look), each.findtext(f"{M}t") or ""))
    return found


def vml_lost(old: bytes, new: bytes) -> Iterator[str]:
    """A VML part: shapes may be added before its end, and its map of ids may grow."""
    try:
        was, now = parse(old), parse(new)
    except etree.XMLSyntaxError:
        # Old Excel leaves <br> open; such a part can only be compared as bytes.
        if not _inserted(_without_map(old), _without_map(new)):
            yield "its bytes changed, not only by what was put in"
        return
    kept = iter([_shape(each) for each in now])
    for shape in was:
        wanted = _shape(shape)
        if not any(each == wanted for each in kept):
            yield f"lost or altered {wanted[:150]!r}"
    added = len(now) - len(was)
    new_tags = {local(each) for each in list(now)[len(now) - added :]} if added else set()
    if new_tags - {"shape", "shapetype", "shapelayout"}:
        yield f"added {new_tags}"


def _shape(element: etree._Element) -> bytes:
    return _without_map(exact(element))


def _without_map(content: bytes) -> bytes:
    """The map of ids (``<o:idmap data="1"/>``) with its numbers left out: each block of 1024 is in it."""
    return re.sub(rb'(<\w+:idmap\b[^>]*\bdata=)"[\d,]*"', rb'\1""', content)


def _inserted(old: bytes, new: bytes) -> bool:
    """Whether the new bytes are the old ones with one stretch put in."""
    front = 0
    while front < len(old) and front < len(new) and old[front] == new[front]:
        front += 1
    tail = len(old) - front
    return len(new) >= len(old) and (tail == 0 or new.endswith(old[front:]))
