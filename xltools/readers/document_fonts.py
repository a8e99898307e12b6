"""The fonts a .docx names for its Chinese text."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from xltools.readers.container import open_package
from xltools.readers.word.file import bytes_of

#: Where text, and the styles it has, are kept; the table of fonts also lists those that nothing uses.
_PARTS = re.compile(r"word/(?:document|styles|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml")
_FONTS = re.compile(r"<w:rFonts\b[^<>]*\bw:eastAsia=(?:\"([^\"]+)\"|'([^']+)')")


def chinese_fonts(path: Path) -> frozenset[str]:
    """The names of the fonts for Chinese text; InputError where the file is no whole package."""
    package = open_package(bytes_of(path), str(path), workbook=False)
    texts = (
        package.read(name).decode("utf-8", "replace") for name in package.names if _PARTS.fullmatch(name)
    )
    return frozenset(unescape(one or other) for text in texts for one, other in _FONTS.findall(text))
