"""The compression of VBA streams (MS-OVBA 2.4.1): chunks of 4096 bytes, of literals and references back."""

from __future__ import annotations

import struct
from collections.abc import Iterator

CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED, _RAW = 0xB000, 0x3000
_SHORTEST = 3
_TOKENS = 8


def compressed(data: bytes) -> bytes:
    """The data as a CompressedContainer.

    A last chunk that cannot be made smaller is filled up with zeros, as the format wants: no text is such.
    """
    return _SIGNATURE + b"".join(_chunk(data[at : at + CHUNK]) for at in range(0, len(data), CHUNK))


def _chunk(data: bytes) -> bytes:
    tokens = list(_tokens(data))
    body = b"".join(_sequence(tokens[at : at + _TOKENS]) for at in range(0, len(tokens), _TOKENS))
    if len(body) > CHUNK:
        return struct.pack("<H", _RAW | (CHUNK - 1)) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", _COMPRESSED | (len(body) - 1)) + body


def _sequence(tokens: list[bytes]) -> bytes:
    """Up to eight tokens behind the byte whose bits say which are references."""
    flags = sum(1 << bit for bit, token in enumerate(tokens) if len(token) > 1)
    return bytes([flags]) + b"".join(tokens)


def _tokens(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        bits = max(4, (at - 1).bit_length())
        start, length = _longest(data, at, (0xFFFF >> bits) + _SHORTEST)
        if length < _SHORTEST:
            yield data[at : at + 1]
            at += 1
        else:
            yield struct.pack("<H", (at - start - 1) << (16 - bits) | (length - _SHORTEST))
            at += length


def _longest(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Where the longest run of bytes that begins at ``at`` stood before, and its length; (0, 0): nowhere."""
    start = length = 0
    for wanted in range(_SHORTEST, min(most, len(data) - at) + 1):
        found = data.rfind(data[at : at + wanted], 0, at + wanted - 1)
        if found < 0:
            break
        start, length = found, wanted
    return start, length
