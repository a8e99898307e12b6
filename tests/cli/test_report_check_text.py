"""What ``report check`` says to people, line by line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from xltools import console
from xltools.commands import report_check_text
from xltools.commands.tally import Tally
from xltools.core.model import Checked, Finding
from xltools.core.prose.spot import Spot


def found(make_finding: Callable[..., Finding], **changes: Any) -> Finding:
    """A finding about words of a report."""
    parts = {"rule": "R060", "places": (), "message": "报告写6,800，工作簿为6,700，差100", **changes}
    return make_finding(**{"spot": Spot(12, 3, 9, "6800万元", "6700万元"), **parts})


def test_golden(
    make_finding: Callable[..., Finding], make_checked: Callable[..., Checked], unreadable: Checked
) -> None:
    """Where the figures come from, how places are told, then each report under its name."""
    sums = {"left": None, "right": None, "difference": None, "tolerance": None}
    checked = make_checked(
        found(make_finding, left=Decimal(6800), right=Decimal(6700), difference=Decimal(100), tolerance=None),
        found(make_finding, spot=None, rule="R069", level="提示", message="缺少：存在问题", **sums),
        path="甲报告.docx",
    )
    tally = Tally()
    workbook = make_checked(name="甲单位")
    told = report_check_text.lines(tally.watch([checked, unreadable]), tally, workbook)
    assert "\n".join(line.text for line in told) == (
        "对照的工作簿：甲单位.xlsx\n"
        "“第3段”是报告里第3个有文字的段落（表格一格算一段，空段不算），引号里是报告的原话。\n"
        "\n"
        "甲单位  甲报告.docx  × 不通过\n"
        "  错误 1、提示 1\n"
        "  错误 R060 第12段“6800万元”  报告写6,800，工作簿为6,700，差100\n"
        "    处理：核对各项得分\n"
        "    依据：SPEC R052\n"
        "  提示 R069  缺少：存在问题\n"
        "    处理：核对各项得分\n"
        "    依据：SPEC R052\n"
        "\n"
        "坏.xlsx  × 无法读取\n"
        "  文件有打开密码\n"
        "    处理:在 Excel 中去掉密码后另存\n"
        "\n"
        "共 2 个文件：不通过 1、无法读取 1。错误 1、核实 0、提示 1、未判 0、规则异常 0"
    )


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(
    width: int, make_finding: Callable[..., Finding], make_checked: Callable[..., Checked]
) -> None:
    """Words of a report, however long, are broken by the cells they take, and none is lost."""
    words = "其中基本支出三千四百万元，" * 12
    checked = make_checked(found(make_finding, spot=Spot(3, 0, len(words), words)))
    for whole in report_check_text.lines([checked], Tally(), None):
        pieces = list(console.fit(whole, width))
        assert all(console.cells(piece.text) <= width for piece in pieces)
        assert "".join(piece.text.strip() for piece in pieces).replace(" ", "") == whole.text.replace(" ", "")
