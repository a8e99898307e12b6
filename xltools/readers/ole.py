"""Which streams an OLE compound file holds, by its directory: that tells .xls, .doc and encrypted apart.

[MS-CFB]: a header, chains of sectors, and a directory that is a tree of 128-byte entries. Nothing is
trusted: every chain and walk is bounded, and what leads nowhere ends it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_END = 0xFFFFFFFA  # this and above are no sectors
_NONE = 0xFFFFFFFF
_IN_HEADER = 109
#: Streams below this size lie in a stream of small ones.
_SMALL = 4_096
_PIECE = 64

#: Directory entries that are looked at: an ordinary file has some ten, one with embedded files hundreds.
_MOST = 4_096


def streams(content: bytes) -> frozenset[str]:
    """The names of the streams and folders at the root; none where the directory cannot be followed."""
    try:
        return frozenset(each.name for each in _root_entries(_directory(content)))
    except (struct.error, IndexError, ValueError):
        return frozenset()


def stream(content: bytes, name: str) -> bytes:
    """A stream at the root, its name in any case; empty where there is none, or its chain is broken."""
    try:
        directory = _directory(content)
        found = next(each for each in _root_entries(directory) if each.name.casefold() == name.casefold())
        chain = _small_chain(content, directory, found) if found.size < _SMALL else None
        return b"".join(chain or _chain(content, found.start, found.size))[: found.size]
    except (struct.error, IndexError, ValueError, StopIteration):
        return b""


class _Entry(NamedTuple):
    """A directory entry: its name, first sector and size in bytes."""

    name: str
    start: int
    size: int


def _directory(content: bytes) -> bytes:
    (first,) = struct.unpack_from("<I", content, 48)
    return b"".join(_chain(content, first, _MOST * _ENTRY))


def _chain(content: bytes, sector: int, most: int) -> Iterator[bytes]:
    """The sectors of a chain, in order, up to so many bytes; ValueError where it leads out of the file."""
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        raise ValueError(shift)
    size = 1 << shift
    table = _table(content, size)
    seen = set()
    for _ in range(min(most, len(content)) // size + 1):
        if sector >= _END:
            return
        if sector in seen:
            raise ValueError(sector)
        seen.add(sector)
        piece = content[(sector + 1) * size : (sector + 2) * size]
        # The last sector of a file may be a short one.
        if not piece:
            raise ValueError(sector)
        yield piece
        block, at = divmod(sector, size // 4)
        if block >= len(table) or table[block] >= _END:
            raise ValueError(block)
        (sector,) = struct.unpack_from("<I", content, (table[block] + 1) * size + at * 4)


def _table(content: bytes, size: int) -> list[int]:
    """The sectors that say of each sector which follows: the first in the header, more in a chain."""
    table = [*struct.unpack_from(f"<{_IN_HEADER}I", content, 76)]
    (sector,) = struct.unpack_from("<I", content, 68)
    each = size // 4 - 1
    for _ in range(len(content) // size):
        if sector >= _END:
            break
        *more, sector = struct.unpack_from(f"<{each + 1}I", content, (sector + 1) * size)
        table += more
    return table


def _small_chain(content: bytes, directory: bytes, found: _Entry) -> Iterator[bytes]:
    """The pieces of a small stream: sectors of 64 bytes within the stream of the root entry."""
    start, size = struct.unpack_from("<2I", directory, 116)
    held = b"".join(_chain(content, start, size))
    (first,) = struct.unpack_from("<I", content, 60)
    links = b"".join(_chain(content, first, len(content)))
    sector = found.start
    for _ in range(found.size // _PIECE + 1):
        if sector >= _END:
            return
        yield held[sector * _PIECE : (sector + 1) * _PIECE]
        (sector,) = struct.unpack_from("<I", links, sector * 4)


def _root_entries(directory: bytes) -> Iterator[_Entry]:
    """The entries in the tree below the root entry, which is the first."""
    (child,) = struct.unpack_from("<I", directory, 76)
    waiting, seen = [child], {_NONE}
    while waiting:
        number = waiting.pop()
        start = number * _ENTRY
        if number in seen or start + _ENTRY > len(directory):
            continue
        seen.add(number)
        (length,) = struct.unpack_from("<H", directory, start + 64)
        name = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield _Entry(name, *struct.unpack_from("<2I", directory, start + 116))
        waiting += struct.unpack_from("<2I", directory, start + 68)
