"""What calamine does not tell of an .xls: which cells hold errors, and whose results cannot be relied on.

[MS-XLS]: records of a type, a length and a body. A formula's result lies in eight bytes of its record; some
programs save a text result as the number 0, so that a formula's 0 may be anything.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltools.core.model import ErrorValue

_FORMULA, _BOOLERR, _BOUNDSHEET, _BOF, _EOF = 0x0006, 0x0205, 0x0085, 0x0809, 0x000A
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

#: (row, column), from 1.
_At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """Of one sheet: its error values, and the formulas whose saved result is 0."""

    errors: dict[_At, ErrorValue] = field(default_factory=dict)
    noughts: set[_At] = field(default_factory=set)


def told(stream: bytes) -> list[Told]:
    """What the sheets of a workbook stream say, in order; what cannot be followed is left out."""
    try:
        starts = [
            struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _BOUNDSHEET
        ]
        return [_sheet(stream, start) for start in starts]
    except struct.error:
        return []


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, without those of others (charts) inside."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _sheet(stream: bytes, start: int) -> Told:
    found = Told()
    for kind, body in _records(stream, start):
        if kind not in (_FORMULA, _BOOLERR):
            continue
        row, column = struct.unpack_from("<HH", body)
        at = (row + 1, column + 1)
        if kind == _BOOLERR and body[7:8] == b"\1":
            found.errors[at] = _error(body[6])
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            found.errors[at] = _error(body[8])
        elif kind == _FORMULA and not any(body[6:14]):
            found.noughts.add(at)
    return found


def _error(code: int) -> ErrorValue:
    return ErrorValue(_CODES.get(code, "#无效错误值!"))
