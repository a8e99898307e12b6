"""Where a file stands as seen from an output: a relative path, so that the folder can be moved as a whole."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote_from_bytes

from xltools.core.filenames import HALF

#: What an address may not hold as it is: controls, what is not seen, signs with a meaning there, loose bytes.
_UNSAFE = re.compile(
    '[\x00-\x20%#"<>\\[\\]^`{}\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u205f-\u206f'
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)

#: Signs of a file name that Windows takes for the parting of folders, and for a drive.
_OF_WINDOWS = re.compile(r"[\\:]")


def relative(path: str, home: Path) -> str:
    """The path from the folder ``home`` to a file, with slashes, not escaped; "" where none can lead.

    From another drive it is a file:// address. The file at an address of its own (s3://…) has no path, nor
    has one whose name is no text.
    """
    if not path or "://" in path or HALF.search(path):
        return ""
    whole = Path(path).absolute()
    try:
        return "./" + Path(os.path.relpath(whole, home.absolute())).as_posix()
    except ValueError:
        absolute = whole.as_posix()
        return f"file:{absolute}" if absolute.startswith("//") else f"file:///{absolute}"


def address(path: str, home: Path) -> str:
    """The same as a workbook has it: escaped, the bytes of a name that is no text too; absolute elsewhere.

    "" where there can be none. Nothing in it breaks the XML it stands in, nor means another place.
    """
    if not path or "://" in path:
        return ""
    whole = Path(path).absolute()
    try:
        led = os.path.relpath(whole, home.absolute())
    except ValueError:
        led = str(whole)
    escaped = _UNSAFE.sub(_escaped, led)
    return _OF_WINDOWS.sub(_escaped, escaped) if os.sep == "/" else escaped


def _escaped(match: re.Match[str]) -> str:
    try:
        return quote_from_bytes(os.fsencode(match[0]), safe="")
    except UnicodeEncodeError:  # half of a surrogate that no file name has
        return "%EF%BF%BD"
