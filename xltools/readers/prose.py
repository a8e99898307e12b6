"""Read a report (.docx, .txt) for checking: its passages as people see them and count them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from xltools.core.prose.passage import Narrative, Passage
from xltools.readers.container import Package
from xltools.readers.word.file import bytes_of, decoded, open_word, reading_word
from xltools.readers.word.names import below, child, number, style_of, switch
from xltools.readers.word.numbering import Counter, lists_of
from xltools.readers.word.sight import Sight
from xltools.readers.word.story import NOTES, Paragraph, Story
from xltools.readers.word.styles import Styles, outline, styles_of


def read_prose(path: Path) -> Narrative:
    """Read a report; InputError says in Chinese why it cannot be read."""
    return read_prose_bytes(bytes_of(path), str(path))


def read_prose_bytes(content: bytes, path: str) -> Narrative:
    """Read a report from its bytes; the ending of ``path`` says which kind it is.

    Of a text every line is a passage. Of a document every paragraph is one, those in cells of tables, in text
    boxes (behind the paragraph they hang on) and in notes (behind the body) among them. Paragraphs of one
    cell have the same ``cell``; its column is that of the table's grid, so that merged cells shift none.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if path.lower().endswith(".txt"):
        lines = decoded(content, Path(path).name).splitlines()
        said = (line for line in lines if line.strip())
        return Narrative(path, sha256, tuple(Passage(at, line) for at, line in enumerate(said, 1)))
    with reading_word(path):
        package, main = open_word(content, path)
        return Narrative(path, sha256, tuple(_passages(package, main)))


def _passages(package: Package, main: str) -> Iterator[Passage]:
    relations = package.relations(main).values()
    parts = {each.kind: each.target for each in relations if not each.external and each.target in package}
    styles = styles_of(package.xml(parts["styles"], "styles")) if "styles" in parts else Styles()
    lists = lists_of(package.xml(parts["numbering"], "numbering"), styles) if "numbering" in parts else {}
    counter, story = Counter(lists), Story(Sight(styles.all_hidden()))
    roots = [
        package.xml(main, "document"),
        *(package.xml(parts[kind], kind) for kind in NOTES if kind in parts),
    ]
    at = 0
    for paragraph in (each for root in roots for each in story.of(root)):
        says = paragraph.says
        if not says and (not lists or _struck(paragraph)):
            continue
        style = style_of(paragraph.element)
        marker = _marker(paragraph.element, style, styles, counter) if lists else ""
        if says:
            at += 1
            own = outline(child(paragraph.element, "pPr"))
            level = styles.level(style) if own is None else own
            yield Passage(at, paragraph.text, level, marker, paragraph.cell)


def _marker(paragraph: etree._Element, style: str | None, styles: Styles, counter: Counter) -> str:
    """The number shown before a paragraph; counts on."""
    own = below(paragraph, "pPr", "numPr")
    key, depth = number(child(own, "numId")), number(child(own, "ilvl"))
    if key is None and (listed := styles.list(style)):
        source, key, told = listed
        depth = (told or counter.depth(key, source)) if depth is None else depth
    return counter.marker(key, depth or 0) if key else ""


def _struck(paragraph: Paragraph) -> bool:
    """Whether nothing is left of a paragraph without text, not even its line: deleted or hidden."""
    mark = below(paragraph.element, "pPr", "rPr")
    if mark is None:
        return False
    return child(mark, "del") is not None or bool(switch(child(mark, "vanish")))
