"""Is a picture whole? By its structure alone: magic bytes, sizes it declares, its end. Nothing is decoded."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

#: More chunks than any honest PNG has.
_MANY = 100_000

CUT = "不完整，可能没有传完"
_ODD = "结构不符合格式"


def png(content: bytes) -> str:
    """What is wrong with a PNG: every chunk there, each with its checksum, picture data and an end."""
    at, kinds = 8, set()
    for _ in range(_MANY):
        if at + 12 > len(content):
            return CUT
        size, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            return CUT
        if zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            return "图片数据已损坏"
        if kind == b"IHDR" and 0 in struct.unpack_from(">II", content, at + 8):
            return "图片没有尺寸"
        kinds.add(kind)
        if kind == b"IEND":
            return "" if {b"IHDR", b"IDAT"} <= kinds else _ODD
        at = end
    return _ODD


def jpeg(content: bytes) -> str:
    """What is wrong with a JPEG: segments up to the picture data, a size among them, and an end after it."""
    at, sized = 2, False
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return _ODD
        marker = content[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            return _ODD
        (size,) = struct.unpack_from(">H", content, at + 2)
        if size < 2:
            return _ODD
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            sized = True
        at += 2 + size
        if marker == 0xDA:
            ends = content.find(b"\xff\xd9", at) >= 0
            return (CUT if not ends else "") if sized else _ODD
    return CUT


def gif(content: bytes) -> str:
    """What is wrong with a GIF: a size, and the trailer at its end."""
    if len(content) < 13:
        return CUT
    if 0 in struct.unpack_from("<HH", content, 6):
        return "图片没有尺寸"
    return "" if content[-64:].rstrip(b"\0").endswith(b";") else CUT


def bmp(content: bytes) -> str:
    """What is wrong with a BMP: as many bytes as its header promises."""
    if len(content) < 30:
        return CUT
    size, _, start, header, width, height, _, depth = struct.unpack_from("<IIIIiiHH", content, 2)
    if header < 40:
        return "" if size <= len(content) else CUT
    if width <= 0 or height == 0:
        return "图片没有尺寸"
    packed = len(content) < 34 or struct.unpack_from("<I", content, 30)[0] not in (0, 3)
    needed = size if packed else start + (width * depth + 31) // 32 * 4 * abs(height)
    return "" if needed <= len(content) else CUT


def webp(content: bytes) -> str:
    """What is wrong with a WebP: as many bytes as its header promises, and a picture among them."""
    if len(content) < 20:
        return CUT
    if content[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        return _ODD
    return "" if struct.unpack_from("<I", content, 4)[0] + 8 <= len(content) else CUT


#: TIFF tags of where the picture data lies and how long each piece is, in strips or in tiles.
_PIECES = ((273, 279), (324, 325))
_WIDTHS = {1: "B", 3: "H", 4: "I"}


def tiff(content: bytes) -> str:
    """What is wrong with a TIFF: a first page whose picture data lies within the file."""
    order = "<" if content[:2] == b"II" else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", content, 4)
        (count,) = struct.unpack_from(f"{order}H", content, at)
        tags = {}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, many = struct.unpack_from(f"{order}HHI", content, entry)
            if kind in _WIDTHS and any(tag in pair for pair in _PIECES):
                tags[tag] = _numbers(content, order, entry + 8, _WIDTHS[kind], many)
    except struct.error:
        return CUT
    pieces = [
        (start, size)
        for starts, sizes in _PIECES
        for start, size in zip(tags.get(starts, ()), tags.get(sizes, ()), strict=False)
    ]
    if not pieces:
        return _ODD
    return "" if all(start + size <= len(content) for start, size in pieces) else CUT


def _numbers(content: bytes, order: str, at: int, letter: str, many: int) -> tuple[int, ...]:
    """The values of an entry: in its last four bytes, or where these point; struct.error outside the file."""
    if struct.calcsize(letter) * many > 4:
        (at,) = struct.unpack_from(f"{order}I", content, at)
    if at + struct.calcsize(letter) * many > len(content):
        raise struct.error("outside the file")
    return struct.unpack_from(f"{order}{many}{letter}", content, at)


class Picture(NamedTuple):
    """A kind of picture: how its bytes start, its name, its endings, and what may be wrong with it."""

    magic: re.Pattern[bytes]
    name: str
    endings: tuple[str, ...]
    fault_of: Callable[[bytes], str]


PICTURES = (
    Picture(re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG 图片", (".png",), png),
    Picture(re.compile(rb"\xff\xd8\xff"), "JPEG 图片", (".jpg", ".jpeg", ".jpe", ".jfif"), jpeg),
    Picture(re.compile(rb"GIF8[79]a"), "GIF 图片", (".gif",), gif),
    Picture(re.compile(rb"BM.{4}\0{4}", re.DOTALL), "BMP 图片", (".bmp", ".dib"), bmp),
    Picture(re.compile(rb"II\*\0|MM\0\*"), "TIFF 图片", (".tif", ".tiff"), tiff),
    Picture(re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "WebP 图片", (".webp",), webp),
)
