"""Where each elimination (抵销) stands in the summary workbook, and how a total is lessened by it."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.core.consolidation.elimination import Elimination
from xltools.core.consolidation.summary import Node
from xltools.core.refs import column_letters

ELIMINATIONS = "抵销"

#: The columns of the sheet 抵销, by their headings, each with its width.
COLUMNS = {
    "上级编码": 10,
    "上级单位": 20,
    "单位编码": 10,
    "单位": 20,
    "对方编码": 10,
    "对方单位": 20,
    "字段": 16,
    "项目": 18,
    "金额": 17,
    "说明": 20,
    "来源": 18,
    "sha256": 9,
}


class Eliminated:
    """The lines of the sheet 抵销, a row each from row ``first``; a department has one run of rows."""

    def __init__(self, lines: Sequence[Elimination], first: int) -> None:
        self.lines = tuple(lines)
        self.first = first
        self.fields = {line.field for line in lines}

    def of(self, name: str, node: Node) -> str:
        """What is taken out of a node's total: the end of its formula; "" when nothing is."""
        if not any(line.field == name for line in node.eliminations):
            return ""
        names, amounts = (self._range(_column(heading), node) for heading in ("字段", "金额"))
        return f'-SUMIF({names},"{name}",{amounts})'

    def counted(self, number: int, node: Node) -> str:
        """What is taken out of a rate's input: only of units that are in the rate, by a hidden column."""
        return f"-SUM({self._range(self.hidden(number), node)})" if node.eliminations else ""

    def hidden(self, number: int) -> int:
        """The hidden column with that number."""
        return len(COLUMNS) + 1 + number

    def row(self, number: int) -> int:
        """The row of the line with that number."""
        return self.first + number

    @property
    def amount_column(self) -> str:
        """The letters of the column of amounts."""
        return column_letters(_column("金额"))

    def _range(self, column: int, node: Node) -> str:
        start = self.lines.index(node.eliminations[0])
        letters = column_letters(column)
        first, last = self.row(start), self.row(start + len(node.eliminations) - 1)
        return f"{ELIMINATIONS}!${letters}${first}:${letters}${last}"


def _column(heading: str) -> int:
    return list(COLUMNS).index(heading) + 1
