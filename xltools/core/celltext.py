"""What text a cell of a workbook can hold."""

from __future__ import annotations

import re

#: The most characters a cell, or a note, holds.
MAX_TEXT = 32_767
#: Characters that XML cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> bool:
    """Whether a cell can hold the text as it is."""
    return len(text) <= MAX_TEXT and not _FORBIDDEN.search(text)
