"""Does a file look, from outside, like one somebody filled in? What does not is read apart."""

from __future__ import annotations

import zipfile
from pathlib import Path

#: Bytes of the file, of all its parts, and of a part to one of its packed bytes.
_PACKED, _UNPACKED, _RATIO = 4 << 20, 24 << 20, 60
#: A part below this size is no bomb, however well it is packed.
_RATIO_FROM = 1 << 20


def is_ordinary(path: Path) -> bool:
    """Whether a file is a zip of modest size, packed as documents are; nothing is unpacked to tell."""
    try:
        # A pipe would never answer.
        if not path.is_file() or path.stat().st_size > _PACKED:
            return False
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it is out of the ordinary
        return False
    heavy = any(
        each.file_size > _RATIO_FROM and each.file_size > _RATIO * max(1, each.compress_size)
        for each in entries
    )
    return not heavy and sum(each.file_size for each in entries) <= _UNPACKED
