"""The table of contents (目录): Word's own field, its entries written as the report's headings are.

No page number is guessed and no field is flagged to be updated on opening (Word would ask a question
nobody expects): the entries are links, and Word adds page numbers when its user updates the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from docx.oxml.ns import qn
from lxml import etree

_FIELD = re.compile(r"\s*TOC\b")
_LEVELS = re.compile(r'\\o\s+"(\d)-(\d)"')
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIRST = 100000001


@dataclass(frozen=True, slots=True)
class _Contents:
    """One field: the runs that hold its marks, and the levels it lists."""

    separate: etree._Element
    end: etree._Element
    first: int
    last: int


def empty_contents(body: etree._Element) -> None:
    """Drop the entries a template was saved with: tags in them would be counted as headings."""
    for contents in list(_fields(body)):
        start, stop = _paragraph(contents.separate), _paragraph(contents.end)
        if start.getparent() is not stop.getparent():
            continue
        _drop_after(contents.separate, None if start is not stop else contents.end)
        if start is stop:
            continue
        for between in _between(start, stop):
            _parent(between).remove(between)
        start.extend(_own(contents.end))
        _parent(stop).remove(stop)


def fill_contents(body: etree._Element, styles: etree._Element) -> None:
    """List the headings in every table of contents, each entry a link to its heading."""
    fields = list(_fields(body))
    if not fields:
        return
    levels = dict(_numbered_styles(styles, "heading"))
    entry_styles = {level: style for style, level in _numbered_styles(styles, "toc")}
    headings = [
        (levels[style], paragraph)
        for paragraph in body.iter(qn("w:p"))
        if (style := _style(paragraph)) in levels
    ]
    names = _bookmarked([paragraph for _, paragraph in headings], body)
    for contents in fields:
        entries = [
            (level, name, _words(heading))
            for (level, heading), name in zip(headings, names, strict=True)
            if contents.first <= level <= contents.last
        ]
        _write(contents, entries, entry_styles)


def _fields(body: etree._Element) -> Iterator[_Contents]:
    """The fields of a body, those inside of others passed over."""
    open_fields: list[dict[str, etree._Element | str]] = []
    for run in body.iter(qn("w:r")):
        for child in run:
            if child.tag == qn("w:instrText") and open_fields and "separate" not in open_fields[-1]:
                open_fields[-1]["code"] = f"{open_fields[-1].get('code', '')}{child.text or ''}"
            if child.tag != qn("w:fldChar"):
                continue
            kind = child.get(qn("w:fldCharType"))
            if kind == "begin":
                open_fields.append({})
            elif kind == "separate" and open_fields:
                open_fields[-1]["separate"] = run
            elif kind == "end" and open_fields:
                field = open_fields.pop()
                code, separate = str(field.get("code", "")), field.get("separate")
                if _FIELD.match(code) and isinstance(separate, etree._Element):  # noqa: SLF001
                    levels = _LEVELS.search(code)
                    first, last = (int(levels[1]), int(levels[2])) if levels else (1, 3)
                    yield _Contents(separate, run, first, last)


def _drop_after(run: etree._Element, stop: etree._Element | None) -> None:
    for sibling in list(run.itersiblings()):
        if sibling is stop:
            return
        _parent(sibling).remove(sibling)


def _own(end: etree._Element) -> list[etree._Element]:
    """The mark of the field's end and what its paragraph holds after it."""
    return [end, *end.itersiblings()]


def _between(start: etree._Element, stop: etree._Element) -> Iterator[etree._Element]:
    for sibling in list(start.itersiblings()):
        if sibling is stop:
            return
        yield sibling


def _numbered_styles(styles: etree._Element, name: str) -> Iterator[tuple[str, int]]:
    """Paragraph styles called ``name`` with a number: style id, number."""
    for style in styles.iter(qn("w:style")):
        label = style.find(qn("w:name"))
        words = ("" if label is None else label.get(qn("w:val"), "")).lower().split()
        if len(words) == 2 and words[0] == name and words[1].isdecimal():
            yield style.get(qn("w:styleId"), ""), int(words[1])


def _bookmarked(headings: list[etree._Element], body: etree._Element) -> list[str]:
    """Put a bookmark around each heading; their names."""
    taken = {mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))}
    ids = (number for number in count(1) if str(number) not in taken)
    names = []
    for number, heading in enumerate(headings):
        names.append(f"_Toc{_FIRST + number}")
        identity = str(next(ids))
        start = etree.Element(qn("w:bookmarkStart"), {qn("w:id"): identity, qn("w:name"): names[-1]})
        heading.insert(0 if heading.find(qn("w:pPr")) is None else 1, start)
        etree.SubElement(heading, qn("w:bookmarkEnd"), {qn("w:id"): identity})
    return names


def _write(contents: _Contents, entries: list[tuple[int, str, str]], styles: dict[int, str]) -> None:
    """The first entry in the field's own paragraph, the others after it, the end mark in the last."""
    paragraph = _paragraph(contents.separate)
    ending = _own(contents.end)
    for number, (level, name, words) in enumerate(entries):
        if number:
            following = etree.Element(qn("w:p"))
            paragraph.addnext(following)
            paragraph = following
        _set_style(paragraph, styles.get(level))
        link = etree.SubElement(paragraph, qn("w:hyperlink"), {qn("w:anchor"): name, qn("w:history"): "1"})
        text = etree.SubElement(etree.SubElement(link, qn("w:r")), qn("w:t"), {_SPACE: "preserve"})
        text.text = words
    paragraph.extend(ending)


def _set_style(paragraph: etree._Element, style: str | None) -> None:
    properties = paragraph.find(qn("w:pPr"))
    if style is None:
        return
    if properties is None:
        properties = etree.Element(qn("w:pPr"))
        paragraph.insert(0, properties)
    named = properties.find(qn("w:pStyle"))
    if named is None:
        named = etree.Element(qn("w:pStyle"))
        properties.insert(0, named)
    named.set(qn("w:val"), style)


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else style.get(qn("w:val"), "")


def _words(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _paragraph(run: etree._Element) -> etree._Element:
    return next(run.iterancestors(qn("w:p")))


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101  # siblings have one
    return parent
