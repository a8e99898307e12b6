"""What people see of a paragraph: its characters, each with the element that holds it.

Insertions are seen and deletions are not, as after accepting them; only what we ourselves propose
(:mod:`xltools.core.prose.proposal`) is not yet made. Hidden text and the codes of fields are not seen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from xltools.core.prose.proposal import AUTHOR
from xltools.readers.word.maths import OBJECT, linear
from xltools.readers.word.names import UNSEEN, attribute, child, chosen, kind, style_of, switch

#: An element that holds text, with that text: a w:t as it is, any other as what it shows.
Piece = tuple[etree._Element, str]  # noqa: SLF001 - its name in the stubs

SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: Signs of the fonts Symbol and Wingdings that stand in reports, by the low byte of their code.
_SYMBOL = dict(zip(b"\xb4\xb8\xb1\xa3\xb3\xb9\xbb\x2d\x2b\x3d\xb7", "×÷±≤≥≠≈−+=·", strict=True))
_WINGDINGS = dict(zip(b"\xfc\xfb\xfe\xfd\xa8\x6f", "✓✗☑☒☐□", strict=True))
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


@dataclass
class Sight:
    """Reads one story (the body, the notes …) paragraph by paragraph; it remembers which fields are open.

    ``hidden`` are the styles whose text is hidden. ``boxes`` collects the text boxes met since it was last
    emptied; where ``inline``, what they say counts as said by the paragraph.
    """

    hidden: Collection[str] = frozenset()
    inline: bool = False
    boxes: list[etree._Element] = field(default_factory=list)
    _codes: list[bool] = field(default_factory=list)
    """For each open field, whether what comes now is its code."""
    _veiled: bool = False
    """Whether the style of the paragraph hides what does not say otherwise."""

    def pieces(self, paragraph: etree._Element) -> list[Piece]:
        """The pieces of a paragraph in order."""
        out: list[Piece] = []
        self._veiled = bool(self.hidden) and style_of(paragraph) in self.hidden
        self._children(paragraph, out)
        # A code ends with its paragraph: one never closed must not swallow the report.
        self._codes = [code for code in self._codes if not code]
        return out

    def _children(self, element: etree._Element, out: list[Piece]) -> None:
        for each in element:
            name = kind(each)
            if name in ("t", "delText"):
                self._say(each, said(each), out)
            elif name in SIGNS:
                self._say(each, SIGNS[name], out)
            elif name == "r":
                self._run(each, out)
            elif name in _SPECIAL:
                self._special(name, each, out)
            elif name and name not in UNSEEN:
                self._children(each, out)

    def _say(self, element: etree._Element, text: str, out: list[Piece]) -> None:
        if text and not any(self._codes):
            out.append((element, text))

    def _run(self, run: etree._Element, out: list[Piece]) -> None:
        if not self._vanishes(run):
            self._children(run, out)
            return
        for each in run:
            if kind(each) == "fldChar":
                self._field(each)

    def _special(self, name: str, element: etree._Element, out: list[Piece]) -> None:
        if name == "fldChar":
            self._field(element)
        elif name == "sym":
            self._say(element, _sign(element), out)
        elif name in ("oMath", "oMathPara"):
            self._say(element, linear(element), out)
        elif name == "AlternateContent":
            version = chosen(element)
            if version is not None:
                self._children(version, out)
        elif name == "txbxContent":
            self.boxes.append(element)
            if self.inline:
                self._children(element, out)
        elif (attribute(element, "author") == AUTHOR) == (name == "del"):
            self._children(element, out)

    def _field(self, mark: etree._Element) -> None:
        what = attribute(mark, "fldCharType")
        if what == "begin":
            self._codes.append(True)
        elif self._codes and what == "separate":
            self._codes[-1] = False
        elif self._codes and what == "end":
            self._codes.pop()

    def _vanishes(self, run: etree._Element) -> bool:
        properties = child(run, "rPr")
        if properties is None:
            return self._veiled
        told = switch(child(properties, "vanish"))
        if told is not None:
            return told
        return self._veiled or (
            bool(self.hidden) and attribute(child(properties, "rStyle"), "val") in self.hidden
        )


_SPECIAL = frozenset(
    ("fldChar", "sym", "oMath", "oMathPara", "AlternateContent", "txbxContent", "ins", "del")
)


def said(element: etree._Element) -> str:
    """The characters directly in an element, those behind comments too."""
    if not len(element):
        return element.text or ""
    return "".join([element.text or "", *(each.tail or "" for each in element)])


def _sign(symbol: etree._Element) -> str:
    """A sign taken from a font of signs; one not known is some object."""
    try:
        code = int(attribute(symbol, "char") or "", 16)
    except ValueError:
        return OBJECT
    font = (attribute(symbol, "font") or "").lower()
    if 0xE000 <= code <= 0xF8FF or font in _FONTS:
        return _FONTS.get(font, {}).get(code & 0xFF, OBJECT)
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD else OBJECT
