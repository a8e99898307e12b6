"""The workbooks that must come through unharmed: name -> bytes, made anew and always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from . import books_parts, books_shapes, books_written

_MAKERS: Mapping[str, Callable[[], bytes]] = {
    "rich.xlsx": books_written.rich,
    "embedded.xlsx": books_written.embedded,
    "macros.xlsm": books_written.macros,
    "legacy.xlsx": books_written.legacy,
    "threaded.xlsx": books_parts.threaded,
    "pivot.xlsx": books_parts.pivot_and_slicer,
    "wps.xlsx": books_parts.wps,
    "controls.xlsx": books_parts.controls,
    "connected.xlsx": books_parts.connected,
    "prefixed.xlsx": books_shapes.prefixed,
    "positional.xlsx": books_shapes.positional,
    "utf16.xlsx": books_shapes.utf16,
    "remarks.xlsx": books_shapes.remarks,
    "oddly_named.xlsx": books_shapes.oddly_named,
    "escaped.xlsx": books_shapes.escaped,
    "bare.xlsx": books_shapes.bare,
    "taken.xlsx": books_shapes.taken,
}

BOOKS = tuple(_MAKERS)


@cache
def book(name: str) -> bytes:
    """The workbook of that name."""
    return _MAKERS[name]()
