"""Texts as a workbook's XML can hold them."""

from __future__ import annotations

import re

from xltools.core.celltext import MAX_TEXT

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str) -> str:
    """The text without what XML cannot hold, and no longer than a cell takes."""
    text = _FORBIDDEN.sub(" ", text.replace("\r\n", "\n"))
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def escaped(text: str) -> str:
    """The text as a cell's string: what looks like an escape (``_x0041_``) is written so that it stays."""
    return _ESCAPE.sub("_x005F_", clean(text))
