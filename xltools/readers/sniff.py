"""What a file that is no .xlsx really is: named in Chinese, with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from xltools.core.errors import InputError
from xltools.readers import ole

_HEAD = 8192

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再试。"
_UNPACK = "请先解压，再逐个检查里面的 .xlsx 工作簿。"
_ORIGINAL = "请改用填报用的 Excel 工作簿（*.xlsx）。"
_TEXT = "请在 Excel 或 WPS 中打开，核对没有乱码、长数字没有变样，另存为“Excel 工作簿（*.xlsx）”后再试。"
_UNLOCK = "请在 Excel 或 WPS 中打开，取消密码（清除打开密码）后另存为 .xlsx 再报。"


class Kind(NamedTuple):
    """A kind of file: stable code, its name and the way out, in Chinese."""

    code: str
    name: str
    fix: str


_UNKNOWN = Kind("not-xlsx", "无法识别的内容", _SAVE_AS)
_OLD = Kind("old-format", "旧格式文件（.xls、.et 等）", _SAVE_AS)
_LOCKED = Kind("encrypted", "加密的文件", _UNLOCK)

#: What the first bytes say; the first pattern that is found wins.
_STARTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"\A%PDF"), Kind("pdf", "PDF 文件", _ORIGINAL)),
    (
        re.compile(rb"\A(?:Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|.{257}ustar)", re.DOTALL),
        Kind("archive", "压缩包（rar、7z 等）", _UNPACK),
    ),
    (
        re.compile(rb"\A(?:\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP)", re.DOTALL),
        Kind("picture", "图片", _ORIGINAL),
    ),
    (re.compile(rb"\A\{\\rtf"), Kind("word", "RTF 文档", _ORIGINAL)),
    (
        re.compile(rb"\A\x09[\0\x02\x04\x08]..", re.DOTALL),
        Kind("ancient", "很旧的 .xls（Excel 4 及以前，或没有外层结构的）", _SAVE_AS),
    ),
    (re.compile(rb"\AMZ|\A\x7fELF"), Kind("program", "可执行程序", "请勿打开，请向报送单位核实来源。")),
    (re.compile(rb"office:spreadsheet"), Kind("xml-2003", "“XML 表格 2003”文件", _SAVE_AS)),
    (
        re.compile(rb"schemas\.microsoft\.com/office/word/2003"),
        Kind("word", "“Word XML 2003”文档", _ORIGINAL),
    ),
    (
        re.compile(rb"schemas\.microsoft\.com/office/2006/xmlPackage"),
        Kind("word", "单个 XML 的文档", _ORIGINAL),
    ),
    (
        re.compile(rb"opendocument:xmlns:office"),
        Kind("flat-opendocument", "单个 XML 的 OpenDocument（.fods 等）", _SAVE_AS),
    ),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), Kind("html", "单个文件网页（MHTML）", _SAVE_AS)),
    (
        re.compile(rb"<(?:!doctype\s+html|html|table|meta)\b", re.IGNORECASE),
        Kind("html", "网页（HTML）", _SAVE_AS),
    ),
    (re.compile(rb"\AID;P"), Kind("sylk", "SYLK 文件（.slk）", _SAVE_AS)),
    (re.compile(rb"\ATABLE\r?\n0,1"), Kind("dif", "DIF 文件", _SAVE_AS)),
)

#: The root streams by which an OLE compound file is known.
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", _LOCKED),
    ("Workbook", _OLD),
    ("Book", _OLD),
    ("WordDocument", Kind("word", "旧格式文档（.doc、.wps 等）", _ORIGINAL)),
    ("PowerPoint Document", Kind("powerpoint", "旧格式演示文稿（.ppt、.dps 等）", _ORIGINAL)),
    ("__properties_version1.0", Kind("mail", "邮件（.msg）", "请把邮件里的附件另存出来，再检查附件。")),
)

#: The part by which another kind of package is known, in lower case.
_MARKS: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.bin", Kind("xlsb", "二进制工作簿（.xlsb）", _SAVE_AS)),
    ("word/document.xml", Kind("word", "Word 文档（.docx）", _ORIGINAL)),
    ("ppt/presentation.xml", Kind("powerpoint", "演示文稿（.pptx）", _ORIGINAL)),
    ("ofd.xml", Kind("ofd", "OFD 版式文件", _ORIGINAL)),
    ("encrypted-package", _LOCKED),
    ("content.xml", Kind("opendocument", "OpenDocument 文件（.ods 等）", _SAVE_AS)),
    (
        "index/document.iwa",
        Kind("numbers", "苹果 Numbers 表格", "请在 Numbers 中导出为 Excel（.xlsx）后再试。"),
    ),
    ("androidmanifest.xml", Kind("program", "安卓程序", "请勿打开，请向报送单位核实来源。")),
)
_FOREIGN = frozenset(mark for mark, _ in _MARKS)
_PACKED = (".xlsx", ".xlsm", ".xls", ".et", ".docx", ".doc", ".wps", ".pdf", ".csv")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def is_foreign(part: str) -> bool:
    """Whether a part is the main part of another kind of package (.docx, .xlsb …)."""
    return part.lower() in _FOREIGN


def not_a_zip(content: bytes, file: str) -> InputError:
    """The error that names what ``content`` is, given that it is no zip."""
    if not content:
        fix = "请向报送单位重新索取，或从原处重新复制。"
        return InputError(f"“{file}”是空文件（0 字节）。", fix=fix, code="empty")
    if file.startswith("~$"):
        fix = "请关闭正在打开的工作簿；检查时选不带“~$”的那个文件。"
        message = f"“{file}”是 Excel 打开文件时生成的临时文件，不是工作簿。"
        return InputError(message, fix=fix, code="lock-file")
    kind = kind_of(content)
    if kind is _LOCKED:
        message = f"“{file}”是加密文件，设有打开密码，无法读取。"
        return InputError(message, fix=kind.fix, code=kind.code)
    return _wrong(file, kind)


def kind_of(content: bytes) -> Kind:
    """What bytes that are no zip are, whatever the file is called."""
    if content.startswith(ole.MAGIC):
        return _compound(content)
    if not content.strip(b"\0"):
        return Kind(
            "blank", "全是空字节的文件（没有传完或磁盘出错）", "请向报送单位重新索取，或从原处重新复制。"
        )
    head = content[:_HEAD]
    # A page saved as UTF-16 shows its tags once the zero bytes are gone.
    plain = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    kind = next((kind for pattern, kind in _STARTS if pattern.search(plain)), None)
    return kind or _text(head) or _UNKNOWN


def not_a_workbook(names: Collection[str], file: str) -> InputError:
    """The error that names what a zip with these entries is, given that it holds no workbook part."""
    lower = {name.lower() for name in names}
    for mark, kind in _MARKS:
        if mark in lower:
            return _wrong(file, kind)
    if any(name.endswith(_PACKED) for name in lower):
        return _wrong(file, Kind("archive", "压缩包（zip）", _UNPACK))
    return InputError(f"“{file}”里没有工作簿部件，不是完整的 .xlsx 文件。", fix=_SAVE_AS, code="no-workbook")


def _compound(content: bytes) -> Kind:
    names = {name.casefold() for name in ole.streams(content)}
    if found := next((kind for stream, kind in _STREAMS if stream.casefold() in names), None):
        return found
    # A directory that cannot be followed, in a file cut off or made by hand.
    locked = "EncryptedPackage".encode("utf-16-le") in content
    return _LOCKED if locked else _OLD


def _text(head: bytes) -> Kind | None:
    """A table written as text, if the bytes are one; its encoding is named: there it goes wrong."""
    marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = (("utf-16", "UTF-16"),) if marked else (("utf-8-sig", "UTF-8"), ("gb18030", "GBK"))
    for encoding, name in encodings:
        # The head may end in the middle of a character.
        text = head.decode(encoding, "ignore")
        if len(text.encode(encoding, "ignore")) < len(head) - 4 or _CONTROLS.search(text):
            continue
        first = text.splitlines()[:20]
        separated = sum("," in line or "\t" in line or ";" in line for line in first)
        if first and separated * 2 >= len(first):
            return Kind("csv", f"逗号或制表符分隔的文本（CSV，{name} 编码）", _TEXT)
        return Kind("text", f"文本文件（{name} 编码）", _ORIGINAL)
    return None


def _wrong(file: str, kind: Kind) -> InputError:
    return InputError(f"“{file}”不是 .xlsx 工作簿，实际是：{kind.name}。", fix=kind.fix, code=kind.code)
