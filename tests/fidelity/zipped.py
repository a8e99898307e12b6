"""A package taken apart and put together again, for what no writer of workbooks will make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from .parts import OFFICE, TYPES, rels_of

_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
_DATE = (2020, 1, 1, 0, 0, 0)


class Zipped:
    """Parts by name, changed by plain replacement of text."""

    def __init__(self, content: bytes = b"") -> None:
        self.parts: dict[str, bytes] = {}
        if content:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self.parts = {info.filename: archive.read(info) for info in archive.infolist()}

    def put(self, name: str, text: str | bytes, content_type: str = "") -> None:
        """Add a part; with a type of its own unless its ending has one."""
        self.parts[name] = text.encode() if isinstance(text, str) else text
        if content_type:
            override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
            self.change(TYPES, "</Types>", override)

    def default(self, ending: str, content_type: str) -> None:
        """Say what an ending is, unless it is said."""
        if f'Extension="{ending}"'.encode() not in self.parts[TYPES]:
            said = f'<Default Extension="{ending}" ContentType="{content_type}"/></Types>'
            self.change(TYPES, "</Types>", said)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a part."""
        text = self.parts[name].decode()
        if text.count(old) != 1:
            raise ValueError(f"{name}: {old!r} stands {text.count(old)} times")
        self.parts[name] = text.replace(old, new).encode()

    def rewrite(self, name: str, how: Callable[[str], str]) -> None:
        """Change a part's text by a function."""
        self.parts[name] = how(self.parts[name].decode()).encode()

    def relate(self, source: str, kind: str, target: str, index: str) -> None:
        """Let a part point at another, by a target as it is to be written."""
        name = rels_of(source)
        if name not in self.parts:
            self.parts[name] = _RELS.encode()
        full = kind if "://" in kind else f"{OFFICE}/{kind}"
        link = f'<Relationship Id="{index}" Type="{full}" Target="{target}"/></Relationships>'
        self.change(name, "</Relationships>", link)

    def rename(self, old: str, new: str) -> None:
        """Another name for a part, with its relationships; who points at it is for the caller to change."""
        for before, after in ((old, new), (rels_of(old), rels_of(new))):
            if before in self.parts:
                self.parts[after] = self.parts.pop(before)

    def content(self) -> bytes:
        """The package's bytes, the same each time."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                info = zipfile.ZipInfo(name, _DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
        return out.getvalue()
