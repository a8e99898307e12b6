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

MAX_PARTS = 5_000
MAX_TOTAL = 200 << 20
MAX_PART = 100 << 20
MAX_RATIO = 200
RATIO_FROM = 1 << 20

DAMAGED = "文件可能在传输中损坏：请用 Excel 或 WPS 打开原件，另存为 .xlsx 后再试。"
_SUSPICIOUS = "请用 Excel 或 WPS 打开核对内容，另存为新的 .xlsx 后再试；来历不明的文件请勿打开。"
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
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


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
        """A part's bytes, its name in any case; InputError when it is missing or damaged."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise InputError(f"“{self.file}”缺少部件 {part}。", fix=DAMAGED, code="missing-part")
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
        found = {}
        for element in self.xml(rels, "Relationships"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                target = target if target in self else unquote(target)
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found

    def _malformed(self, part: str) -> InputError:
        return InputError(f"“{self.file}”的部件 {part} 内容不符合格式。", fix=DAMAGED, code="malformed")

    def _doctype(self, part: str) -> InputError:
        message = f"“{self.file}”的部件 {part} 含有文档类型声明（DOCTYPE），正常的工作簿没有。"
        return InputError(message, fix=_SUSPICIOUS, code="doctype")


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
    package = Package(file, "", archive, _guarded(archive.infolist(), file))
    return replace(package, workbook=_main_part(package)) if workbook else package


def _guarded(infos: list[zipfile.ZipInfo], file: str) -> dict[str, zipfile.ZipInfo]:
    """The entries by their name in lower case, without folders; InputError when a limit is broken."""
    if len(infos) > MAX_PARTS:
        raise _bomb(file, f"内含 {len(infos)} 个部件，超过 {MAX_PARTS} 个")
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        raise _bomb(file, f"解压后超过 {MAX_TOTAL >> 20} MB")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _guard_entry(info, file)
        if info.is_dir():
            continue
        key = info.filename.lower()
        if key in entries:
            raise InputError(
                f"“{file}”里有重名部件 {info.filename}。", fix=_SUSPICIOUS, code="duplicate-part"
            )
        entries[key] = info
    return entries


def _guard_entry(info: zipfile.ZipInfo, file: str) -> None:
    name, size = info.filename, info.file_size
    if not name or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise InputError(f"“{file}”里有路径异常的部件 {name}。", fix=_SUSPICIOUS, code="bad-part-name")
    if info.flag_bits & 1:
        fix = "请去掉压缩密码，或在 Excel、WPS 中另存为不加密的 .xlsx。"
        raise InputError(f"“{file}”的内容已加密，无法读取。", fix=fix, code="encrypted")
    if size > MAX_PART:
        raise _bomb(file, f"部件 {name} 解压后超过 {MAX_PART >> 20} MB")
    if size > RATIO_FROM and size > MAX_RATIO * max(1, info.compress_size):
        raise _bomb(file, f"部件 {name} 的压缩比超过 {MAX_RATIO} 倍")


def _bomb(file: str, why: str) -> InputError:
    return InputError(f"“{file}”过大或异常：{why}。", fix=_SUSPICIOUS, code="too-big")


def _main_part(package: Package) -> str:
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and not relation.external:
            if relation.target in package and not sniff.is_foreign(relation.target):
                return relation.target
            break
    raise sniff.not_a_workbook(package.names, package.file)


def _declares_type(content: bytes) -> bool:
    """Whether XML bytes declare a DOCTYPE or entities, in UTF-8 or UTF-16."""
    if b"\0" in content[:4]:
        encoding = "utf-16-be" if content[:1] in (b"\0", b"\xfe") else "utf-16-le"
        text = content.decode(encoding, "replace")
        return "<!DOCTYPE" in text or "<!ENTITY" in text
    return b"<!DOCTYPE" in content or b"<!ENTITY" in content
