"""Page -> one HTML file that shows itself: style, script and data inside, nothing is ever loaded.

The browser is told so too (Content-Security-Policy): it may run this one script and use this one style,
known by their hashes, and fetch nothing.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from xltools.core.consolidation.page import Page
from xltools.core.filenames import HALF
from xltools.writers.links import relative
from xltools.writers.page.packed import packed

#: The parts of the script, in the order in which they need each other.
_SCRIPTS = ("data", "dom", "filters", "charts", "tree", "table", "detail", "main")

#: By this a page is known as ours later.
MARK = '<meta name="generator" content="xltools 汇总">'

_SLOT = re.compile(r"\{\{(\w+)\}\}")


def html(page: Page, path: Path, workbook: Path) -> Iterator[str]:
    """Yield the file's text in pieces. ``path`` is where it will stay: links lead to files from there.

    ``workbook`` is the summary workbook that stands beside it. The same page gives the same text.
    """
    script = f'"use strict";\n(() => {{\n{"".join(_part(f"{name}.js") for name in _SCRIPTS)}}})();\n'
    style = _part("page.css")
    slots = {
        "mark": MARK,
        "title": escape(page.headlines.title),
        "policy": _policy(script, style),
        "style": style,
        "script": script,
    }
    content = packed(page, partial(relative, home=path.parent), str(workbook))
    for number, piece in enumerate(_SLOT.split(_part("page.html"))):
        if number % 2 == 0:
            yield piece
        elif piece == "data":
            yield _embedded(content)
        else:
            yield slots[piece]


def _embedded(content: Mapping[str, Any]) -> str:
    """The data as JSON that can stand in a page: a browser ends a script at the first </script> in it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return HALF.sub(lambda half: f"\\\\u{ord(half[0]):04x}", text)


def _part(name: str) -> str:
    return (files("xltools.writers.page") / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _policy(script: str, style: str) -> str:
    """What the browser may do."""
    rules = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
