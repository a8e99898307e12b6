"""What the rules of 湛江2022 say of cells left blank, of zeros, and of claims that are half made out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.core.altered import standard
from tests.form.books import check, disagreements

from .planted import planted

NUMBER = "示例文号〔2022〕1号"


def completion(score: float, **more: Any) -> dict[str, Any]:
    """支出完成率 (98.86 %, worth 5.93 of 6) with another score."""
    return {"支出完成率_自评得分": score, **({"支出完成率_扣分理由": None} if score >= 6 else {}), **more}


#: What is filled in -> every finding that is to come of it.
EDGES: list[tuple[str, Mapping[str, Any], str]] = [
    ("a score a little below full marks", completion(5.99), "R011"),
    ("a score of nothing", completion(0), "R011"),
    ("full marks, a number and no amount", completion(6, 冻结收回文号=NUMBER, 冻结收回额=None), "R052"),
    ("full marks, a number and an amount of 0", completion(6, 冻结收回文号=NUMBER), "R052"),
    ("full marks, an amount and no number", completion(6, 冻结收回额=94999.5), "R052"),
    ("full marks, blanks for a number", completion(6, 冻结收回文号="  ", 冻结收回额=94999.5), "R052"),
    ("full marks, a wide blank for a number", completion(6, 冻结收回文号="　", 冻结收回额=94999.5), "R052"),
    ("full marks, all that was left frozen", completion(6, 冻结收回文号=NUMBER, 冻结收回额=94999.5), ""),
    ("full marks, more frozen than granted", completion(6, 冻结收回文号=NUMBER, 冻结收回额=9e6), "R116"),
    ("less than full marks, some frozen", completion(5.97, 冻结收回文号=NUMBER, 冻结收回额=50000), ""),
    ("less than full marks, frozen for nothing", completion(5.97, 冻结收回额=50000), "R011"),
    ("no level chosen", {"社会经济环境效益_实际值": None}, "R014未判"),
    ("a level and blanks about it", {"社会经济环境效益_实际值": "达成 "}, ""),
    ("a level, and the score of another", {"社会经济环境效益_实际值": " 部分达成"}, "R014"),
    ("a zero target left blank", {"项目指标.0.指标性质": "等于", "项目指标.0.目标值": None}, "R119未判"),
    ("an actual value left blank", {"项目指标.0.实际值": None}, "R119未判"),
    ("a target of 0 and words for the actual value", {
        "项目指标.0.指标性质": "等于", "项目指标.0.目标值": 0, "项目指标.0.实际值": "无事故",
    }, "R121"),
    ("a project without its spending", {
        "项目表.2.项目名称": "新项目（示例）", "项目计划数": 3, "项目完成数": 3,
    }, "R058未判"),
    ("no fixed assets", {
        "固定资产原值": 0, "在用固定资产": 0, "闲置固定资产": 0,
    }, ""),
    ("no task of weight", {"重点工作计划数": 0, "重点工作完成数": 0}, ""),
    ("no target", {"绩效目标计划数": 0, "绩效目标完成数": 0}, ""),
    ("no indicators", {"绩效指标总数": 0, "可量化指标数": 0}, ""),
    ("no running costs", {
        "公用经费_调整预算": 0, "人员经费_调整预算": 5150000,
        "公用经费_决算": 0, "人员经费_决算": 5122000.5,
    }, ""),
    ("running costs without a budget", {
        "公用经费_调整预算": 0, "人员经费_调整预算": 5150000,
    }, "R012未判"),
    ("guests and no heads", {"接待人次": None}, "R038"),
    ("no expense, guests and no heads", {
        "公务接待费_决算": 0, "三公经费合计_决算": 31250.4, "接待人次": None,
    }, "R038"),
    ("a notice in square brackets", {"通知文号": "湛财绩[2022]3号"}, "R080"),
    ("a notice in round brackets", {"通知文号": "湛财绩（2022）3号"}, "R080"),
    ("a notice in half-width brackets", {"通知文号": "湛财绩(2023)3号"}, ""),
    ("brackets about no year", {"通知文号": "湛财绩（通知）2022年3号"}, ""),
    ("only the dates of the budget", {
        "决算批复日": None, "决算公开日": None, "预决算信息公开_自评得分": 3,
    }, "R091未判"),
    ("final accounts published before they were approved", {"决算公开日": date(2022, 8, 29)}, "R124"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), [edge[1:] for edge in EDGES], ids=[edge[0] for edge in EDGES])
def test_the_edges(edits: Mapping[str, Any], said: str) -> None:
    """What is said, all of it, and nothing twice; the 校验 sheet says the same."""
    book = planted(edits)
    checked = check(book, standard())
    assert checked.rules == {(name[:4], name[4:] or "不通过") for name in said.split()}
    assert disagreements(book, checked) == []
