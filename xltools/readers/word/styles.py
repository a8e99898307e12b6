"""What styles say of a paragraph: level of a heading, list it is numbered in, whether it is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xltools.readers.word.names import attribute, below, child, kind, number, switch

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
#: The outline level (from 0) that means body text.
_BODY = 9


@dataclass(frozen=True, slots=True)
class Style:
    """One style with what it says itself; None where it leaves that to the style it is based on."""

    name: str
    base: str | None
    level: int | None
    hidden: bool | None
    list: int | None
    depth: int | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id; ``default`` is the one of paragraphs that name none."""

    by_id: Mapping[str, Style] = field(default_factory=dict)
    default: str | None = None

    def level(self, style: str | None) -> int:
        """The level of headings in that style; 0 for body text."""
        return next((each.level for each in self._chain(style) if each.level is not None), 0)

    def list(self, style: str | None) -> tuple[str, int, int | None] | None:
        """The list that style is numbered in: the id of the style that says so, list, depth."""
        for key, each in self._named(style):
            if each.list is not None:
                return key, each.list, each.depth
        return None

    def hidden(self, style: str | None) -> bool:
        """Whether text in that style is hidden."""
        return next((each.hidden for each in self._chain(style) if each.hidden is not None), False)

    def all_hidden(self) -> frozenset[str]:
        """The styles whose text is hidden."""
        return frozenset(key for key in self.by_id if self.hidden(key))

    def _chain(self, style: str | None) -> Iterator[Style]:
        return (each for _, each in self._named(style))

    def _named(self, style: str | None) -> Iterator[tuple[str, Style]]:
        """A style and those it is based on, from near to far."""
        key, seen = style if style in self.by_id else self.default, set[str]()
        while key is not None and key not in seen and key in self.by_id:
            seen.add(key)
            yield key, self.by_id[key]
            key = self.by_id[key].base


def styles_of(root: etree._Element) -> Styles:
    """The styles of a styles part."""
    found, default = {}, None
    for element in root:
        key = attribute(element, "styleId")
        if kind(element) != "style" or key is None:
            continue
        found[key] = _style(element)
        first = attribute(element, "default") in ("1", "true", "on")
        if first and attribute(element, "type") == "paragraph":
            default = key
    return Styles(found, default)


def outline(properties: etree._Element | None) -> int | None:
    """The level an outline setting gives (0: body text); None where there is none."""
    told = number(child(properties, "outlineLvl"))
    if told is None:
        return None
    return told + 1 if 0 <= told < _BODY else 0


def _style(element: etree._Element) -> Style:
    properties = child(element, "pPr")
    name = attribute(child(element, "name"), "val") or ""
    level = outline(properties)
    if level is None and (match := _HEADING.fullmatch(name.strip())):
        level = int(match[1])
    listed = child(properties, "numPr")
    return Style(
        name,
        attribute(child(element, "basedOn"), "val"),
        level,
        switch(below(element, "rPr", "vanish")),
        number(child(listed, "numId")),
        number(child(listed, "ilvl")),
    )
