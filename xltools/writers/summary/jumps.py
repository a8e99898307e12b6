"""Links from sheet to sheet of the summary workbook, and what each sheet is for (目录)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltools.core.refs import quote_sheet
from xltools.writers.summary.book import Sheet

#: What people find on a sheet, in a few words.
PURPOSES: Mapping[str, str] = {
    "审核情况说明": "可复制到公文的说明文字",
    "汇总表": "各项合计，比率由合计重算",
    "分册": "各分册的合计和链接",
    "部门合计": "各部门的合计",
    "单位对照表": "各单位逐项填报数",
    "抵销": "合计里减去的往来数",
    "得分表": "各单位各指标得分",
    "得分排名": "按总分排名、等级",
    "指标得分率": "哪些指标失分、在哪里",
    "评分对照": "自评与参考得分的差异",
    "异常值": "与同类、上年差得远的数",
    "问题清单": "逐条问题，可筛选",
    "报送情况": "谁报了、谁没报",
    "参数": "公式查用的参数",
    "溯源": "每个数来自哪个格子",
}

#: What other sheets are: lists of attached forms.
_OTHERS = "各附表一览"


def purpose(name: str) -> str:
    """What a sheet is for."""
    return PURPOSES.get(name, _OTHERS)


def jump(sheet: Sheet, at: tuple[int, int], name: str, style: Any) -> None:
    """Write a sheet's name as a link to it."""
    row, column = at
    sheet.raw.write_url(row - 1, column - 1, f"internal:{quote_sheet(name)}!A1", style, name)
