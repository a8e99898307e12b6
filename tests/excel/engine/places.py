"""Addresses of areas: ``$A$1:$B$2,C3`` to boxes of numbers and back."""

from __future__ import annotations

from openpyxl.utils import get_column_letter, range_boundaries

Box = tuple[int, int, int, int]

_LAST = (1_048_576, 16_384)


def boxes(text: str) -> list[Box]:
    """The areas as (top, left, bottom, right); whole columns and rows reach to the sheet's end."""
    if len(text) > 255:
        raise ValueError(text)
    return [_box(each.replace("$", "")) for each in text.split(",")]


def _box(text: str) -> Box:
    left, top, right, bottom = range_boundaries(text)
    return top or 1, left or 1, bottom or 1, right or _LAST[1]


def address(box: Box) -> str:
    """An area's address as Excel writes it."""
    top, left, bottom, right = box
    first, last = (f"${get_column_letter(c)}${r}" for r, c in ((top, left), (bottom, right)))
    return first if first == last else f"{first}:{last}"
