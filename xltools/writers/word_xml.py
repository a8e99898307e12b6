"""What is done to a rendered report before it is saved: merged table cells, fonts of Chinese quotes.

A template writes ``{{ 指标.一级指标|合并 }}`` in a table cell; neighbours that say the same, under
equal cells to their left, become one cell. Word's own vMerge cannot be put into a loop row.
"""

from __future__ import annotations

import re

from docx.oxml.ns import qn
from lxml import etree

#: Stand in rendered text only until :func:`finish`; Unicode reserves them for such inner use.
MERGE = "\ufdd0"
GUARD = "\ufdd1"

_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\u2028\u2029]")
_TAG_ESCAPES = re.compile(r"(?<=\{)_(?=[{%])|(?<=[}%])_(?=\})")


class Merged(str):
    """A cell's text that is merged with an equal one above it."""

    __slots__ = ()


def printable(value: object) -> str:
    """A value as text that XML can hold and the template engine leaves alone.

    The engine reads ``{_{`` as an escaped ``{{``: what a unit typed is kept by a guard character.
    """
    if isinstance(value, Merged):
        return value
    text = _ILLEGAL.sub("", _LINE_ENDS.sub("\n", str(value)))
    return _TAG_ESCAPES.sub(f"{GUARD}_", text)


def merged(value: object) -> Merged:
    """The filter 合并."""
    return Merged(printable(value) + MERGE)


def finish(body: etree._Element) -> None:
    """Merge marked cells, drop the marks, and let “ ” — … in every run take the Chinese font."""
    for table in body.iter(qn("w:tbl")):
        _merge_cells(table)
    for text in body.iter(qn("w:t")):
        if text.text and (MERGE in text.text or GUARD in text.text):
            text.text = text.text.replace(MERGE, "").replace(GUARD, "")
    for run in body.iter(qn("w:r")):
        _fonts(run).set(qn("w:hint"), "eastAsia")


def _merge_cells(table: etree._Element) -> None:
    above: list[str] = []
    for row in table.findall(qn("w:tr")):
        here: list[str] = []
        for cell in row.findall(qn("w:tc")):
            text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
            if MERGE not in text:
                break
            here.append(text)
            _merge(cell, continues=above[: len(here)] == here)
        above = here


def _merge(cell: etree._Element, *, continues: bool) -> None:
    """Start a merged cell, or join the one above and drop the repeated text."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        properties = etree.Element(qn("w:tcPr"))
        cell.insert(0, properties)
    mark = etree.Element(qn("w:vMerge"))
    if not continues:
        mark.set(qn("w:val"), "restart")
    before = ("w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge")
    last = max((i for i, child in enumerate(properties, 1) if child.tag in map(qn, before)), default=0)
    properties.insert(last, mark)
    if continues:
        for run in list(cell.iter(qn("w:r"))):
            parent = run.getparent()
            if parent is not None:
                parent.remove(run)


def _fonts(run: etree._Element) -> etree._Element:
    """The run's w:rFonts, made in its place by the schema: first, or after the run's style."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        properties = etree.Element(qn("w:rPr"))
        run.insert(0, properties)
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = etree.Element(qn("w:rFonts"))
        properties.insert(1 if properties.find(qn("w:rStyle")) is not None else 0, fonts)
    return fonts
