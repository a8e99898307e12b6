"""What a cell is called when people are told of it."""

from __future__ import annotations

from xltools.core.standard import Field, Standard


def titled(standard: Standard, name: str) -> str:
    """What a cell is called, by its name."""
    return label_of(*standard.by_cell_name[name])


def label_of(item: Field, measure: str) -> str:
    """What an item is called, with its measure."""
    return f"{item.label}({measure})" if measure else item.label
