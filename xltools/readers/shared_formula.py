"""Shared formulas: the text of the first cell, moved to each cell that shares it."""

from __future__ import annotations

import re
from typing import NamedTuple

from xltools.core.refs import MAX_COLUMN, MAX_ROW, column_letters, column_number

# What a formula is made of, as far as moving it goes. Texts, quoted sheet names and [brackets] are
# passed over; a word is taken whole, so that LOG10( and 合计A1 and Sheet1! never look like cells.
_END = r"(?![\w.\\?$(!\[])"
_TOKEN = re.compile(
    rf"""
      "(?:[^"]|"")*"
    | '(?:[^']|'')*'
    | \[ (?: [^\[\]'] | '. | \[ (?: [^\[\]'] | '. )* \] )* \]
    | (?P<columns> (\$?)([A-Za-z]{{1,3}}) : (\$?)([A-Za-z]{{1,3}}) ) {_END}
    | (?P<rows> (\$?)([1-9][0-9]{{0,6}}) : (\$?)([1-9][0-9]{{0,6}}) ) {_END}
    | (?P<cell> (\$?)([A-Za-z]{{1,3}})(\$?)([1-9][0-9]{{0,6}}) ) {_END}
    | [\w.\\?$]+
    """,
    re.VERBOSE,
)


class _Ref(NamedTuple):
    """A relative or absolute reference: columns or rows are 0 where it has none."""

    column: int = 0
    column_fixed: bool = False
    row: int = 0
    row_fixed: bool = False

    def moved(self, rows: int, columns: int) -> str:
        """The reference moved down and right; ``#REF!`` when it leaves the sheet."""
        text = ""
        if self.column:
            column = self.column if self.column_fixed else self.column + columns
            if not 1 <= column <= MAX_COLUMN:
                return "#REF!"
            text = ("$" if self.column_fixed else "") + column_letters(column)
        if self.row:
            row = self.row if self.row_fixed else self.row + rows
            if not 1 <= row <= MAX_ROW:
                return "#REF!"
            text += ("$" if self.row_fixed else "") + str(row)
        return text


class SharedFormula:
    """A formula text (without ``=``) that stands at a cell, ready to be moved to others."""

    __slots__ = ("_column", "_pieces", "_row")

    def __init__(self, text: str, row: int, column: int) -> None:
        self._row = row
        self._column = column
        self._pieces = _split(text)

    def at(self, row: int, column: int) -> str:
        """The text as it reads at another cell, its relative references moved along."""
        down, right = row - self._row, column - self._column
        return "".join([p if isinstance(p, str) else p.moved(down, right) for p in self._pieces])


def _split(text: str) -> list[str | _Ref]:
    """The text as literal pieces and references, in order."""
    pieces: list[str | _Ref] = []
    done = 0
    for match in _TOKEN.finditer(text):
        refs = _refs(match)
        if not refs:
            continue
        pieces.append(text[done : match.start()])
        pieces.append(refs[0])
        if len(refs) == 2:
            pieces += [":", refs[1]]
        done = match.end()
    pieces.append(text[done:])
    return pieces


def _refs(match: re.Match[str]) -> list[_Ref]:
    """The one or two references of a token; empty for anything else."""
    kind = match.lastgroup
    if kind == "columns":
        refs = [_Ref(column_number(match[n + 1]), bool(match[n])) for n in (2, 4)]
    elif kind == "rows":
        refs = [_Ref(row=int(match[n + 1]), row_fixed=bool(match[n])) for n in (7, 9)]
    elif kind == "cell":
        refs = [_Ref(column_number(match[13]), bool(match[12]), int(match[15]), bool(match[14]))]
    else:
        return []
    # Beyond the grid it is a name, as Excel sees it: XYZ1.
    inside = all(ref.column <= MAX_COLUMN and ref.row <= MAX_ROW for ref in refs)
    return refs if inside else []
