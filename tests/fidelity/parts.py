"""A package opened by the tests' own means: nothing of the product is used to judge the product."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"
M, R = f"{{{MAIN}}}", f"{{{OFFICE}}}"


@dataclass(frozen=True)
class Link:
    """One relationship: its id, full type, target (a part's name, or a place outside)."""

    index: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: ``comments``, ``styles`` …."""
        return self.type.rsplit("/", 1)[-1]


class Parts:
    """The parts of a package by name, names found in any case."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            self.bytes = {info.filename.lstrip("/"): archive.read(info) for info in entries}
        self.order = list(self.bytes)
        self._names = {name.lower(): name for name in self.order}
        self._trees: dict[str, etree._Element] = {}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def name(self, name: str) -> str:
        """The name as the zip writes it."""
        return self._names[name.lower()]

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        return self.bytes[self.name(name)]

    def xml(self, name: str) -> etree._Element:
        """A part's root."""
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
        return self._trees[name]

    def links(self, source: str) -> list[Link]:
        """The relationships of a part; of the package for ``""``."""
        part = rels_of(source)
        if part not in self:
            return []
        found = [link(each, source) for each in self.xml(part) if isinstance(each.tag, str)]
        return [each if each.external else replace(each, target=self._meant(each.target)) for each in found]

    def _meant(self, target: str) -> str:
        """A target as the zip names it: with % where it is written so, else without."""
        plain = unquote(target)
        return plain if target not in self and plain in self else target

    def one(self, source: str, kind: str) -> str | None:
        """The first part inside that a part points at in that way and that is there."""
        found = (each.target for each in self.links(source) if each.kind == kind and not each.external)
        return next((self.name(target) for target in found if target in self), None)

    @cached_property
    def workbook(self) -> str:
        """The workbook part."""
        return self.one("", "officeDocument") or ""

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Sheet name -> part, for the sheets that have a part."""
        targets = {each.index: each.target for each in self.links(self.workbook)}
        found = {
            each.get("name", ""): targets.get(each.get(f"{R}id") or "", "")
            for each in self.xml(self.workbook).iter(f"{M}sheet")
        }
        return {name: self.name(part) for name, part in found.items() if part in self}

    @cached_property
    def content_types(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The defaults (ending, type) and the overrides (part, type), both in lower case names."""
        defaults, overrides = [], []
        for each in self.xml(TYPES):
            local = etree.QName(each).localname if isinstance(each.tag, str) else ""
            kind = each.get("ContentType", "")
            if local == "Default":
                defaults.append((each.get("Extension", "").lower(), kind))
            elif local == "Override":
                overrides.append((self._meant(each.get("PartName", "").lstrip("/")).lower(), kind))
        return defaults, overrides

    def content_type(self, name: str) -> str | None:
        """What a part is, by [Content_Types].xml."""
        defaults, overrides = self.content_types
        ending = name.rsplit(".", 1)[-1].lower()
        return dict(overrides).get(name.lower()) or dict(defaults).get(ending)


def parse(content: bytes) -> etree._Element:
    """XML as it is: comments, instructions, blanks and CDATA kept."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False, huge_tree=True)
    return etree.fromstring(content, parser)


def exact(element: etree._Element) -> bytes:
    """An element and all below as bytes, the same for the same XML."""
    try:
        return etree.tostring(element, method="c14n", with_tail=False)
    except etree.C14NError:  # a namespace that is no absolute address
        return etree.tostring(element, encoding="UTF-8", with_tail=False)


def link(element: etree._Element, source: str) -> Link:
    """A Relationship element, its target made a part's name."""
    external = element.get("TargetMode") == "External"
    target = element.get("Target", "")
    if not external:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target))
    return Link(element.get("Id", ""), element.get("Type", ""), target.lstrip("/"), external)


def rels_of(part: str) -> str:
    """Where a part's relationships stand."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def local(element: etree._Element) -> str:
    """A tag without its namespace; of a comment or an instruction, its kind."""
    if isinstance(element.tag, str):
        return etree.QName(element).localname
    return "#comment" if element.tag is etree.Comment else "#instruction"


def split_ref(ref: str) -> tuple[int, int]:
    """``B3`` -> (3, 2), rows and columns from 1; ValueError for anything else."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", ref)
    if found is None:
        raise ValueError(ref)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def split_area(ref: str) -> tuple[int, int, int, int]:
    """``A1:B3`` -> (1, 1, 3, 2)."""
    first, _, last = ref.partition(":")
    return *split_ref(first), *split_ref(last or first)
