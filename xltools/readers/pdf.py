"""Is a PDF whole, and has it a page? By its structure alone; nothing is drawn and nothing in it is run."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

#: A header may follow some bytes of mail or web transport, an end may be followed by some.
_HEAD, _TAIL = 1024, 4096

#: How much is unpacked of one stream, and of all, in search of a page.
_STREAM, _ALL = 4 << 20, 64 << 20

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/Type\s*/ObjStm\b")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_STREAM_START = re.compile(rb"stream\r?\n")


def is_pdf(content: bytes) -> bool:
    """Whether the bytes start as a PDF does."""
    return b"%PDF-" in content[:_HEAD]


def faults(content: bytes) -> tuple[str, str]:
    """(what is wrong, what could not be looked into) with a PDF, each "" where there is nothing to say."""
    tail = content[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        return "没有结束标记，可能没有传完", ""
    if _ENCRYPTED.search(content):
        return "", "设有密码或使用限制，没有看里面的内容"
    if _PAGE.search(content) or any(_PAGE.search(part) for part in _unpacked(content)):
        return "", ""
    return "里面没有页面", ""


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The objects that are packed together in streams (PDF 1.5), up to a limit."""
    left = _ALL
    for mark in _PACKED.finditer(content):
        start = _STREAM_START.search(content, mark.end(), mark.end() + 1024)
        if start is None or left <= 0:
            continue
        try:
            part = zlib.decompressobj().decompress(content[start.end() : start.end() + _STREAM], _STREAM)
        except zlib.error:
            continue
        left -= len(part)
        yield part
