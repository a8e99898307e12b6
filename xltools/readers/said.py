"""What a workbook says of itself: its names, its sheets, its standard. Told by a look, without reading it.

A look takes so many bytes and no more, builds no tree and never fails: what cannot be told is unknown.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import MappingProxyType

from xltools.core.names import STANDARD_NAME

_PART = "xl/workbook.xml"
_RELATIONS = "_rels/.rels"

#: Bytes of the file that are read: its directory of 5,000 parts and the packed list of its names need half.
_MOST_READ = 2_000_000

#: A list of names is a few hundred kilobytes; a bomb is not unpacked any further.
_MOST_UNPACKED = 8_000_000

#: Other methods unpack a kilobyte to gigabytes at once, and no office program uses them.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: Bounded, and begun at a bracket only: the time grows with the text, whatever stands in it.
_ELEMENT = r"<(?:[\w.-]{{1,40}}:)?{}\s([^<>]{{0,2000}})>"
_NAMES = re.compile(_ELEMENT.format("definedName") + "([^<]{0,400})")
_SHEETS = re.compile(_ELEMENT.format("sheet"))
_RELATION = re.compile(_ELEMENT.format("Relationship"))
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Said:
    """The defined names, each with the beginning of its text, and the names of the sheets."""

    names: Mapping[str, str]
    sheets: frozenset[str]

    @property
    def standard(self) -> str:
        """The standard it says it belongs to; "" where it says none."""
        return self.names.get(STANDARD_NAME, "").strip().strip('"')


def said(path: Path) -> Said | None:
    """What the workbook at ``path`` says of itself; None where that cannot be told."""
    try:
        # A pipe would never answer.
        if not path.is_file():
            return None
        with _Sparing(path) as file, zipfile.ZipFile(file) as package:
            text = _unpacked(package, _main(package))
        names: dict[str, str] = {}
        for attributes, content in _NAMES.findall(text):
            names.setdefault(_attributes(attributes).get("name", ""), unescape(content))
        sheets = frozenset(_attributes(each).get("name", "") for each in _SHEETS.findall(text))
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it says nothing that could be told
        return None
    return Said(MappingProxyType(names), sheets)


def said_standard(path: Path) -> str | None:
    """The name of the standard; "" where a workbook says none, None where it cannot be told."""
    told = said(path)
    return None if told is None else told.standard


class _Sparing(io.FileIO):
    """A file of which only so much is read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._left = _MOST_READ

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, as a file does; ValueError where it is more than there is patience for."""
        content = super().read(self._left + 1 if size is None or size < 0 else min(size, self._left + 1))
        self._left -= len(content)
        if self._left < 0:
            raise ValueError
        return content


def _main(package: zipfile.ZipFile) -> str:
    """The part that lists names and sheets: where office programs put it, or where the package says it is."""
    if _PART in package.NameToInfo:
        return _PART
    return next(
        each["Target"].removeprefix("/")
        for each in map(_attributes, _RELATION.findall(_unpacked(package, _RELATIONS)))
        if each.get("Type", "").endswith("/officeDocument")
    )


def _unpacked(package: zipfile.ZipFile, part: str) -> str:
    """The text of a part; ValueError where it is too long, or packed as none is."""
    info = package.getinfo(part)
    if info.compress_type not in _METHODS:
        raise ValueError(part)
    with package.open(info) as stream:
        content = stream.read(_MOST_UNPACKED + 1)
    if len(content) > _MOST_UNPACKED:
        raise ValueError(part)
    return _decoded(content)


def _decoded(content: bytes) -> str:
    if b"\0" in content[:4] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}
