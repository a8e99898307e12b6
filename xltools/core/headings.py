"""The words beside a cell: the heading above it, the label left of it."""

from __future__ import annotations

from collections.abc import Collection

from xltools.core.model import Sheet, Value


def words(value: Value) -> str:
    """A label as it is compared: without spaces and without the star of a required field."""
    return "".join(value.split()).lstrip("*") if isinstance(value, str) else ""


def heading_above(sheet: Sheet, row: int, column: int, among: Collection[str] = ()) -> str:
    """The nearest text above a cell (one of ``among``, where given); "" when there is none."""
    for above in range(row - 1, 0, -1):
        text = words(sheet.value(above, column))
        if text and (not among or text in among):
            return text
    return ""


def labels_left(sheet: Sheet, row: int, column: int) -> set[str]:
    """The texts left of a cell in its row."""
    return {text for left in range(1, column) if (text := words(sheet.value(row, left)))}
