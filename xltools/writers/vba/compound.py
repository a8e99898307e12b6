"""A compound file (MS-CFB, version 3) written whole: storages and streams in sectors of 512 bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Storage: TypeAlias = "Mapping[str, bytes | Storage]"

SECTOR, MINI, CUTOFF = 512, 64, 4096
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_ENTRY, _IN_HEADER = 128, 109


@dataclass
class _Entry:
    """A line of the directory; ``left``, ``right`` and ``child`` are numbers of lines."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0


@dataclass
class _Sectors:
    """Blocks of one size, each chain of them linked by a table."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def put(self, data: bytes) -> int:
        """Add a chain that holds the data; the number of its first block."""
        count = -(-len(data) // self.size)
        if not count:
            return _END
        first = len(self.table)
        self.table += [*range(first + 1, first + count), _END]
        self.content += data.ljust(count * self.size, b"\0")
        return first


def compound(tree: Storage) -> bytes:
    """The compound file of these storages and streams by name; the same tree gives the same bytes."""
    entries = [_Entry("Root Entry", _ROOT)]
    _enter(entries, 0, tree)
    sectors, small = _Sectors(SECTOR), _Sectors(MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (small if entry.size < CUTOFF else sectors).put(entry.data)
    entries[0].start, entries[0].size = sectors.put(bytes(small.content)), len(small.content)
    mini_table = _numbers(small.table, SECTOR)
    first_mini = sectors.put(mini_table)
    directory = sectors.put(b"".join(map(_line, entries)) + _blank_lines(len(entries)))
    tables, first_table = _add_tables(sectors)
    header = struct.pack(
        "<8s16x5H6x9I",
        *(_SIGNATURE, 0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, directory, 0, CUTOFF, first_mini, len(mini_table) // SECTOR, _END, 0),
    )
    places = [first_table + number if number < tables else _FREE for number in range(_IN_HEADER)]
    return header + struct.pack(f"<{_IN_HEADER}I", *places) + bytes(sectors.content)


def _add_tables(sectors: _Sectors) -> tuple[int, int]:
    """Append the table of sectors, which counts itself too: how many sectors it takes, and the first."""
    a_sector, first, count = SECTOR // 4, len(sectors.table), 1
    while count * a_sector < first + count:
        count += 1
    if count > _IN_HEADER:
        message = f"a compound file of {first} sectors needs more tables than its header lists"
        raise ValueError(message)
    sectors.table += [_TABLE] * count
    sectors.content += _numbers(sectors.table, SECTOR)
    return count, first


def _enter(entries: list[_Entry], parent: int, tree: Storage) -> None:
    """Add what a storage holds to the directory, as a balanced tree of names."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    numbers = []
    for name in names:
        content = tree[name]
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _enter(entries, numbers[-1], content)
    entries[parent].child = _balanced(entries, numbers, len(numbers).bit_length() - 1)
    if numbers:
        entries[entries[parent].child].colour = _BLACK


def _balanced(entries: list[_Entry], numbers: list[int], levels: int) -> int:
    """The root of a balanced tree, ``levels`` below it; its lowest level is red."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.colour = _BLACK if levels else _RED
    entry.left = _balanced(entries, numbers[:middle], levels - 1)
    entry.right = _balanced(entries, numbers[middle + 1 :], levels - 1)
    return numbers[middle]


def _line(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    links = (entry.left, entry.right, entry.child)
    return struct.pack(
        "<64sHBB3I36xIQ", name, len(name), entry.kind, entry.colour, *links, entry.start, entry.size
    )


def _blank_lines(used: int) -> bytes:
    """What fills the directory's last sector."""
    blank = struct.pack("<64xHBB3I48x", 0, 0, 0, _NONE, _NONE, _NONE)
    return blank * (-used % (SECTOR // _ENTRY))


def _numbers(values: Iterable[int], size: int) -> bytes:
    """Numbers of a table, filled up to whole sectors."""
    packed = b"".join(struct.pack("<I", value) for value in values)
    return packed + b"\xff" * (-len(packed) % size)
