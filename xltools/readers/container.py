"""The container guard: a file's bytes become a :class:`Package` of parts, or an InputError says why not.

Nothing here trusts the file: sizes, names and encodings are checked before a parser sees a part.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from xltools.core.errors import InputError
from xltools.readers import sniff
from xltools.readers.closed_xml import closed_parser
from xltools.readers.directory import DAMAGED, SUSPICIOUS, guard_part, guarded, too_big
from xltools.readers.limits import limits

_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
#: Tags of a cell with a formula and a value, opened and closed.
_TAGS = 6

#: How a cell begins, as programs write it.
_CELLS = (b"<c ", b"<c>", b"<c/>", b":c ")

_EMPTY_ROWS = "请用 Excel 或 WPS 打开，选中末行以下的全部空白行，整行删除（连同格式）后保存再试。"

_PARSER = closed_parser(bare=True)


class Relation(NamedTuple):
    """One relationship of a part: the last word of its type, the part it points at, and whether outside."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A guarded zip of parts; ``workbook`` is the name of the main part, ``file`` the name for messages."""

    file: str
    workbook: str
    _archive: zipfile.ZipFile
    _entries: Mapping[str, zipfile.ZipInfo]

    @property
    def names(self) -> tuple[str, ...]:
        """The part names, as written in the zip and in its order."""
        return tuple(entry.filename for entry in self._entries.values())

    @property
    def entries(self) -> tuple[zipfile.ZipInfo, ...]:
        """What the zip says of each part, in its order."""
        return tuple(self._entries.values())

    def __contains__(self, part: str) -> bool:
        """Whether there is a part of that name, in any case."""
        return part.lower() in self._entries

    def read(self, part: str) -> bytes:
        """A part's bytes, its name in any case; InputError when it is missing, damaged or too big."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise InputError(f"“{self.file}”缺少部件 {part}。", fix=DAMAGED, code="missing-part")
        guard_part(entry, self.file)
        try:
            return self._archive.read(entry)
        except _ZIP_ERRORS as error:
            raise InputError(f"“{self.file}”的部件 {part} 已损坏。", fix=DAMAGED, code="bad-zip") from error

    def xml(self, part: str, name: str) -> etree._Element:
        """A part's root element, parsed without entities or network.

        InputError when the part is no valid XML, declares a DOCTYPE, or its root is not called ``name``.
        """
        content = self.read(part)
        if _declares_type(content):
            raise self._doctype(part)
        self._guard_tree(content, part)
        try:
            root = etree.fromstring(content, _PARSER)
        except etree.XMLSyntaxError as error:
            if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError(part) from error
            raise self._malformed(part) from error
        except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
            raise self._malformed(part) from error
        # In a rare encoding the declaration hides from the look at the bytes, never from the parser.
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._doctype(part)
        if etree.QName(root).localname != name:
            raise self._malformed(part)
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part (of the package: ``""``), by id; empty when it has none."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self:
            return {}
        found: dict[str, Relation] = {}
        listed = self.xml(rels, "Relationships")
        if len(listed) > limits().relations:
            raise too_big(self.file, f"部件 {rels} 有 {len(listed)} 个关系", "relations")
        for element in listed:
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                target = target if target in self else unquote(target)
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            relation = Relation(kind, target, external)
            if found.setdefault(element.get("Id", ""), relation) != relation:
                raise self._malformed(rels)
        return found

    def _guard_tree(self, content: bytes, part: str) -> None:
        """Refuse a part whose tree would take gigabytes; counted in the bytes, before there is a tree."""
        most = limits()
        rows = content.count(b"<row") + content.count(b":row ")
        if rows > most.rows:
            raise too_big(self.file, f"部件 {part} 有 {rows} 行，超过 {most.rows} 行", "rows", _EMPTY_ROWS)
        cells = sum(content.count(tag) for tag in _CELLS)
        if cells > most.cells or content.count(b"<") > _TAGS * most.cells:
            raise too_big(self.file, f"部件 {part} 的内容超过 {most.cells} 个单元格", "cells")

    def _malformed(self, part: str) -> InputError:
        return InputError(f"“{self.file}”的部件 {part} 内容不符合格式。", fix=DAMAGED, code="malformed")

    def _doctype(self, part: str) -> InputError:
        message = f"“{self.file}”的部件 {part} 含有文档类型声明（DOCTYPE），正常的工作簿没有。"
        return InputError(message, fix=SUSPICIOUS, code="doctype")


def open_package(content: bytes, path: str, *, workbook: bool = True) -> Package:
    """Guard the bytes of a workbook file and open it; ``path`` is only for messages.

    Without ``workbook`` any zip of parts will do. Raises InputError for whatever else is no .xlsx, .xlsm,
    .xltx or .xltm, is damaged, or is too big.
    """
    file = PurePath(path).name or path
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise sniff.not_a_zip(content, file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _ZIP_ERRORS as error:
        raise InputError(f"“{file}”的压缩结构已损坏，打不开。", fix=DAMAGED, code="bad-zip") from error
    package = Package(file, "", archive, guarded(archive.infolist(), content, file))
    return replace(package, workbook=_main_part(package)) if workbook else package


def _main_part(package: Package) -> str:
    main = {
        relation.target
        for relation in package.relations("").values()
        if relation.kind == "officeDocument" and not relation.external
    }
    if len(main) > 1:
        message = f"“{package.file}”里有 {len(main)} 个工作簿部件，无法确定以哪个为准。"
        raise InputError(message, fix=DAMAGED, code="malformed")
    for target in main:
        if target in package and not sniff.is_foreign(target):
            return target
    raise sniff.not_a_workbook(package.names, package.file)


def _declares_type(content: bytes) -> bool:
    """Whether XML bytes declare a DOCTYPE or entities, in UTF-8 or UTF-16."""
    if b"\0" in content[:4]:
        encoding = "utf-16-be" if content[:1] in (b"\0", b"\xfe") else "utf-16-le"
        text = content.decode(encoding, "replace")
        return "<!DOCTYPE" in text or "<!ENTITY" in text
    return b"<!DOCTYPE" in content or b"<!ENTITY" in content
