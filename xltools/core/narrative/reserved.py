"""Characters Unicode keeps for a program's own use (U+FDD0-U+FDEF).

What a report is worked with between template and file is marked by them; so none may come in with
what a unit typed, and none may be left when the report is saved.
"""

from __future__ import annotations

import re

RESERVED = re.compile("[\ufdd0-\ufdef]")


def unreserved(text: str) -> str:
    """The text without them."""
    return RESERVED.sub("", text)
