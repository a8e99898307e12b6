"""Addresses as Excel writes them (``$A$1:$B$2,C:D``) -> boxes of (top, left, bottom, right), and back."""

from __future__ import annotations

import re

from xltools.core.refs import column_letters

Box = tuple[int, int, int, int]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 1024
_CORNER = re.compile(r"(?P<column>[A-Z]{1,3})?(?P<row>[0-9]+)?", re.IGNORECASE)


def boxes(text: str) -> list[Box]:
    """The areas; whole columns and rows reach to the end of the sheet. ValueError for what is no address."""
    return [_box(each) for each in text.replace("$", "").split(",")]


def _box(text: str) -> Box:
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = _corner(first, 1, 1), _corner(last or first, _LAST_ROW, _LAST_COLUMN)
    return top, left, bottom, right


def _corner(text: str, row: int, column: int) -> tuple[int, int]:
    found = _CORNER.fullmatch(text)
    if found is None or not text:
        raise ValueError(text)
    letters = (found["column"] or "").upper()
    for at, letter in enumerate(letters):
        column = (column * 26 if at else 0) + ord(letter) - 64
    return int(found["row"] or row), column


def address(box: Box) -> str:
    """A box as Excel shows it, with dollars."""
    top, left, bottom, right = box
    first, last = f"${column_letters(left)}${top}", f"${column_letters(right)}${bottom}"
    return first if first == last else f"{first}:{last}"
