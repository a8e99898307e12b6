"""清除标记: fills and notes as they were, the sheet 审核结果 gone unless people wrote into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.core.model import Sheet, Workbook
from xltools.core.returned.answers import answers
from xltools.excel.done import Done
from xltools.excel.marks import quiet
from xltools.excel.reading import Results, results_of
from xltools.excel.standing import standing, unmark
from xltools.excel.talk import Talk
from xltools.excel.troubles import spoken


def run(book: Any, talk: Talk) -> Done:
    """Take all marks away; a sheet 审核结果 that people wrote into stays: nothing would bring that back."""
    talk.progress(0, 2, "查找标记")
    found = results_of(book)
    with quiet(found.app), spoken("清除标记"):
        others = {name: sheet for name, sheet in found.sheets.items() if name not in found.titles}
        marks = standing(others, found.results, found.saved)
        if not marks.any and not found.results:
            return Done("这个工作簿里没有校验的标记，没有改动。", "没有标记")
        talk.progress(1, 2, "恢复原样")
        refused = unmark(marks)
        if refused:
            return _halfway(refused, found)
        written = {sheet.name: count for sheet in found.results if (count := _written(sheet))}
        for title in found.titles:
            if title not in written:
                found.sheets[title].delete()
    talk.progress(2, 2, "完成")
    if written:
        return _kept(written)
    return Done("标记已清除：填色和批注恢复原样，“审核结果”表已删去。", "标记已清除")


def _written(sheet: Sheet) -> int:
    """How many lines people wrote into."""
    read = answers(Workbook(path="", sha256="", sheets=(sheet,)))
    return sum(bool(each.text.strip() or each.opinion.strip()) for each in read)


def _kept(written: Mapping[str, int]) -> Done:
    told = "，".join(f"“{title}”表里有 {count} 条写了核实说明或审核意见" for title, count in written.items())
    text = f"标记已清除：填色和批注恢复原样。\n{told}，没有删去；不再需要的，右键点它的标签，选“删除”。"
    return Done(text, "标记已清除，“审核结果”表没有删", "警告")


def _halfway(refused: list[str], found: Results) -> Done:
    names, titles = "、".join(refused), "、".join(found.titles)
    text = f"工作表“{names}”现在受保护，填色没有恢复；其余已清除。"
    kept = f"“{titles}”表先留着：取消保护（“审阅”），再点一次“清除标记”。" if titles else ""
    return Done(f"{text}\n{kept}".rstrip(), f"“{names}”没有清除", "警告")
