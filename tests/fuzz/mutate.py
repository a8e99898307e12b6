"""Sound bytes, texts and packages made unsound: each choice is the given Random's, and can be made again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from tests.hostile.hostile import zipped

#: What readers of numbers, places and sizes stumble over.
NUMBERS = (
    *("", "-1", "0", "1e999", "-1e999", "NaN", "inf", "1E-400", "99999999999999999999", "4294967296", "0x10"),
    *("1_000", "१२", "²", "+5", " 7 ", "1.5", "true", "65536", "2147483648", "1048577", "16385", "00001"),
)
PLACES = ("A0", "XFD1048576", "XFE1", "A1048577", "AAAA1", "$A$1", "A1:XFD1048576", "B2:A1", "1", "A", "A1:")
TEXTS = (
    *("&#55296;", "&#0;", "_xD800_", "_x0000_", "&amp;amp;", "]]>", "<a/>", "=1+1", "\u202e", "\U0001f600"),
    *(
        "２０２２",
        "１，２００．５",
        "2022-13-45",
        "0000-01-01",
        "9999-12-31T25:61",
        "百分之",
        "((((",
        "'",
        '"',
    ),
)
_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb'(?<==")[^"<>]{0,200}(?=")')
_BETWEEN = re.compile(rb"(?<=>)[^<>]{1,200}(?=<)")
_ELEMENT = re.compile(rb"<(\w+(?::\w+)?)(?: [^<>]*)?(?:/>|>(?:(?!<\1[ >]).){0,600}?</\1>)", re.DOTALL)


def chopped(random: Random, content: bytes) -> bytes:
    """The bytes with some changed, cut, doubled or put in, wherever that is."""
    made = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(len(made) + 1)
        size = random.choice((1, 2, 4, 8, 64))
        match random.randrange(6):
            case 0:
                made[at : at + size] = b""
            case 1:
                made[at:at] = random.randbytes(size)
            case 2:
                made[at : at + size] = random.choice((b"\xff", b"\0", b"\x7f", b"\x80")) * size
            case 3:
                start = random.randrange(len(made) + 1)
                made[at:at] = made[start : start + size * 8]
            case 4 if at < len(made):
                made[at] ^= 1 << random.randrange(8)
            case _:
                made = made[: max(at, 1)] if random.random() < 0.1 else made
    return bytes(made)


def reworded(random: Random, xml: bytes) -> bytes:
    """XML with values, texts, tags or whole elements changed; mostly well-formed still."""
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        xml = random.choice(_EDITS)(random, xml)
    return xml


def _value(random: Random, xml: bytes) -> bytes:
    return _put(random, xml, _VALUE, _odd(random))


def _text(random: Random, xml: bytes) -> bytes:
    return _put(random, xml, _BETWEEN, _odd(random))


def _gone(random: Random, xml: bytes) -> bytes:
    return _put(random, xml, _ELEMENT, b"")


def _moved(random: Random, xml: bytes) -> bytes:
    """An element taken from one place and put at another, or doubled."""
    found = _one(random, xml, _ELEMENT)
    place = _one(random, xml, _TAG)
    if found is None or place is None:
        return xml
    return xml[: place.start()] + found[0] + xml[place.start() :]


def _tag(random: Random, xml: bytes) -> bytes:
    return _put(random, xml, _TAG, random.choice((b"", b"<a>", b"</c>", b"<c/>", b"<!-- -->", b"<?x?>")))


def _renamed(random: Random, xml: bytes) -> bytes:
    found = _one(random, xml, _TAG)
    if found is None:
        return xml
    name = found[0].strip(b"</>?! ").partition(b" ")[0]
    return xml.replace(name, random.choice((b"x", b"row", b"c", b"v", b"f", b"sheet", b"w:p")))


def _deep(random: Random, xml: bytes) -> bytes:
    many = random.choice((200, 300, 5000))
    return _put(random, xml, _BETWEEN, b"<a>" * many + b"</a>" * many)


def _bytes(random: Random, xml: bytes) -> bytes:
    return chopped(random, xml)


_EDITS: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_value, _value, _value, _text, _text, _gone, _moved, _moved, _tag, _renamed, _deep, _bytes),
)


def _odd(random: Random) -> bytes:
    chosen = random.choice((NUMBERS, PLACES, TEXTS))
    text = random.choice(chosen)
    return (text * random.choice((1, 1, 1, 3, 2000))).encode("utf-8", "surrogatepass")


def _one(random: Random, xml: bytes, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
    """The first match from a chance place on."""
    return pattern.search(xml, random.randrange(len(xml) + 1)) or pattern.search(xml)


def _put(random: Random, xml: bytes, pattern: re.Pattern[bytes], new: bytes) -> bytes:
    found = _one(random, xml, pattern)
    return xml if found is None else xml[: found.start()] + new + xml[found.end() :]


@cache
def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a sound file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(random: Random, path: Path) -> bytes:
    """A sound file's package with some parts reworded, left out, swapped or renamed, in a sound zip."""
    parts = dict(parts_of(path))
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(sorted(parts))
        match random.randrange(20):
            case 0:
                del parts[name]
            case 1:
                parts[random.choice(("xl/a.xml", "../x", "XL/Workbook.xml", "a\\b"))] = parts.pop(name)
            case 2:
                other = random.choice(sorted(parts))
                parts[name], parts[other] = parts[other], parts[name]
            case 3:
                parts[name] = b""
            case _:
                parts[name] = reworded(random, parts[name])
        if not parts:
            break
    return zipped(parts, zipfile.ZIP_STORED)


def wrecked(random: Random, path: Path) -> bytes:
    """A sound file's bytes, chopped; its directory more often than chance would have it."""
    content = path.read_bytes()
    if random.random() < 0.5:
        start = content.rfind(b"PK\x01\x02", 0, len(content) - random.randrange(len(content) // 3))
        cut = max(start, 0)
        return content[:cut] + chopped(random, content[cut:])
    return chopped(random, content)


def words(random: Random, pieces: Sequence[str], most: int = 12) -> str:
    """A text of chance pieces."""
    return "".join(random.choice(pieces) for _ in range(random.randrange(most + 1)))


def small(path: Path) -> bytes:
    """A sound file's bytes, its parts stored as they are, so that bytes changed are bytes of parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts_of(path).items():
            archive.writestr(name, part)
    return out.getvalue()
