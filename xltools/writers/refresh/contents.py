"""The table of contents of a refreshed report: written anew where its headings are other than before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from xltools.writers.contents import empty_contents, fill_contents
from xltools.writers.refresh.opened import Report

_HEADING = re.compile(r"heading \d")
#: The marks an earlier table of contents set around its headings.
_TARGET = re.compile(r"_Toc1000\d{5}")


def headings(report: Report) -> list[str]:
    """The words of the headings as they are now."""
    styles = {
        style.get(qn("w:styleId"))
        for style in _styles(report).iter(qn("w:style"))
        if _HEADING.fullmatch(_value(style.find(qn("w:name"))).lower())
    }
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in report.body.iter(qn("w:p"))
        if _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) in styles
    ]


def renew_contents(report: Report, before: list[str]) -> bool:
    """List the headings anew where they were others ``before``; whether that was done."""
    body = report.body
    if headings(report) == before or not any(_fields(body)):
        return False
    for start in [each for each in body.iter(qn("w:bookmarkStart")) if _is_target(each)]:
        for end in [e for e in body.iter(qn("w:bookmarkEnd")) if e.get(qn("w:id")) == start.get(qn("w:id"))]:
            _remove(end)
        _remove(start)
    empty_contents(body)
    fill_contents(body, _styles(report))
    return True


def _styles(report: Report) -> etree._Element:
    part = report.draft.related(report.main, "styles")
    return etree.Element(qn("w:styles")) if part is None else report.draft.tree(part)


def _fields(body: etree._Element) -> Iterator[bool]:
    yield from ((code.text or "").strip().startswith("TOC") for code in body.iter(qn("w:instrText")))


def _is_target(mark: etree._Element) -> bool:
    return _TARGET.fullmatch(mark.get(qn("w:name"), "")) is not None


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(qn("w:val"), "")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
