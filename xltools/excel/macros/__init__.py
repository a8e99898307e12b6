"""The macros, one a module: every button, menu and shortcut of every front end is made from this list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltools.excel.done import Done
    from xltools.excel.talk import Talk


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its name in ASCII letters, what its button says, and one line on what it does.

    ``needs_book`` is False for one that works without an open workbook; it is then given None.
    """

    name: str
    label: str
    about: str
    needs_book: bool = True

    def run(self, book: Any, talk: Talk) -> Done:
        """Do it on an ``xlwings.Book``; XltoolsError says in Chinese why it cannot be done.

        What came of it is put in the log; a status bar that was written into is the program's own again.
        """
        from xltools.excel.running import logged

        with logged(self, book) as tell:
            return tell(import_module(f"{__name__}.{self.name}").run(book, talk))


_ALL = (
    Macro("check", "校验本表", "校验打开的工作簿，把问题标在单元格上，列在“审核结果”表"),
    Macro("next_issue", "转到下一个问题", "选中下一个有问题的单元格，说明是什么问题、怎么改"),
    Macro("clear", "清除标记", "去掉校验的填色、批注和“审核结果”表，恢复原样"),
    Macro("recalc", "重算核对", "把全部公式重算一遍，列出显示的值与重算的值不同的单元格"),
    Macro("report", "生成自评报告", "用打开的工作簿里的数写一份 Word 自评报告，放在工作簿旁边"),
    Macro("refresh", "刷新报告", "工作簿改动后，更新已写的自评报告里的数，保留手改的文字"),
    Macro("consolidate", "汇总下级单位", "把一个文件夹里各单位的工作簿汇总成一个", needs_book=False),
)

#: The macros by name, in the order of their buttons.
MACROS: Mapping[str, Macro] = {macro.name: macro for macro in _ALL}
