"""A short digest of a form's layout: two forms with the same one have the same cells, words and formulas."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from xltools.core.layout import lay_out
from xltools.core.locating.frame import frame_of
from xltools.core.standard import Standard

#: Hexadecimal digits of a digest: two layouts of one standard meet by chance once in 2**48.
_DIGITS = 12


@lru_cache(maxsize=16)
def fingerprint(standard: Standard) -> str:
    """The digest of the form built from a standard; the same on every machine."""
    text = "\n".join(_lines(standard))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _lines(standard: Standard) -> Iterator[str]:
    """The layout as text: blocks, each cell with its place, words and content, the columns of tables."""
    layout, said = lay_out(standard), frame_of(standard).words
    for block in standard.blocks:
        yield f"{block.sheet}|{block.name}|{block.style}|{block.heading}"
    for name, cell in layout.cells.items():
        label, heading = said[name]
        given = "" if cell.constant is None else str(cell.constant)
        yield f"{name}|{cell.place}|{label}|{heading}|{cell.formula}|{given}"
    for name, table in layout.tables.items():
        for column in standard.columns(name):
            yield f"{name}_{column.name}|{table.area(column.name).ref}|{column.label}|{column.formula}"
