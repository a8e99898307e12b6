"""清除标记: fills and notes as they were, the sheet 审核结果 gone."""

from __future__ import annotations

from typing import Any

from xltools.excel.done import Done
from xltools.excel.marks import quiet
from xltools.excel.reading import Results, results_of
from xltools.excel.standing import standing, unmark
from xltools.excel.talk import Talk
from xltools.excel.troubles import spoken


def run(book: Any, talk: Talk) -> Done:
    """Take all marks away; what was typed into 审核结果 goes with the sheet, and is told."""
    talk.progress(0, 2, "查找标记")
    found = results_of(book)
    with quiet(found.app), spoken("清除标记"):
        others = {name: sheet for name, sheet in found.sheets.items() if name not in found.titles}
        marks = standing(others, found.results, found.saved)
        if not marks.any and not found.results:
            return Done("这个工作簿里没有校验的标记，没有改动。", "没有标记")
        talk.progress(1, 2, "恢复原样")
        refused = unmark(marks)
        if not refused:
            for title in found.titles:
                found.sheets[title].delete()
    if refused:
        return _halfway(refused, found)
    talk.progress(2, 2, "完成")
    return Done("标记已清除：填色和批注恢复原样，“审核结果”表已删去。", "标记已清除")


def _halfway(refused: list[str], found: Results) -> Done:
    names, titles = "、".join(refused), "、".join(found.titles)
    text = f"工作表“{names}”现在受保护，填色没有恢复；其余已清除。"
    kept = f"“{titles}”表先留着：取消保护（“审阅”），再点一次“清除标记”。" if titles else ""
    return Done(f"{text}\n{kept}".rstrip(), f"“{names}”没有清除", "警告")
