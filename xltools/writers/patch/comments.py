"""The notes (批注) of one sheet: written, put behind somebody else's, and taken away again."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from xltools.core.errors import PatchRefused
from xltools.core.refs import column_letters, parse_cell
from xltools.core.returned.notes import AUTHOR, START, span, without
from xltools.writers.patch import vml
from xltools.writers.patch.boxes import Boxes
from xltools.writers.patch.draft import MAIN, OFFICE, Draft
from xltools.writers.patch.order import COMMENTS, WORKSHEET, M, detach, ensure, put
from xltools.writers.patch.texts import escaped

Spot = tuple[int, int]

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LOOK = (("sz", "9"), ("color", "81"), ("rFont", "宋体"), ("family", "2"), ("charset", "134"))
_VALUE = {"color": "indexed"}


def write_notes(draft: Draft, sheet: str, texts: Mapping[Spot, str], blocks: vml.Blocks) -> None:
    """Write a note at each cell of a sheet; behind one that is there, and none in a thread (对话批注)."""
    threaded = _threaded(draft, sheet)
    texts = {spot: text for spot, text in texts.items() if spot not in threaded}
    if not texts:
        return
    root = draft.tree(_part(draft, sheet))
    notes = ensure(root, "commentList", COMMENTS)
    there: dict[Spot, etree._Element] = {}
    for each in notes.iterchildren(f"{M}comment"):
        if spot := parse_cell(each.get("ref", "")):
            there.setdefault(spot, each)
    author = _author(ensure(root, "authors", COMMENTS))
    new = {}
    for spot, text in sorted(texts.items()):
        if spot in there:
            _extend(there[spot], f"\n{text}")
        else:
            _add(notes, spot, author, text)
            new[spot] = text
    if new:
        _draw(draft, sheet, new, blocks)


def clear_notes(draft: Draft, sheet: str) -> dict[Spot, str]:
    """Take our words off a sheet part: the cells they stood at, with them. What others wrote stays."""
    part = draft.related(sheet, "comments")
    if part is None or part not in draft or START.encode() not in _plain(draft, part):
        return {}
    root, found, gone = draft.tree(part), dict[Spot, str](), set[Spot]()
    for note in root.findall(f"{M}commentList/{M}comment"):
        text, spot = _text(note), parse_cell(note.get("ref", ""))
        start, end = span(text)
        if spot is None or start == end:
            continue
        found[spot] = text[start:end]
        if not without(text).strip():
            detach(note)
            gone.add(spot)
        else:
            _cut(note, start, end)
    _tidy_authors(root)
    _erase(draft, sheet, part, gone)
    return found


def _plain(draft: Draft, part: str) -> bytes:
    """A notes part's texts in UTF-8."""
    return "".join(map(str, draft.tree(part).itertext())).encode()


def _threaded(draft: Draft, sheet: str) -> set[Spot]:
    """The cells that people talk about in a thread: an ordinary note there is only its shadow."""
    found = set()
    for relation in draft.relations(sheet).values():
        if relation.kind == "threadedComment" and not relation.external and relation.target in draft:
            for each in draft.tree(relation.target):
                spot = parse_cell(each.get("ref", "")) if isinstance(each.tag, str) else None
                found |= {spot} if spot else set()
    return found


def _part(draft: Draft, sheet: str) -> str:
    part = draft.related(sheet, "comments")
    if part is not None and part in draft:
        return part
    part = draft.free("xl/comments%d.xml")
    draft.add(part, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode(), _TYPE)
    draft.relate(sheet, "comments", part)
    return part


def _author(authors: etree._Element) -> str:
    names = [each.text for each in authors.iterchildren(f"{M}author")]
    if AUTHOR not in names:
        names.append(AUTHOR)
        etree.SubElement(authors, f"{M}author").text = AUTHOR
    return str(names.index(AUTHOR))


def _add(notes: etree._Element, spot: Spot, author: str, text: str) -> None:
    note = etree.SubElement(notes, f"{M}comment")
    note.set("ref", f"{column_letters(spot[1])}{spot[0]}")
    note.set("authorId", author)
    _run(etree.SubElement(note, f"{M}text"), text)


def _extend(note: etree._Element, text: str) -> None:
    """Put words behind those of a note; a plain text becomes its first run, so that both are shown."""
    body = note.find(f"{M}text")
    if body is None:
        body = note.makeelement(f"{M}text", {})
        note.insert(0, body)
    plain = body.find(f"{M}t")
    if plain is not None:
        run = body.makeelement(f"{M}r", {})
        plain.addprevious(run)
        run.append(plain)
    _run(body, text)


