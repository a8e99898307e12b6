"""Small .xls files made by hand: a workbook stream in an OLE compound file, packed in each lawful way.

[MS-CFB] and [MS-XLS]: sectors of 512 bytes; a stream below 4096 bytes lies in sectors of 64 within another.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR, _PIECE, _SMALL = 512, 64, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_IN_HEADER = 109


def record(kind: int, body: bytes) -> bytes:
    """A BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell with a number; places count from 0."""
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def formula(row: int, column: int, result: bytes, kind: int = 0x0006) -> bytes:
    """A cell with a formula (``1``) and the eight bytes of its result."""
    rest = bytes(6) + struct.pack("<HBH", 3, 0x1E, 1)
    return record(kind, struct.pack("<HHH", row, column, 0) + result + rest)


def book(cells: bytes, extra: bytes = b"", formats: Sequence[str] = (), padding: int = 0) -> bytes:
    """A workbook stream of one sheet; styles 1, 2 … have the ``formats``; ``extra`` stands near its start."""
    begin, end = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6)), record(0x000A, b"")
    styles = record(0x00E0, bytes(20))
    for at, text in enumerate(formats, 164):
        styles += record(0x041E, struct.pack("<HHB", at, len(text), 0) + text.encode("ascii"))
        styles += record(0x00E0, struct.pack("<HH", 0, at) + bytes(16))
    head = begin + extra + styles
    name = struct.pack("<BBBB", 0, 0, 2, 0) + b"S1"
    bound = record(0x0085, struct.pack("<I", len(head) + 4 + 4 + len(name) + len(end)) + name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 6))
    filling = b"".join(record(0x00FF, bytes(8_000)) for _ in range(-(-padding // 8_004)))
    return head + bound + end + sheet + filling + cells + end


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE compound file with that stream alone at its root."""
    small = len(stream) < _SMALL
    if small:
        pieces = -(-len(stream) // _PIECE)
        links = struct.pack(f"<{pieces}I", *range(1, pieces), _END).ljust(_SECTOR, b"\xff")
        held = stream.ljust(pieces * _PIECE, b"\0")
    else:
        links, held = b"", stream
    count = -(-len(held) // _SECTOR)
    tables = (count + 300) // (_SECTOR // 4) + 1
    listed = list(range(2, 2 + tables))
    # Those that the header has no room for stand in a sector of their own.
    beyond = listed[_IN_HEADER:]
    start = 2 + tables + bool(beyond)
    follows = [_END, _END, *[_TABLE] * (start - 2), *range(start + 1, start + count), _END]
    sectors = [
        _directory(name, len(stream), start, len(held) if small else 0),
        links.ljust(_SECTOR, b"\xff"),
        struct.pack(f"<{len(follows)}I", *follows).ljust(tables * _SECTOR, b"\xff"),
    ]
    if beyond:
        sectors.append(
            struct.pack(f"<{len(beyond)}I", *beyond).ljust(_SECTOR - 4, b"\xff") + b"\xfe\xff\xff\xff"
        )
    sectors.append(held.ljust(count * _SECTOR, b"\0"))
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    links_at, beyond_at = 1 if small else _END, start - 1 if beyond else _END
    struct.pack_into("<9I", header, 40, 0, tables, 0, 0, _SMALL, links_at, 1, beyond_at, bool(beyond))
    places = (listed[:_IN_HEADER] + [_FREE] * _IN_HEADER)[:_IN_HEADER]
    struct.pack_into(f"<{_IN_HEADER}I", header, 76, *places)
    return bytes(header) + b"".join(sectors)


def _directory(name: str, size: int, start: int, small: int) -> bytes:
    """The root and a stream: ``small`` is the size of the stream of small ones, which the root has then."""
    root = _entry("Root Entry", 5, 1, start if small else _END, small)
    return (root + _entry(name, 2, _FREE, 0 if small else start, size)).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, _FREE, _FREE, child)
    return head.ljust(116, b"\0") + struct.pack("<III", start, size, 0)
