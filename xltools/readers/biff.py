"""What calamine does not tell of an .xls, or tells otherwise: its errors, its numbers, its formulas' noughts.

calamine takes some number formats (``0.00E+00``) for dates and makes a time of day of a negative number.

[MS-XLS]: records of a type, a length and a body. A formula's result lies in eight bytes of its record; some
programs save a text result as the number 0, so that a formula's 0 may be anything.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from xltools.core.model import ErrorValue

_BOOLERR, _BOUNDSHEET, _BOF, _EOF, _DATEMODE, _FILEPASS = 0x0205, 0x0085, 0x0809, 0x000A, 0x0022, 0x002F
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
#: The second and third are those of older versions, which some programs write into newer files.
_FORMULAS = (0x0006, 0x0206, 0x0406)
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

#: Records of cells with something in them; texts are in the last three.
_FILLED = frozenset((*_FORMULAS, _BOOLERR, _NUMBER, _RK, _MULRK, 0x00FD, 0x0204, 0x00D6))
_IS_ERROR, _HUNDREDTHS, _WHOLE = 2, 1, 2

#: (row, column), from 1.
_At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """Of one sheet: its error values, its numbers, and the formulas whose saved result is 0."""

    errors: dict[_At, ErrorValue] = field(default_factory=dict)
    numbers: dict[_At, float] = field(default_factory=dict)
    noughts: set[_At] = field(default_factory=set)


def told(stream: bytes) -> Iterator[Told]:
    """What the sheets of a workbook stream say, in order, each when it is asked for.

    Where one cannot be followed nothing is said of it and of those after it.
    """
    with suppress(struct.error):
        for kind, body in _records(stream, 0):
            if kind == _BOUNDSHEET:
                yield _sheet(stream, struct.unpack_from("<I", body)[0])


def extents(stream: bytes) -> Iterator[int]:
    """How many cells each sheet of a workbook stream spans, down to its last filled row and column."""
    with suppress(struct.error):
        for kind, body in _records(stream, 0):
            if kind == _BOUNDSHEET:
                (start,) = struct.unpack_from("<I", body)
                filled = [_last(kind, cell) for kind, cell in _records(stream, start) if kind in _FILLED]
                yield max((row for row, _ in filled), default=0) * max((at for _, at in filled), default=0)


def is_locked(stream: bytes) -> bool:
    """Whether a workbook stream is encrypted."""
    return any(kind == _FILEPASS for kind, _ in _records(stream, 0))


def counts_from_1904(stream: bytes) -> bool:
    """Whether the dates of a workbook stream count from 1904."""
    return any(kind == _DATEMODE and body[:1] == b"\1" for kind, body in _records(stream, 0))


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
        if kind in _FORMULAS:
            _formula(found, body)
        elif kind == _BOOLERR and body[7:8] == b"\1":
            found.errors[_at(body)] = _error(body[6])
        elif kind == _NUMBER:
            (found.numbers[_at(body)],) = struct.unpack_from("<d", body, 6)
        elif kind == _RK:
            found.numbers[_at(body)] = _packed(body, 6)
        elif kind == _MULRK:
            row, column = _at(body)
            for number in range((len(body) - 6) // 6):
                found.numbers[row, column + number] = _packed(body, 6 + 6 * number)
    return found


def _at(body: bytes) -> _At:
    row, column = struct.unpack_from("<HH", body)
    return row + 1, column + 1


def _last(kind: int, body: bytes) -> _At:
    """The last cell of a record: one of several numbers ends with their last column."""
    row, column = _at(body)
    return row, struct.unpack_from("<H", body, len(body) - 2)[0] + 1 if kind == _MULRK else column


def _formula(found: Told, body: bytes) -> None:
    """Note a formula's result: marked bytes hold a kind and a code, others a number."""
    at = _at(body)
    if body[12:14] == b"\xff\xff":
        if body[6] == _IS_ERROR:
            found.errors[at] = _error(body[8])
    elif any(body[6:14]):
        (found.numbers[at],) = struct.unpack_from("<d", body, 6)
    else:
        found.noughts.add(at)


def _packed(body: bytes, at: int) -> float:
    """An RK number: thirty bits of a whole or floating number, perhaps of hundredths.

    In a record of several each number follows its style, as it does in a record of one.
    """
    (bits,) = struct.unpack_from("<I", body, at)
    if bits & _WHOLE:
        number = float((bits >> 2) - (1 << 30 if bits >> 31 else 0))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (bits & ~3) << 32))
    return number / 100 if bits & _HUNDREDTHS else number


def _error(code: int) -> ErrorValue:
    return ErrorValue(_CODES.get(code, "#无效错误值!"))
