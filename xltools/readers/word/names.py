"""Elements by their name alone: documents come in two namespaces, the usual one and the strict one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

#: Text nobody sees: what was struck out, codes of fields, readings above characters, properties.
UNSEEN = frozenset(
    ("moveFrom", "instrText", "delInstrText", "rt", "rPr", "pPr", "sdtPr", "tblPr", "trPr", "tcPr")
)
_THROUGH = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_OFF = frozenset(("0", "false", "off", "none"))


def kind(element: etree._Element) -> str:
    """An element's name without its namespace; "" for a comment or an instruction."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return None if element is None else next(element.iterchildren(f"{{*}}{name}"), None)


def below(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first grandchild along a path of names."""
    for name in names:
        element = child(element, name)
    return element


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute of the element's own namespace, or of none."""
    if element is None or not isinstance(element.tag, str):
        return None
    value = element.get(f"{element.tag.rpartition('}')[0]}}}{name}")
    return element.get(name) if value is None else value


def number(element: etree._Element | None) -> int | None:
    """The whole number in an element's ``val``; None where there is none."""
    value = attribute(element, "val")
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def switch(element: etree._Element | None) -> bool | None:
    """What an on-off element says; None where it is not there."""
    return None if element is None else attribute(element, "val") not in _OFF


def style_of(paragraph: etree._Element) -> str | None:
    """The style a paragraph names."""
    return attribute(below(paragraph, "pPr", "pStyle"), "val")


def inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of a name, through content controls and insertions."""
    for each in element:
        here = kind(each)
        if here == name:
            yield each
        elif here in _THROUGH:
            yield from inside(each, name)


def chosen(alternatives: etree._Element) -> etree._Element | None:
    """The one version that is read of a drawing given in several."""
    found = child(alternatives, "Choice")
    return child(alternatives, "Fallback") if found is None else found


def blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls and the like."""
    for each in element:
        here = kind(each)
        if here in ("p", "tbl"):
            yield each
        elif here == "AlternateContent":
            version = chosen(each)
            if version is not None:
                yield from blocks(version)
        elif here and here != "del" and here not in UNSEEN:
            yield from blocks(each)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
