"""What a reader sees in a .docx: its words by paragraph and table, read without python-docx."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """One XML part of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def text(element: etree._Element) -> str:
    """The words of an element; a line break is a newline, a tab a tab."""
    pieces = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(e.text or "" if e.tag == f"{W}t" else pieces.get(str(e.tag), "") for e in element.iter())


def paragraphs(content: bytes) -> list[str]:
    """The words of every paragraph, those in tables too."""
    return [text(p) for p in part(content).iter(f"{W}p")]


def whole(content: bytes) -> str:
    """All words, a paragraph a line."""
    return "\n".join(paragraphs(content))


def headings(content: bytes) -> list[tuple[int, str]]:
    """(level, words) of each paragraph in a heading style."""
    found = []
    for paragraph in part(content).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        if name.isdecimal():
            found.append((int(name), text(paragraph)))
    return found


def table(content: bytes) -> list[list[etree._Element]]:
    """The cells of the document's first table."""
    first = next(part(content).iter(f"{W}tbl"))
    return [row.findall(f"{W}tc") for row in first.findall(f"{W}tr")]


def tables(content: bytes) -> list[list[list[etree._Element]]]:
    """The cells of every table."""
    found = part(content).iter(f"{W}tbl")
    return [[row.findall(f"{W}tc") for row in each.findall(f"{W}tr")] for each in found]


def prose(content: bytes) -> list[str]:
    """The words of the paragraphs outside tables."""
    body = part(content).find(f"{W}body")
    return [] if body is None else [text(p) for p in body.findall(f"{W}p")]
