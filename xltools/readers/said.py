"""Which standard a file says it belongs to, told without reading the workbook."""

from __future__ import annotations

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

from xltools.core.names import STANDARD_NAME

_PART = "xl/workbook.xml"

#: A workbook's list of names is a few hundred kilobytes; a bomb is not unpacked any further.
_MOST = 8_000_000

#: Bounded: an attribute list without an end would be searched again from each place it might begin at.
_SAID = re.compile(
    rf'<definedName [^<>]{{0,400}}?name="{STANDARD_NAME}"[^<>]{{0,400}}>([^<]{{0,400}})<'.encode()
)


def said_standard(path: Path) -> str | None:
    """The name of the standard; "" where a workbook says none, None where the file cannot be opened."""
    try:
        if not path.is_file():
            return None
        with zipfile.ZipFile(path) as package, package.open(_PART) as part:
            found = _SAID.search(part.read(_MOST))
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        return None
    return unescape(found[1].decode("utf-8", "replace")).strip().strip('"') if found else ""
