"""A package while it is patched: parts are parsed when asked for, and whatever did not change is copied."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from xltools.core.errors import InputError, PatchRefused
from xltools.readers.closed_xml import closed_parser
from xltools.readers.container import Package, Relation, open_package
from xltools.writers.package import FIXED_DATE

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CONTENT_TYPES = "[Content_Types].xml"
_AS_SENT = "请用 Excel 或 WPS 打开原件，另存为普通的 .xlsx 后再试；原件没有改动。"

#: Unlike the readers' parser it keeps comments, instructions and blanks: they go back as they came.
_PARSER = closed_parser()


@dataclass
class Draft:
    """A workbook package with changes pending; :meth:`content` gives the changed package.

    Mutable on purpose: a patch is a series of small changes to trees. Nothing is written anywhere.
    """

    package: Package
    original: bytes
    """The bytes of the package as it came."""
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    _bytes: dict[str, bytes] = field(default_factory=dict)
    _added: list[str] = field(default_factory=list)
    _removed: set[str] = field(default_factory=set)

    def __contains__(self, part: str) -> bool:
        """Whether the package will have that part."""
        key = part.lower()
        return key not in self._removed and (key in self._trees or key in self._bytes or part in self.package)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts that the package will have: those it had in their order, then those added."""
        return (*(name for name in self.package.names if name in self), *self.added)

    @property
    def added(self) -> tuple[str, ...]:
        """The parts that the package did not have."""
        names = dict.fromkeys(self._added)
        return tuple(name for name in names if name in self and name not in self.package)

    @property
    def workbook(self) -> str:
        """The name of the workbook part."""
        return self.package.workbook

    def tree(self, part: str) -> etree._Element:
        """A part's root, to be changed in place; InputError where it is no XML."""
        key = part.lower()
        if key not in self._trees:
            self._trees[key] = _parsed(self.read(part), part, self.package.file)
        return self._trees[key]

    def read(self, part: str) -> bytes:
        """A part's bytes as they stand now."""
        key = part.lower()
        if key in self._trees:
            return _serialised(self._trees[key])
        return self._bytes[key] if key in self._bytes else self.package.read(part)

    def replace(self, part: str, content: bytes) -> None:
        """Give a part other bytes."""
        self._trees.pop(part.lower(), None)
        self._bytes[part.lower()] = content

    def add(self, part: str, content: bytes, content_type: str = "") -> None:
        """Add a part, with a content type of its own unless its ending has one."""
        self._added.append(part)
        self._removed.discard(part.lower())
        self.replace(part, content)
        self._untype({part.lower()})
        if content_type:
            override = etree.SubElement(self.tree(CONTENT_TYPES), f"{{{_TYPES}}}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", content_type)

    def default_type(self, ending: str, content_type: str) -> None:
        """Say what parts of that ending are, unless it is said."""
        types = self.tree(CONTENT_TYPES)
        defaults = types.findall(f"{{{_TYPES}}}Default")
        if not any(each.get("Extension", "").lower() == ending for each in defaults):
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=ending, ContentType=content_type)
            types.insert(0, default)

    def remove(self, part: str) -> None:
        """Take a part away, with its relationships and its content type."""
        gone = {part.lower(), relations_part(part).lower()}
        for each in gone:
            self._trees.pop(each, None)
            self._bytes.pop(each, None)
        self._removed |= gone
        self._untype(gone)

    def _untype(self, parts: Collection[str]) -> None:
        """Drop the content types said of these parts, names in lower case: also of one that is missing."""
        types = self.tree(CONTENT_TYPES)
        for override in types.findall(f"{{{_TYPES}}}Override"):
            if override.get("PartName", "").lstrip("/").lower() in parts:
                types.remove(override)

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part as they stand now, by id."""
        rels = relations_part(part)
        if rels not in self:
            return {}
        return {
            each.get("Id", ""): self._relation(each, part) for each in self.tree(rels) if _is_relation(each)
        }

    def related(self, part: str, kind: str) -> str | None:
        """The first part of that kind (``comments``, ``styles`` …) a part points at inside the package."""
        found = (each for each in self.relations(part).values() if each.kind == kind and not each.external)
        return next((each.target for each in found), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point at another; the new relationship's id."""
        rels = relations_part(part)
        if rels not in self:
            self._added.append(rels)
            self.replace(rels, f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode())
            self._removed.discard(rels.lower())
            self.default_type("rels", _RELATIONSHIPS_TYPE)
        taken = self.relations(part)
        index = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        relation = etree.SubElement(self.tree(rels), f"{{{_RELATIONSHIPS}}}Relationship")
        relation.set("Id", index)
        relation.set("Type", kind if "://" in kind else f"{OFFICE}/{kind}")
        relation.set("Target", posixpath.relpath(f"/{target}", posixpath.join("/", posixpath.dirname(part))))
        return index

    def unrelate(self, part: str, target: str) -> None:
        """Let a part no longer point at another."""
        for each in list(self.tree(relations_part(part))):
            if _is_relation(each) and self._relation(each, part).target.lower() == target.lower():
                self.tree(relations_part(part)).remove(each)

    def free(self, pattern: str) -> str:
        """The first part name of a pattern (``xl/comments%d.xml``) that is not taken."""
        number = 1
        while pattern % number in self:
            number += 1
        return pattern % number

    def changed(self) -> tuple[str, ...]:
        """The parts of the original package that are now other than they were, or gone."""
        return tuple(name for name in self.package.names if self._state(name) is not None)

    def content(self) -> bytes:
        """The package with its changes: parts in their order, the added ones after them."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self.package.entries:
                now = self._state(entry.filename)
                if now != b"":
                    kept = self.package.read(entry.filename) if now is None else now
                    archive.writestr(_as_before(entry), kept)
            for name in self.added:
                archive.writestr(_new(name), self.read(name))
        return out.getvalue()

    def _relation(self, element: etree._Element, part: str) -> Relation:
        """A relationship; its target is a part's name as the zip has it, with or without %."""
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        if not external:
            folder = posixpath.dirname(part)
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            target = target if target in self else unquote(target)
        return Relation(element.get("Type", "").rsplit("/", 1)[-1], target, external)

    def _state(self, part: str) -> bytes | None:
        """A part's new bytes; None where it did not change, empty where it is gone."""
        key = part.lower()
        if key in self._removed:
            return b""
        before = self.package.read(part) if key in self._trees or key in self._bytes else b""
        if key in self._trees:
            tree = self._trees[key]
            old = _canonical(_parsed(before, part, self.package.file))
            return None if _canonical(tree) == old else _serialised(tree)
        if key in self._bytes and self._bytes[key] != before:
            return self._bytes[key]
        return None


