"""What a file that is no .xlsx really is: named in Chinese, with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from xltools.core.errors import InputError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 8192

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再试。"
_UNPACK = "请先解压，再逐个检查里面的 .xlsx 工作簿。"
_ORIGINAL = "请改用填报用的 Excel 工作簿（*.xlsx）。"


class Kind(NamedTuple):
    """A kind of file: stable code, its name and the way out, in Chinese."""

    code: str
    name: str
    fix: str


_UNKNOWN = Kind("not-xlsx", "无法识别的内容", _SAVE_AS)

#: What the first bytes say; the first pattern that is found wins.
_STARTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"\A%PDF"), Kind("pdf", "PDF 文件", _ORIGINAL)),
    (re.compile(rb"\A(?:Rar!|7z\xbc\xaf)"), Kind("archive", "压缩包（rar 或 7z）", _UNPACK)),
    (re.compile(rb"\A(?:\x89PNG|\xff\xd8\xff)"), Kind("picture", "图片", _ORIGINAL)),
    (re.compile(rb"\A\{\\rtf"), Kind("word", "RTF 文档", _ORIGINAL)),
    (re.compile(rb"office:spreadsheet"), Kind("xml-2003", "“XML 表格 2003”文件", _SAVE_AS)),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), Kind("html", "单个文件网页（MHTML）", _SAVE_AS)),
    (
        re.compile(rb"<(?:!doctype\s+html|html|table|meta)\b", re.IGNORECASE),
        Kind("html", "网页（HTML）", _SAVE_AS),
    ),
)

#: The part by which another kind of package is known, in lower case.
_MARKS: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.bin", Kind("xlsb", "二进制工作簿（.xlsb）", _SAVE_AS)),
    ("word/document.xml", Kind("word", "Word 文档（.docx）", _ORIGINAL)),
    ("ppt/presentation.xml", Kind("powerpoint", "演示文稿（.pptx）", _ORIGINAL)),
    ("ofd.xml", Kind("ofd", "OFD 版式文件", _ORIGINAL)),
    ("content.xml", Kind("opendocument", "OpenDocument 文件（.ods 等）", _SAVE_AS)),
)
_FOREIGN = frozenset(mark for mark, _ in _MARKS)


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
        return InputError(
            f"“{file}”是 Excel 打开文件时生成的临时文件，不是工作簿。", fix=fix, code="lock-file"
        )
    if content.startswith(_OLE):
        return _ole(content, file)
    head = content[:_HEAD]
    # A page saved as UTF-16 shows its tags once the zero bytes are gone.
    plain = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    kind = next((kind for pattern, kind in _STARTS if pattern.search(plain)), _UNKNOWN)
    return _wrong(file, kind)


def not_a_workbook(names: Collection[str], file: str) -> InputError:
    """The error that names what a zip with these entries is, given that it holds no workbook part."""
    lower = {name.lower() for name in names}
    for mark, kind in _MARKS:
        if mark in lower:
            return _wrong(file, kind)
    if any(name.endswith((".xlsx", ".xlsm", ".xls", ".et", ".docx", ".pdf")) for name in lower):
        return _wrong(file, Kind("archive", "压缩包（zip）", _UNPACK))
    return InputError(f"“{file}”里没有工作簿部件，不是完整的 .xlsx 文件。", fix=_SAVE_AS, code="no-workbook")


def _ole(content: bytes, file: str) -> InputError:
    if _ENCRYPTED in content:
        fix = "请在 Excel 或 WPS 中打开，清除打开密码后另存为 .xlsx。"
        return InputError(f"“{file}”设有打开密码，无法读取。", fix=fix, code="encrypted")
    return _wrong(file, Kind("old-format", "旧格式文件（.xls、.et 等）", _SAVE_AS))


def _wrong(file: str, kind: Kind) -> InputError:
    return InputError(f"“{file}”不是 .xlsx 工作簿，实际是：{kind.name}。", fix=kind.fix, code=kind.code)
