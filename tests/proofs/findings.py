"""Findings for tests: at words of a report, wherever they stand."""

from __future__ import annotations

from xltools.core.model import Finding, Level
from xltools.core.prose.spot import Spot
from xltools.readers.prose import read_prose_bytes

NAMES = {"R062": "文中算式"}


def at(content: bytes, words: str, repair: str | None = None, level: Level = "错误") -> Finding:
    """A finding at the first place where the words stand."""
    for passage in read_prose_bytes(content, "报告.docx").passages:
        start = passage.text.find(words)
        if start >= 0:
            return on(Spot(passage.number, start, start + len(words), words, repair), level)
    raise AssertionError(words)


def on(spot: Spot | None, level: Level = "错误") -> Finding:
    """A finding at a spot."""
    return Finding("R062", level, "不通过", "算式算错了。", fix="请重算。", spot=spot)
