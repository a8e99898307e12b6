"""What is done to a rendered report before it is saved: merged table cells, fonts of Chinese quotes.

A template writes ``{{ 指标.一级指标|合并 }}`` in a table cell; neighbours that say the same, under
equal cells to their left, become one cell. Word's own vMerge cannot be put into a loop row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from docx.oxml.ns import qn
from jinja2 import Undefined
from lxml import etree
from markupsafe import Markup

from xltools.core.filenames import readable
from xltools.core.narrative.reserved import RESERVED, unreserved
from xltools.core.narrative.wording import Figure
from xltools.writers.bound.controls import bind
from xltools.writers.bound.marks import marked
from xltools.writers.bound.store import Entry

#: Stand in rendered text only until :func:`finish`.
MERGE = "\ufdd0"
GUARD = "\ufdd1"

_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\u2028\u2029]")
_MARKED_TAG = re.compile("<[^<>]*[\ufdd0-\ufdef][^<>]*>")
_TAG_ESCAPES = re.compile(r"(?<=\{)_(?=[{%])|(?<=[}%])_(?=\})")


class NotOneValueError(TypeError):
    """A table, a list or a function where a template has to name one value."""


class Merged(str):
    """A cell's text that is merged with an equal one above it."""

    __slots__ = ()


def printable(value: object) -> str:
    """A value as text that XML can hold and the template engine leaves alone.

    What a block or macro of the template made is printed already. The engine reads ``{_{`` as an
    escaped ``{{``: what a unit typed is kept by a guard character. NotOneValueError for what is no value.
    """
    if isinstance(value, Merged | Markup):
        return value
    one_value(value)
    text = _ILLEGAL.sub("", _LINE_ENDS.sub("\n", readable(str(marked(value)))))
    return _TAG_ESCAPES.sub(f"{GUARD}_", text)


def one_value(value: object) -> None:
    """Refuse what would come out as Python writes it: tables, lists, functions, nothing at all."""
    if not isinstance(value, Figure | str | int | float | Decimal | dt.date | Undefined):
        kinds = ((Mapping, "一整行"), (Iterable, "一张表或几段文字"))
        kind = next((name for each, name in kinds if isinstance(value, each)), "函数或空值")
        raise NotOneValueError(f"这里要填一个值，写的却是{kind}")


def merged(value: object) -> Merged:
    """The filter 合并."""
    return Merged(printable(value) + MERGE)


def finish(*roots: etree._Element, bound: bool = False) -> tuple[Entry, ...]:
    """Merge marked cells, drop all marks, and let “ ” — … take the Chinese font.

    ``roots`` are the document's parts, the body first. ``bound``: the figures become controls of a store
    with the entries given back; else they are words like all others.
    """
    for table in (each for root in roots for each in root.iter(qn("w:tbl"))):
        _merge_cells(table)
    entries = bind(*roots) if bound else ()
    for text in (each for root in roots for each in root.iter(qn("w:t"))):
        if text.text and RESERVED.search(text.text):
            text.text = unreserved(text.text)
    for run in (each for root in roots for each in root.iter(qn("w:r"))):
        _fonts(run).set(qn("w:hint"), "eastAsia")
    return entries


def unmarked_attributes(xml: str) -> str:
    """Rendered XML without marks inside of its tags: a figure may be a column span too."""
    return _MARKED_TAG.sub(lambda tag: unreserved(tag[0]), xml)


def _merge_cells(table: etree._Element) -> None:
    above: list[str] = []
    for row in table.findall(qn("w:tr")):
        here: list[str] = []
        for cell in row.findall(qn("w:tc")):
            text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
            if MERGE not in text:
                break
            here.append(unreserved(text))
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
