"""Is an office document whole, and is anything in it? Old ones (not zipped) by their head alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xltools.core.errors import InputError
from xltools.readers.container import Package, open_package

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HEAD_ONLY = "旧格式，只核对了文件头"


class _Kind(NamedTuple):
    """A kind of zipped document: its endings, the parts with what people put in, and how that shows there."""

    endings: tuple[str, ...]
    parts: re.Pattern[str]
    filled: re.Pattern[bytes]


_PICTURE = rb"<(?:\w+:)?(?:drawing|pict|object|pic|graphicFrame|OLEObject)[\s>/]"
_TEXT = rb"<(?:\w+:)?t(?:\s[^<>]*)?>[^<]*[^<\s]"
#: By the start of the main part's name.
_KINDS: Mapping[str, tuple[str, _Kind]] = {
    "word/": (
        "Word 文档（.docx）",
        _Kind(
            (".docx", ".docm", ".dotx"), re.compile(r"word/[^/]*\.xml"), re.compile(_TEXT + b"|" + _PICTURE)
        ),
    ),
    "xl/": (
        "Excel 工作簿（.xlsx）",
        _Kind(
            (".xlsx", ".xlsm", ".xltx"),
            re.compile(r"xl/worksheets/[^/]*\.xml"),
            re.compile(rb"<(?:\w+:)?(?:v|f|t)(?:\s[^<>]*)?>[^<]*[^<\s]|" + _PICTURE),
        ),
    ),
    "ppt/": (
        "演示文稿（.pptx）",
        _Kind(
            (".pptx", ".pptm", ".ppsx"),
            re.compile(r"ppt/slides/[^/]*\.xml"),
            re.compile(_TEXT + b"|" + _PICTURE),
        ),
    ),
}
_OFD = _Kind(
    (".ofd",), re.compile(r".*content\.xml", re.IGNORECASE), re.compile(rb"<(?:\w+:)?\w*Object[\s>]")
)
_OFD_MAIN = "ofd.xml"
#: The endings of all zipped documents that are looked into.
NEW = (*(ending for _, kind in _KINDS.values() for ending in kind.endings), *_OFD.endings)
#: Old office files are all of one container: any of its endings will do.
_OLD = (".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".dot", ".xlt", ".msg", ".vsd", ".mpp")


class Opened(NamedTuple):
    """What a document is, the endings it may have, what is wrong with it, and what could not be looked into.

    Without ``endings`` any will do that promises no other kind. ``empty`` when it opens and nothing is in it.
    """

    name: str
    endings: tuple[str, ...]
    fault: str = ""
    note: str = ""
    empty: str = ""


def zipped(content: bytes, file: str) -> Opened:
    """A zipped document or, where it is none, an archive that is not looked into."""
    try:
        package = open_package(content, file, workbook=False)
        main = _main(package)
        if main == _OFD_MAIN:
            return _looked(package, "OFD 版式文件", _OFD)
        for start, (name, kind) in _KINDS.items():
            if main.startswith(start) and main in package:
                if main.endswith(".bin"):
                    return Opened("二进制工作簿（.xlsb）", (".xlsb",), note="没有打开核对")
                return _looked(package, name, kind)
    except InputError as error:
        return Opened("", (), fault=error.message.removeprefix(f"“{file}”").strip("的。"))
    if "content.xml" in package:
        return Opened("OpenDocument 文件", (), note="没有打开核对")
    if "[content_types].xml" in package:
        return Opened("", (), fault="缺少主要部件，不是完整的文档")
    return Opened("压缩包（zip）", (), note="没有打开核对")


def old(content: bytes) -> Opened:
    """An old office file: only its head is looked at, unless it is a new one with a password."""
    if _LOCKED in content:
        return Opened("加密的文档", (*_OLD, *NEW), fault="设有打开密码")
    if len(content) < 1536:
        return Opened("旧格式文件", _OLD, fault="不完整，可能没有传完")
    return Opened("旧格式文件（.doc、.xls 等）", _OLD, note=_HEAD_ONLY)


def _main(package: Package) -> str:
    """The main part's name in lower case; "" where the package does not say."""
    if _OFD_MAIN in package:
        return _OFD_MAIN
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and not relation.external:
            return relation.target.lower()
    return ""


def _looked(package: Package, name: str, kind: _Kind) -> Opened:
    """A document with every part read, so that damage shows; InputError where one is damaged."""
    filled = False
    for part, content in _parts(package):
        filled = filled or bool(kind.parts.fullmatch(part) and kind.filled.search(content))
    return Opened(name, kind.endings, empty="" if filled else "里面没有内容")


def _parts(package: Package) -> Iterator[tuple[str, bytes]]:
    for part in package.names:
        if not part.endswith("/"):
            yield part.lower(), package.read(part)
