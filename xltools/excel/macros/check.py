"""校验本表: check the open workbook as it stands, mark it, and say how many and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.core.overview.counts import ASKING, counted
from xltools.core.returned.review import review
from xltools.excel.checked import check_open
from xltools.excel.done import STOPPED, Done
from xltools.excel.marks import Marked, mark
from xltools.excel.reading import opened
from xltools.excel.talk import Talk
from xltools.runner import load_standard


def run(book: Any, talk: Talk) -> Done:
    """Check and mark; until it marks, it can be stopped and nothing has changed."""
    if not talk.progress(0, 3, "读取工作簿"):
        return STOPPED
    now = opened(book)
    if not talk.progress(1, 3, "校验"):
        return STOPPED
    checked = check_open(now.workbook)
    reviewed = review(checked, load_standard(checked.standard))
    if not talk.progress(2, 3, "标注"):
        return STOPPED
    marked = mark(book, now, reviewed)
    talk.progress(3, 3, "完成")
    counts = counted(item.finding for item in reviewed.items if item.status != "已消除")
    told = "、".join(f"{kind} {count} 条" for kind, count in counts.items() if count) or "没有问题"
    lines = [f"校验完成：{told}。", *_next(counts, marked), *_besides(marked, unsaved=now.unsaved)]
    asking = any(counts[kind] for kind in ASKING)
    return Done("\n".join(lines), f"校验完成：{told}", "警告" if asking else "消息", counts)


def _next(counts: Mapping[str, int], marked: Marked) -> list[str]:
    if not any(counts.values()):
        return ["下一步：保存工作簿，可以生成自评报告，然后报送。"]
    lines = [f"问题标在单元格上，逐条列在“{marked.title}”表。"]
    if counts["错误"]:
        lines.append("下一步：点“转到下一个问题”逐个看，错误必须改正；改完再点“校验本表”。")
    elif counts["核实"] or counts["未判"]:
        lines.append(f"下一步：核实的改正，或在“{marked.title}”的“核实说明”写明具体原因；未判的补齐数据。")
    else:
        lines.append("没有必须处理的问题；看过提示后，保存工作簿，可以报送。")
    return lines


def _besides(marked: Marked, *, unsaved: bool) -> list[str]:
    lines = []
    if marked.locked:
        names = "、".join(marked.locked)
        lines.append(f"工作表“{names}”受保护，没有填色；问题见批注和“{marked.title}”表。")
    if unsaved:
        lines.append("没有保存的改动也算在内；报送前请先保存。")
    return lines