def open_draft(content: bytes, path: str) -> Draft:
    """A workbook's bytes as a draft.

    InputError for what is no workbook, PatchRefused for one that would not stay what it is: signed, or in the
    strict form of the standard.
    """
    draft = Draft(open_package(content, path), content)
    file = draft.package.file
    if any(name.lower().startswith("_xmlsignatures/") for name in draft.package.names):
        raise PatchRefused(f"“{file}”带有数字签名，改动会使签名失效。", fix=_AS_SENT)
    if draft.tree(draft.workbook).tag != f"{{{MAIN}}}workbook":
        raise PatchRefused(f"“{file}”是“严格的 Open XML”格式，不能逐格写入。", fix=_AS_SENT)
    return draft


def relations_part(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _is_relation(element: etree._Element) -> bool:
    return isinstance(element.tag, str)


def _parsed(content: bytes, part: str, file: str) -> etree._Element:
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        raise InputError(f"“{file}”的部件 {part} 内容不符合格式。", fix=_AS_SENT, code="malformed") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PatchRefused(f"“{file}”的部件 {part} 含有文档类型声明（DOCTYPE）。", fix=_AS_SENT)
    return root


def _canonical(root: etree._Element) -> bytes:
    # Not C14N: it fails on namespaces that are no absolute addresses.
    return etree.tostring(root.getroottree(), encoding="UTF-8")


def _serialised(root: etree._Element) -> bytes:
    tree = root.getroottree()
    standalone = tree.docinfo.standalone
    if standalone is None:
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=standalone)


def _as_before(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A part's entry as it was: name, date, way of packing."""
    kept = zipfile.ZipInfo(entry.filename, entry.date_time)
    kept.compress_type = (
        zipfile.ZIP_STORED if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    )
    kept.external_attr, kept.create_system, kept.comment = (
        entry.external_attr,
        entry.create_system,
        entry.comment,
    )
    return kept


def _new(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
