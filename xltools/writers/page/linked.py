"""Where a file stands as seen from the page: a relative path, so that the folder can be moved as a whole."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: Half of a surrogate: what stands for a byte of a file name that is no text.
HALF = re.compile("[\ud800-\udfff]")


def linked(path: str, home: Path) -> str:
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
