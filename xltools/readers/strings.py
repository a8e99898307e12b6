"""Texts as a workbook stores them: shared strings, inline strings, rich text, ``_x000D_`` escapes."""

from __future__ import annotations

import re

from lxml import etree

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_strings(root: etree._Element) -> dict[str, str]:
    """The texts of ``sharedStrings.xml`` by their index as a cell writes it: ``{"0": …}``."""
    namespace = root.tag.removesuffix("sst")
    texts = [rich_text(element, namespace) for element in root.iterchildren(namespace + "si")]
    return dict(zip(map(str, range(len(texts))), texts, strict=True))


def rich_text(element: etree._Element, namespace: str) -> str:
    """The text of an ``si`` or ``is`` element: its runs joined, without the phonetic ones."""
    plain, run = namespace + "t", namespace + "r"
    if len(element) == 1 and element[0].tag == plain:
        return unescape(element[0].text or "")
    parts = []
    for child in element:
        if child.tag == plain:
            parts.append(child.text or "")
        elif child.tag == run:
            parts += [text.text or "" for text in child.iterchildren(plain)]
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """``_x000D_`` -> carriage return; escapes of what XML cannot hold stay as they are written."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    allowed = code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return chr(code) if allowed else match[0]
