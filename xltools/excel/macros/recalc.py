"""重算核对: every formula computed anew, beside what the screen shows."""

from __future__ import annotations

from typing import Any

from xltools.core.amounts import exact, grouped
from xltools.core.model import Value
from xltools.core.recalculated import Change, Kept, Recalculated
from xltools.excel.done import STOPPED, Done
from xltools.excel.reading import opened
from xltools.excel.showing import show
from xltools.excel.talk import Talk
from xltools.excel.troubles import spoken
from xltools.recalculating import recalculate

#: So many cells are told one by one.
_TOLD = 12


def run(book: Any, talk: Talk) -> Done:
    """Compute, and go to the first cell that shows something else; nothing in the workbook is changed."""
    if not talk.progress(0, 2, "读取工作簿"):
        return STOPPED
    now = opened(book)
    if not talk.progress(1, 2, "重算全部公式"):
        return STOPPED
    result = recalculate(now.workbook)
    if result.changed:
        with spoken("转到单元格"):
            place = result.changed[0].place
            show(now.sheets[place.sheet], (place.row, place.column))
    talk.progress(2, 2, "完成")
    status = _status(result)
    return Done(
        "\n".join([f"重算核对：{status}。", *_lines(result)]), status, "警告" if result.changed else "消息"
    )


def _status(result: Recalculated) -> str:
    if not result.formulas:
        return "没有公式"
    differ = f"{len(result.changed)} 格显示的值与重算的不同" if result.changed else "显示的值都与重算的相同"
    kept = f"，{len(result.kept)} 格不能可靠重算" if result.kept else ""
    return f"公式 {result.formulas} 个，{differ}{kept}"


def _lines(result: Recalculated) -> list[str]:
    lines = [_changed(each) for each in result.changed[:_TOLD]]
    if len(result.changed) > _TOLD:
        lines.append(f"……还有 {len(result.changed) - _TOLD} 格")
    if result.changed:
        lines.append("下一步：按 Ctrl+Alt+F9 让程序全部重算，保存，再核对；还不同的，看公式是不是被改过。")
    lines.extend(_kept(each) for each in result.kept[:_TOLD])
    return lines


def _changed(change: Change) -> str:
    return f"{change.place}：显示 {_shown(change.saved)}，重算 {_shown(change.computed)}"


def _kept(kept: Kept) -> str:
    return f"{kept.place} 没有重算：{kept.why}"


def _shown(value: Value) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return grouped(exact(value))
