"""Read a report (.docx, .txt) to compare it: its paragraphs and its tables cell by cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from xltools.core.compare.report import Document
from xltools.readers.container import Package
from xltools.readers.word.file import bytes_of, decoded, open_word, reading_word
from xltools.readers.word.names import blocks, inside, kind
from xltools.readers.word.sight import Sight
from xltools.readers.word.story import NOTES

ENDINGS = (".docx", ".txt")


def read_document(path: Path) -> Document:
    """Read a report; InputError says in Chinese why it cannot be read."""
    return read_document_bytes(bytes_of(path), str(path))


def read_document_bytes(content: bytes, path: str) -> Document:
    """Read a report from its bytes; the ending of ``path`` says which kind it is."""
    sha256 = hashlib.sha256(content).hexdigest()
    if path.lower().endswith(".txt"):
        lines = decoded(content, Path(path).name).splitlines()
        return Document(path, sha256, tuple(_numbered(lines)))
    with reading_word(path):
        package, main = open_word(content, path)
        return _document(package, main, path, sha256)


def _document(package: Package, main: str, path: str, sha256: str) -> Document:
    body = next(iter(package.xml(main, "document")), None)
    found = [] if body is None else list(blocks(body))
    texts = [_text(block) for block in found if kind(block) == "p"]
    for relation in package.relations(main).values():
        # Figures stand in notes, too.
        if relation.kind in NOTES and relation.target in package:
            root = package.xml(relation.target, relation.kind)
            texts += [_text(note) for note in root if kind(note) == NOTES[relation.kind]]
    tables = tuple(tuple(_rows(block)) for block in found if kind(block) == "tbl")
    return Document(path, sha256, tuple(_numbered(texts)), tables)


def _numbered(texts: list[str]) -> Iterator[tuple[int, str]]:
    """Those that say anything, numbered as people count them: blank ones do not count."""
    return enumerate((text.strip() for text in texts if text.strip()), 1)


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for row in inside(table, "tr"):
        yield tuple("\n".join(_text(block) for block in blocks(cell)).strip() for cell in inside(row, "tc"))


def _text(element: etree._Element) -> str:
    """What is seen of an element, with what stands in text boxes hung on it."""
    return "".join(text for _, text in Sight(inline=True).pieces(element))
