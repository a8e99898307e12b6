"""Read a report (.docx, .txt): its paragraphs and tables as people see them, with their numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from xltools.core.compare.report import Document
from xltools.core.errors import InputError
from xltools.readers.container import DAMAGED, MAX_TOTAL, Package, open_package

ENDINGS = (".docx", ".txt")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”后再试。"
_ENCODINGS = ("utf-8-sig", "gb18030")

#: Text nobody sees, or sees twice: what was struck out, the codes of fields, the older twin of a drawing.
_UNSEEN = frozenset(("del", "moveFrom", "instrText", "Fallback", "rPr", "pPr", "sdtPr", "tblPr", "tcPr"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}


def read_document(path: Path) -> Document:
    """Read a report; InputError says in Chinese why it cannot be read."""
    try:
        if path.stat().st_size > MAX_TOTAL:
            raise InputError(f"“{path.name}”超过 {MAX_TOTAL >> 20} MB，不像一份报告。", fix="请核对文件。")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"找不到文件“{path}”。", fix="请核对路径和文件名。", code="not-found") from error
    except OSError as error:
        fix = "请核对它有没有读取权限，并关闭正在使用它的程序。"
        raise InputError(f"无法打开“{path}”。", fix=fix, code="no-access") from error
    return read_document_bytes(content, str(path))


def read_document_bytes(content: bytes, path: str) -> Document:
    """Read a report from its bytes; the ending of ``path`` says which kind it is."""
    name, sha256 = Path(path).name, hashlib.sha256(content).hexdigest()
    if path.lower().endswith(".txt"):
        return Document(path, sha256, tuple(_numbered(_decoded(content, name).splitlines())))
    if not content.startswith(_ZIP):
        raise _no_document(content, name)
    package = open_package(content, path, workbook=False)
    main = next((r.target for r in package.relations("").values() if r.kind == "officeDocument"), "")
    if main not in package or not main.lower().startswith("word/"):
        raise InputError(f"“{name}”不是 Word 文档。", fix=_SAVE_AS, code="not-word")
    try:
        return _document(package, main, path, sha256)
    except RecursionError as error:
        raise InputError(f"“{name}”的内容不符合格式。", fix=DAMAGED, code="malformed") from error


def _document(package: Package, main: str, path: str, sha256: str) -> Document:
    body = next(iter(package.xml(main, "document")), None)
    blocks = [] if body is None else list(_blocks(body))
    texts = [_text(block) for block in blocks if _kind(block) == "p"]
    for relation in package.relations(main).values():
        # Figures stand in notes, too.
        if relation.kind in _NOTES and relation.target in package:
            root = package.xml(relation.target, relation.kind)
            texts += [_text(note) for note in root if _kind(note) == _NOTES[relation.kind]]
    tables = tuple(tuple(_rows(block)) for block in blocks if _kind(block) == "tbl")
    return Document(path, sha256, tuple(_numbered(texts)), tables)


def _numbered(texts: list[str]) -> Iterator[tuple[int, str]]:
    """Those that say anything, numbered as people count them: blank ones do not count."""
    return enumerate((text.strip() for text in texts if text.strip()), 1)


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls and the like."""
    for child in element:
        kind = _kind(child)
        if kind in ("p", "tbl"):
            yield child
        elif kind not in _UNSEEN:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[tuple[str, ...]]:
    for row in _inside(table, "tr"):
        yield tuple("\n".join(_text(block) for block in _blocks(cell)).strip() for cell in _inside(row, "tc"))


def _inside(element: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The children of a kind, through content controls."""
    for child in element:
        if _kind(child) == kind:
            yield child
        elif _kind(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _inside(child, kind)


def _text(element: etree._Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        kind = _kind(child)
        if kind == "t":
            yield child.text or ""
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind == "r" and _vanishes(child):
            continue
        elif kind not in _UNSEEN:
            yield from _pieces(child)


def _vanishes(run: etree._Element) -> bool:
    """Whether a run is hidden text."""
    properties = next((child for child in run if _kind(child) == "rPr"), None)
    hidden = [] if properties is None else [child for child in properties if _kind(child) == "vanish"]
    return any(
        value not in ("0", "false", "off") for child in hidden for value in child.attrib.values() or ("1",)
    )


def _decoded(content: bytes, name: str) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    fix = "请用记事本打开，另存为 UTF-8 编码后再试。"
    raise InputError(f"“{name}”不是文本文件，或编码认不出来。", fix=fix, code="encoding")


def _no_document(content: bytes, name: str) -> InputError:
    if not content:
        return InputError(f"“{name}”是空文件（0 字节）。", fix="请重新索取，或从原处重新复制。", code="empty")
    what = "旧格式或加密的文档（.doc、.wps 等）" if content.startswith(_OLE) else "别的格式"
    what = "PDF 文件" if content.startswith(b"%PDF") else what
    return InputError(f"“{name}”不是 .docx 文档，实际是：{what}。", fix=_SAVE_AS, code="not-word")
