"""The style sheet: cell styles cloned with another fill, new ones appended, nothing renumbered."""

from __future__ import annotations

from copy import deepcopy
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from xltools.core.errors import PatchRefused
from xltools.readers.closed_xml import closed_parser
from xltools.writers.patch.draft import MAIN, Draft
from xltools.writers.patch.order import STYLES, M, ensure

#: Excel takes 64,000 cell formats.
MAX_FORMATS = 64_000
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAIN = {
    "fonts": '<font><sz val="11"/><name val="宋体"/></font>',
    "fills": "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125")),
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}
_FIRST_OWN_FORMAT = 164


class Styles:
    """The style sheet of a draft, made where it is missing."""

    def __init__(self, draft: Draft) -> None:
        self._file = draft.package.file
        part = draft.related(draft.workbook, "styles")
        if part is None or part not in draft:
            part = "xl/styles.xml" if "xl/styles.xml" not in draft else draft.free("xl/styles%d.xml")
            draft.add(part, f'<styleSheet xmlns="{MAIN}"/>'.encode(), _TYPE)
            draft.relate(draft.workbook, "styles", part)
        self._root = draft.tree(part)
        for name, plain in _PLAIN.items():
            group = ensure(self._root, name, STYLES)
            entries = _elements(plain)
            if any(each.tag != entries[0].tag for each in _entries(group)):
                raise PatchRefused(
                    f"“{self._file}”的样式表里有不能识别的内容，改动会使格式错位。",
                    fix="请用 Excel 或 WPS 打开原件，另存为普通的 .xlsx 后再试；原件没有改动。",
                )
            for each in entries[len(_entries(group)) :]:
                _append(group, each)
        self._cloned: dict[tuple[int, str], int] = {}
        self._known: dict[tuple[str, str], int] = {}

    @property
    def _formats(self) -> etree._Element:
        return ensure(self._root, "cellXfs", STYLES)

    def filled(self, style: int, colour: str) -> int:
        """The style like another, but filled with a colour (RRGGBB); the same pair gives the same style."""
        return self._clone(style, solid(colour))

    def with_fill(self, style: int, fill: str) -> int:
        """The style like another, with a fill as :meth:`fill_of` gives it; used again where it is there."""
        formats = _entries(self._formats)
        wanted = self._bare(deepcopy(formats[self._index(style)]))
        fill_id = str(self._entry("fills", fill))
        for at, each in enumerate(formats):
            if each.get("fillId", "0") == fill_id and self._bare(deepcopy(each)) == wanted:
                return at
        return self._clone(style, fill)

    def fill_of(self, style: int) -> str:
        """A style's fill as text, to be put back one day."""
        fills = _entries(ensure(self._root, "fills", STYLES))
        at = int(_entries(self._formats)[self._index(style)].get("fillId", "0"))
        return _text(fills[at]) if at < len(fills) else ""

    def coloured(self, colours: frozenset[str]) -> frozenset[int]:
        """The styles whose fill is solid in one of these colours (RRGGBB)."""
        fills = {
            at
            for at, fill in enumerate(_entries(ensure(self._root, "fills", STYLES)))
            if (pattern := fill.find(f"{M}patternFill")) is not None
            and pattern.get("patternType") == "solid"
            and (colour := pattern.find(f"{M}fgColor")) is not None
            and colour.get("rgb", "")[-6:].upper() in colours
        }
        formats = enumerate(_entries(self._formats))
        return frozenset(at for at, each in formats if int(each.get("fillId", "0")) in fills)

    def look(
        self, font: str, *, fill: str = "", border: str = "", number: str = "General", align: str = ""
    ) -> int:
        """A style of its own, each part as the XML of one entry, ``number`` as a format code."""
        ids = {
            "numFmtId": self._number(number),
            "fontId": self._entry("fonts", font),
            "fillId": self._entry("fills", fill) if fill else 0,
            "borderId": self._entry("borders", border) if border else 0,
        }
        given = "".join(f' {name}="{value}"' for name, value in ids.items())
        applied = "".join(
            f' apply{name}="1"' for name in ("NumberFormat", "Font", "Fill", "Border", "Alignment")
        )
        home = ' xfId="0"' if self._root.find(f"{M}cellStyleXfs/{M}xf") is not None else ""
        return self._entry("cellXfs", f"<xf{given}{home}{applied}>{align}</xf>")

    def _clone(self, style: int, fill: str) -> int:
        style = self._index(style)
        if (style, fill) not in self._cloned:
            made = deepcopy(_entries(self._formats)[style])
            made.set("fillId", str(self._entry("fills", fill)))
            made.set("applyFill", "1")
            self._cloned[style, fill] = self._add_format(made)
        return self._cloned[style, fill]

    def _index(self, style: int) -> int:
        """A style that exists: Excel shows a number beyond the last as the first."""
        return style if 0 <= style < len(_entries(self._formats)) else 0

    def _add_format(self, element: etree._Element) -> int:
        at = _append(self._formats, element)
        if at >= MAX_FORMATS:
            raise PatchRefused(
                f"“{self._file}”的单元格格式超过 {MAX_FORMATS:,} 种，Excel 不能再加。",
                fix="请在 Excel 中清理多余的单元格格式后另存，再试。",
            )
        return at

    def _entry(self, name: str, xml: str) -> int:
        """The number of an entry of a list, appended where we have not done so; fills are looked up first."""
        if (name, xml) not in self._known:
            group, element = ensure(self._root, name, STYLES), _elements(xml)[0]
            same = [at for at, each in enumerate(_entries(group)) if name == "fills" and _text(each) == xml]
            if same:
                self._known[name, xml] = same[0]
            elif name == "cellXfs":
                self._known[name, xml] = self._add_format(element)
            else:
                self._known[name, xml] = _append(group, element)
        return self._known[name, xml]

    def _number(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        group = ensure(self._root, "numFmts", STYLES)
        known = {each.get("formatCode"): each.get("numFmtId", "") for each in _entries(group)}
        if code not in known:
            own = max((int(number) for number in known.values()), default=0) + 1
            made = group.makeelement(M + "numFmt", {})
            made.set("numFmtId", str(max(own, _FIRST_OWN_FORMAT)))
            made.set("formatCode", code)
            _append(group, made)
            return max(own, _FIRST_OWN_FORMAT)
        return int(known[code])

    @staticmethod
    def _bare(xf: etree._Element) -> str:
        for key in ("fillId", "applyFill"):
            if key in xf.attrib:
                del xf.attrib[key]
        return _text(xf)


_BUILT_IN = {"General": 0, "#,##0.00": 4, "@": 49}


def solid(colour: str) -> str:
    """A solid fill of a colour (RRGGBB), as text."""
    pattern = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{pattern}</patternFill></fill>'


def well_formed(fill: str) -> bool:
    """Whether a text is one fill as :meth:`Styles.fill_of` gives it."""
    try:
        (element,) = _elements(fill)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(element.tag == f"{M}fill" and all(each.tag.startswith(M) for each in element.iter("*")))


def _entries(group: etree._Element) -> list[etree._Element]:
    return [each for each in group if isinstance(each.tag, str)]


def _append(group: etree._Element, element: etree._Element) -> int:
    group.append(element)
    count = len(_entries(group))
    group.set("count", str(count))
    return count - 1


def _elements(xml: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<x xmlns="{MAIN}">{xml}</x>', closed_parser()))


def _text(element: etree._Element) -> str:
    """An element as text without its namespace, the same for the same content."""
    values = {key: element.get(key, "") for key in map(str, element.attrib)}
    given = "".join(f" {key}={quoteattr(value)}" for key, value in sorted(values.items()))
    inside = escape((element.text or "").strip()) + "".join(map(_text, _entries(element)))
    name = etree.QName(element).localname
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"
