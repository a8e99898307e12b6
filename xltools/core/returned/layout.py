"""The sheet 审核结果 as a table: its columns, where it stands, and how it is known again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xltools.core.model import Sheet, Workbook

#: The sheet's name; a unit's own sheet of that name keeps it, and ours is then called 审核结果2.
TITLE = "审核结果"

Kind = Literal["text", "number", "link", "answer", "choice", "hidden"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters, and what stands in it.

    ``answer`` and ``choice`` are for people to fill; ``hidden`` is for the next check only.
    """

    label: str
    width: int
    kind: Kind = "text"


NUMBER = Column("序号", 6, "number")
LEVEL = Column("级别", 7)
RULE = Column("编号", 8)
SHEET = Column("工作表", 10)
CELL = Column("单元格", 8, "link")
FIELD = Column("项目", 14)
MESSAGE = Column("问题", 42)
LEFT = Column("填报值", 15)
RIGHT = Column("对照值", 15)
DIFFERENCE = Column("差额", 13)
FIX = Column("怎么改", 24)
BASIS = Column("依据", 12)
STATUS = Column("处理状态", 9)
ANSWER = Column("核实说明", 32, "answer")
OPINION = Column("审核意见", 9, "choice")
EARLIER = Column("上次说明", 14)
KEY = Column("标识", 4, "hidden")
FILLS = Column("原填充", 4, "hidden")

COLUMNS = (
    NUMBER,
    LEVEL,
    RULE,
    SHEET,
    CELL,
    FIELD,
    MESSAGE,
    LEFT,
    RIGHT,
    DIFFERENCE,
    FIX,
    BASIS,
    STATUS,
    ANSWER,
    OPINION,
    EARLIER,
    KEY,
    FILLS,
)

#: What a reviewer chooses from in 审核意见.
ACCEPTED, REJECTED = "认可", "退回"

#: Title, summary and directions stand above the headings.
HEAD_ROW = 4

#: How far down and right the headings are looked for: people insert rows and columns.
_REACH = 30
_SIGNS = frozenset({RULE.label, ANSWER.label})
#: People delete hidden columns: without the key, these together are as good a sign.
_KEYS = (frozenset({KEY.label}), frozenset({SHEET.label, CELL.label, MESSAGE.label, STATUS.label}))


def headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and each heading's column, where this is a sheet 审核结果 of ours."""
    for row, cells in enumerate(sheet.values[:_REACH], 1):
        columns = {"".join(cell.split()): at for at, cell in enumerate(cells, 1) if isinstance(cell, str)}
        if columns.keys() >= _SIGNS and any(columns.keys() >= key for key in _KEYS):
            return row, columns
    return None


def result_sheets(workbook: Workbook) -> Sequence[Sheet]:
    """Every sheet 审核结果 of ours, whatever it is called now: known by its headings."""
    return tuple(sheet for sheet in workbook.sheets if headings(sheet))
