r"""File names as people read them.

A name that is no UTF-8 (a zip of Windows unpacked on Linux) reaches us with each byte of it as half a
surrogate, which no file can hold. Nearly always it is GBK, and is then read as that.
"""

from __future__ import annotations

import re

#: Half of a surrogate: what stands for a byte of a file name that is no text.
HALF = re.compile("[\ud800-\udfff]")

#: Such bytes with what may be their other halves: two bytes of GBK may look like ASCII, or like UTF-8.
_BYTES = "\udc80-\udcff\x80-\u07ff0-~"
_RUN = re.compile(f"[{_BYTES}]*[\udc80-\udcff][{_BYTES}]*")


def readable(text: str) -> str:
    r"""A text with the file names in it as they were written.

    >>> readable("无法读取 u/\udcb1\udca8\udcb1\udced.xlsx")
    '无法读取 u/报表.xlsx'
    """
    return _RUN.sub(lambda run: _decoded(run[0]) or run[0], text) if HALF.search(text) else text


def file_name(name: str) -> str:
    """One name as people read it: one that was written in GBK where UTF-8 is meant is read as GBK."""
    return _decoded(name) or HALF.sub("\ufffd", name)


def _decoded(name: str) -> str:
    """The name in one of the two encodings; "" where it is in neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("utf-8", "surrogateescape").decode(encoding)
        except UnicodeError:  # Windows also has halves of surrogates that are no bytes
            continue
    return ""
