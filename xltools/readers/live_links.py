"""Formulas as a program shows them -> as a file holds them: other files by number, plain function names."""

from __future__ import annotations

import re

#: ``'C:\\账\\[决算.xlsx]表'!`` or ``[决算.xlsx]表!``; a table's ``表1[列]`` has no sheet behind it.
_LINK = re.compile(
    r"'(?P<path>[^'\[\]]*)\[(?P<file>[^\[\]]+)\](?P<sheet>(?:[^']|'')*)'!|\[(?P<bare>[^\[\]]+)\](?P<tab>[\w.]+)!"
)
_TEXT = re.compile(r'("(?:[^"]|"")*")')
_PREFIX = re.compile(r"_xlfn\.|_xlws\.|_xlpm\.", re.IGNORECASE)


class Links:
    """The files a workbook's formulas call, by number; new ones get the next."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self._files = list(files)

    @property
    def files(self) -> tuple[str, ...]:
        """The files, in the order of their numbers."""
        return tuple(self._files)

    def formula(self, shown: str, held: str) -> str:
        """The formula a file would hold; ``held`` itself where it is that but for how it is written."""
        pieces = _TEXT.split(shown)
        text = "".join(
            piece if at % 2 else _LINK.sub(self._numbered, piece) for at, piece in enumerate(pieces)
        )
        return held if _bare(text) == _bare(held) else text

    def _numbered(self, found: re.Match[str]) -> str:
        file, sheet = found["file"] or found["bare"], found["sheet"] or found["tab"]
        if file.isdigit():
            return found[0]
        number = self._number(f"{found['path'] or ''}{file}", file)
        return f"'[{number}]{sheet}'!" if found["file"] else f"[{number}]{sheet}!"

    def _number(self, path: str, file: str) -> int:
        for number, each in enumerate(self._files, 1):
            if re.split(r"[\\/]", each)[-1].casefold() == file.casefold():
                return number
        self._files.append(path)
        return len(self._files)


def _bare(text: str) -> str:
    """A formula without what programs write each in their own way."""
    pieces = _TEXT.split(text)
    return "".join(
        piece if at % 2 else "".join(_PREFIX.sub("", piece).replace("'", "").split()).upper()
        for at, piece in enumerate(pieces)
    )
