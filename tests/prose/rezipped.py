"""A package with one part edited as text, and others added."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping


def rezipped(
    content: bytes, part: str, edit: Callable[[str], str], added: Mapping[str, str] | None = None
) -> bytes:
    """The package again, the part edited."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info.filename, edit(text.decode()) if info.filename == part else text)
        for name, text in (added or {}).items():
            new.writestr(name, text)
    return out.getvalue()
