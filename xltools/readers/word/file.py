"""Files that may hold a report: opened through the guard, what went wrong said in terms of Word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from xltools.core.errors import InputError, PatchRefused
from xltools.readers import sniff
from xltools.readers.container import Package, open_package
from xltools.readers.xlsx import content_of

_ZIP = b"PK\x03\x04"
_UNLOCK = "请在 Word 或 WPS 中打开，取消密码（清除打开密码）后另存为 .docx 再报。"
_ORIGINAL = "请改用能编辑的报告：Word 文档（*.docx）或文本（*.txt）。"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”后再试。"
_BOMS = (b"\xff\xfe", b"\xfe\xff")
#: Kinds of files that Word opens and saves as a document.
_FOR_WORD = frozenset(("word", "html", "not-xlsx", "flat-opendocument", "old-format"))
_PACKAGES = (
    ("content.xml", "OpenDocument 文件（.odt 等）"),
    ("ppt/presentation.xml", "演示文稿（.pptx）"),
    ("ofd.xml", "OFD 版式文件"),
)
_IN_WORD = {"Excel": "Word", ".xlsx": ".docx", "工作簿": "文档"}


class WordFile(NamedTuple):
    """A guarded package and the name of its main part."""

    package: Package
    main: str


def bytes_of(path: Path) -> bytes:
    """A file's bytes; InputError says in Chinese why there are none, or too many."""
    with reading_word(str(path)):
        return content_of(path)


def open_word(content: bytes, path: str) -> WordFile:
    """A Word document's package; InputError for anything else."""
    name = Path(path).name
    if not content.startswith(_ZIP):
        raise _no_document(content, name)
    package = open_package(content, path, workbook=False)
    main = next((r.target for r in package.relations("").values() if r.kind == "officeDocument"), "")
    if main not in package or not main.lower().startswith("word/"):
        raise _no_word(package, name)
    return WordFile(package, main)


@contextmanager
def reading_word(path: str) -> Iterator[None]:
    """Say what the guard says of workbooks in terms of documents, and whatever a malformed part raises."""
    try:
        yield
    except (InputError, PatchRefused) as error:
        if error.code == "not-word":
            raise
        # The file's own name stays what it is.
        name = Path(path).name or path or "“”"
        told = name.join(map(_in_word, error.message.split(name)))
        raise type(error)(told, fix=_in_word(error.fix), code=error.code) from error
    except (etree.LxmlError, ArithmeticError, LookupError, RecursionError, ValueError) as error:
        fix = f"文件可能在传输中损坏：{_SAVE_AS}"
        raise InputError(f"“{Path(path).name}”的内容不符合格式。", fix=fix, code="malformed") from error


def _in_word(text: str) -> str:
    for word, ours in _IN_WORD.items():
        text = text.replace(word, ours)
    return text


def decoded(content: bytes, name: str) -> str:
    """The words of a plain text: UTF-16, UTF-8 or GB18030."""
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    fix = "请用记事本打开，另存为 UTF-8 编码后再试。"
    raise InputError(f"“{name}”不是文本文件，或编码认不出来。", fix=fix, code="encoding")


def _encodings(content: bytes) -> tuple[str, ...]:
    if content[:2] in _BOMS:
        return ("utf-16",)
    if b"\0" in content:
        # Without a mark the order shows in the noughts beside blanks, digits and line ends.
        return ("utf-16-le",) if content[1::2].count(0) >= content[::2].count(0) else ("utf-16-be",)
    return ("utf-8-sig", "gb18030")


def _no_word(package: Package, name: str) -> InputError:
    """A package that holds no Word document."""
    if "xl/workbook.xml" in package or "xl/workbook.bin" in package:
        fix = "要校验工作簿，用 xltools check；要拿报告与它核对，用 report check 的 --workbook。"
        told = f"“{name}”不是 Word 文档，实际是：Excel 工作簿。"
        return InputError(told, fix=fix, code="not-word")
    known = next((what for part, what in _PACKAGES if part in package), "")
    told = (
        f"“{name}”不是 Word 文档，实际是：{known}。" if known else f"“{name}”不是 Word 文档，或缺少主要部件。"
    )
    return InputError(told, fix=_SAVE_AS, code="not-word")


def _no_document(content: bytes, name: str) -> InputError:
    if not content:
        return InputError(f"“{name}”是空文件（0 字节）。", fix="请重新索取，或从原处重新复制。", code="empty")
    kind = sniff.kind_of(content)
    if kind.code == "encrypted":
        return InputError(f"“{name}”是加密文件，设有打开密码，无法读取。", fix=_UNLOCK, code="encrypted")
    fix = _SAVE_AS if kind.code in _FOR_WORD else _ORIGINAL
    return InputError(f"“{name}”不是 .docx 文档，实际是：{kind.name}。", fix=fix, code="not-word")
