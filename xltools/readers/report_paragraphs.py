"""The paragraphs of a report template, each with where its author finds it in Word or WPS.

Body paragraphs are counted as they stand, empty ones too, those of tables left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from xltools.core.narrative.tags import Paragraph

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARTS = {
    "页眉": RELATIONSHIP_TYPE.HEADER,
    "页脚": RELATIONSHIP_TYPE.FOOTER,
    "脚注": RELATIONSHIP_TYPE.FOOTNOTES,
}
_PROPERTIES = {
    "title": "标题",
    "subject": "主题",
    "author": "作者",
    "comments": "备注",
    "identifier": "标识",
    "language": "语言",
}


def paragraphs_of(document: Document) -> Iterator[Paragraph]:
    """Every paragraph that may hold tags: body, headers, footers, footnotes, properties."""
    yield from _of_part("正文", document.element.body)
    for name, kind in _PARTS.items():
        blobs = [r.target_part.blob for r in document.part.rels.values() if r.reltype == kind]
        for number, blob in enumerate(blobs, 1):
            part = name if len(blobs) == 1 else f"{name} {number}"
            yield from _of_part(part, parse_xml(blob))
    for attribute, word in _PROPERTIES.items():
        text = getattr(document.core_properties, attribute)
        if text:
            yield Paragraph("文件属性", f"文件属性“{word}”", 1, text)


def _of_part(part: str, root: etree._Element) -> Iterator[Paragraph]:
    lead = "" if part == "正文" else part
    tables = [each for each in root.iter(qn("w:tbl")) if _within(each, "w:tbl") is None]
    number = 0
    for element in root.iter(qn("w:p")):
        if any(above.tag == _FALLBACK for above in element.iterancestors()):
            continue
        cell = _within(element, "w:tc")
        if cell is not None:
            yield _in_table(part, lead, element, tables)
        elif _within(element, "w:p") is not None:
            yield Paragraph(part, f"{lead}第 {number} 段的文本框", number, _own_text(element))
        else:
            number += 1
            yield Paragraph(part, f"{lead}第 {number} 段", number, _own_text(element))


def _in_table(part: str, lead: str, element: etree._Element, tables: list[etree._Element]) -> Paragraph:
    """A paragraph of a table, placed by the outermost table; its row and cell are the innermost."""
    chain = list(element.iterancestors(qn("w:tc"), qn("w:tr"), qn("w:tbl")))
    cell, row = chain[0], chain[1]
    outer_cell, outer_row, table = chain[-3], chain[-2], chain[-1]
    rows, cells = list(table.iter(qn("w:tr"))), list(outer_row.iter(qn("w:tc")))
    inside = list(outer_cell.iter(qn("w:p")))
    number = inside.index(element) + 1
    place = (
        f"{lead}表 {tables.index(table) + 1} 第 {rows.index(outer_row) + 1} 行"
        f"第 {cells.index(outer_cell) + 1} 格" + (f"第 {number} 段" if len(inside) > 1 else "")
    )
    return Paragraph(part, place, number, _own_text(element), _text(row), _text(cell))


def _within(element: etree._Element, name: str) -> etree._Element | None:
    return next(element.iterancestors(qn(name)), None)


def _own_text(paragraph: etree._Element) -> str:
    """The words of a paragraph without those of text boxes anchored in it."""
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")) if _within(t, "w:p") is paragraph)


def _text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))
