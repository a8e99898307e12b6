"""Office packages made reproducible: the same content gives the same bytes."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

from xltools.core.errors import OutputError

#: The one date every file we write carries: outputs must not depend on the clock.
FIXED_DATE = (2026, 1, 1, 0, 0, 0)
_REFERENCE = re.compile(rb"&#(\d+);")
_CLOCKS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def settled(content: bytes) -> bytes:
    """The package with fixed dates, in its parts and in its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = _CLOCKS.sub(rb"\g<1>2026-01-01T00:00:00Z", part)
            if info.filename.startswith("xl/"):
                part = _written_out(part)
            entry = zipfile.ZipInfo(info.filename, FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()


def _written_out(part: bytes) -> bytes:
    """A part in ASCII with its Chinese as references (&#20013;), in UTF-8: a third of the size."""
    if not part.isascii() or b"encoding=" in part[:100]:
        return part
    return _REFERENCE.sub(lambda m: chr(int(m[1])).encode() if int(m[1]) > 127 else m[0], part)


def put(content: bytes, out: Path) -> None:
    """Write a whole file or none: to a temporary file beside it, then renamed. OutputError in Chinese."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".xltools-", suffix=out.suffix)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"写不了文件“{out}”:{error.strerror or error}",
            fix="请关闭正在打开它的 Excel、WPS 或 Word,确认文件夹存在、可写且磁盘未满",
        ) from error