def _run(body: etree._Element, text: str) -> None:
    run = body.makeelement(f"{M}r", {})
    look = etree.SubElement(run, f"{M}rPr")
    for name, value in _LOOK:
        etree.SubElement(look, f"{M}{name}").set(_VALUE.get(name, "val"), value)
    words = etree.SubElement(run, f"{M}t")
    words.text = escaped(text)
    words.set(_SPACE, "preserve")
    after = next((each for each in body if each.tag in (f"{M}rPh", f"{M}phoneticPr")), None)
    if after is None:
        body.append(run)
    else:
        after.addprevious(run)


def _draw(draft: Draft, sheet: str, texts: Mapping[Spot, str], blocks: vml.Blocks) -> None:
    """Give each new note its shape."""
    root = draft.tree(sheet)
    part = _drawing(draft, sheet, root, blocks)
    boxes = Boxes(root)
    shapes = [boxes.box(*spot, text) for spot, text in texts.items()]
    draft.replace(part, vml.with_shapes(draft.read(part), shapes, blocks, draft.package.file))


def _legacy(root: etree._Element) -> etree._Element | None:
    """The element that names a sheet's VML part, also inside an mc:AlternateContent."""
    return next(root.iter(f"{M}legacyDrawing"), None)


def _drawing(draft: Draft, sheet: str, root: etree._Element, blocks: vml.Blocks) -> str:
    element = _legacy(root)
    if element is not None:
        relation = draft.relations(sheet).get(element.get(f"{{{OFFICE}}}id", ""))
        if relation is None or relation.external or relation.target not in draft:
            raise PatchRefused(
                f"“{draft.package.file}”的批注图形部件缺失，不能加批注。",
                fix="请用 Excel 打开原件，另存后再试；原件没有改动。",
            )
        return relation.target
    part = draft.free("xl/drawings/vmlDrawing%d.vml")
    draft.add(part, vml.drawing(blocks))
    draft.default_type("vml", _VML)
    made = root.makeelement(f"{M}legacyDrawing", {}, nsmap={"r": OFFICE})
    made.set(f"{{{OFFICE}}}id", draft.relate(sheet, "vmlDrawing", part))
    put(root, made, WORKSHEET)
    return part


def _text(note: etree._Element) -> str:
    return "".join(each.text or "" for each in _pieces(note))


def _pieces(note: etree._Element) -> list[etree._Element]:
    """What holds the note's words, in order, without the readings (rPh)."""
    found = [
        [each] if each.tag == f"{M}t" else each.findall(f"{M}t") if each.tag == f"{M}r" else []
        for each in note.iterfind(f"{M}text/*")
    ]
    return [piece for pieces in found for piece in pieces]


def _cut(note: etree._Element, start: int, end: int) -> None:
    """Take a stretch out of a note's text; a run that holds nothing any more goes."""
    at = 0
    for piece in _pieces(note):
        text = piece.text or ""
        first, last = max(start - at, 0), max(min(end - at, len(text)), 0)
        at += len(text)
        if first >= last:
            continue
        piece.text = text[:first] + text[last:]
        piece.set(_SPACE, "preserve")
        run = piece.getparent()
        if not piece.text and run is not None and run.tag == f"{M}r":
            detach(run)


def _tidy_authors(root: etree._Element) -> None:
    """Take our name off where it is the last of the authors and no note bears it: no other number changes."""
    authors = root.findall(f"{M}authors/{M}author")
    used = {each.get("authorId") for each in root.iterfind(f"{M}commentList/{M}comment")}
    if authors and authors[-1].text == AUTHOR and str(len(authors) - 1) not in used:
        detach(authors[-1])


def _erase(draft: Draft, sheet: str, part: str, gone: set[Spot]) -> None:
    """Take the shapes of gone notes away, and the parts that hold nothing any more."""
    root = draft.tree(sheet)
    element = _legacy(root)
    relation = None if element is None else draft.relations(sheet).get(element.get(f"{{{OFFICE}}}id", ""))
    if draft.tree(part).find(f"{M}commentList/{M}comment") is None:
        draft.unrelate(sheet, part)
        draft.remove(part)
    if element is None or relation is None or relation.target not in draft:
        return
    left = vml.without_notes(draft.read(relation.target), gone)
    if vml.empty(left):
        detach(element)
        draft.unrelate(sheet, relation.target)
        draft.remove(relation.target)
    else:
        draft.replace(relation.target, left)
