"""The parts of a summary's sheets: a cell of the form as a column, an item as a line, a block of lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xltools.core.standard import Block, Field


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of the form as a column: ``index`` counts from 0 after the columns in front."""

    name: str
    field: Field
    measure: str
    index: int


@dataclass(frozen=True, slots=True)
class Line:
    """One item on 汇总表: its row and the column of each of its cells; ``merge_to`` 0 when not merged."""

    field: Field
    row: int
    cells: Mapping[str, int]
    merge_to: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One block on 汇总表: the row of its heading and its items below."""

    block: Block
    row: int
    lines: tuple[Line, ...]
