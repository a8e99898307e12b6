"""规范.xlsx as staff may leave it: every fault is named with its sheet, row and column."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xltools.core.definition import SHEETS
from xltools.core.errors import StandardError
from xltools.readers.standard import DEFINITION, read_standard

from .altered import NAMES, TEMPLATES, altered, find, opened, save

#: sheet, key of the row, heading, what is typed there, what the message must say about it.
FAULTS = [
    ("表样", "封面", "工作表", None, "不能为空"),
    ("表样", "封面", "版式", "横表", "“横表”不是 封面、竖表"),
    ("表样", "项目表", "空行数", "二十", "“二十”不是数字"),
    ("表样", "项目表", "空行数", 2.5, "“2.5”不是整数"),
    ("表样", "项目指标", "块", "项目表", "块“项目表”重复"),
    ("字段", "单位名称", "字段名", None, "不能为空"),
    ("字段", "单位名称", "字段名", "单位 名称", "不能用作单元格名称"),
    ("字段", "单位名称", "字段名", "A1", "不能用作单元格名称"),
    ("字段", "单位名称", "字段名", "R1C1", "不能用作单元格名称"),
    ("字段", "单位名称", "字段名", "1号单位", "不能用作单元格名称"),
    ("字段", "单位名称", "标签", "  ", "不能为空"),
    ("字段", "单位名称", "类型", "字符", "“字符”不是 金额、整数"),
    ("字段", "单位名称", "块", "扉页", "表样里没有工作表“封面”的块“扉页”"),
    ("字段", "单位名称", "汇总方式", "平均", "“平均”不是 求和、重算"),
    ("字段", "基本支出", "小数位", "两位", "“两位”不是数字"),
    ("字段", "单位简称", "字段名", "单位名称", "“单位名称”重复"),
    ("字段", "培训费", "字段名", "基本支出_决算", "“基本支出_决算”重复"),
    ("指标", "项目监管", "分值", None, "不能为空"),
    ("指标", "项目监管", "分值", "四", "“四”不是数字"),
    ("指标", "项目监管", "一级指标", None, "不能为空"),
    ("指标", "项目监管", "类型", None, "不能为空"),
    ("指标", "支出完成率", "豁免字段", "冻结收回额", "要写两个字段名"),
    ("指标", "支出完成率", "豁免字段", "冻结收回文号、冻结收回额", "的字段“冻结收回文号”"),
    ("指标", "支出完成率", "豁免字段", "冻结收回额、没有的字段", "没有类型为文本的字段“没有的字段”"),
    ("指标", "项目监管", "字段名", "财务合规性", "指标“财务合规性”重复;三级指标同名时请填写不同的字段名"),
    ("参数", "满分", "类型", "金额", "“金额”不是 数值、比率"),
    ("参数", "满分", "值", None, "不能为空"),
    ("参数", "满分", "值", "一百", "“一百”不是数字"),
    ("参数", "满分", "值", "NaN", "“NaN”不是数字"),
    ("参数", "等级下限", "值", "0、60、八十、90", "“八十”不是数字"),
    ("参数", "法定节假日", "值", "2023-01-01、2023-13-01", "“2023-13-01”不是日期"),
    ("参数", "公开天数", "名称", "批复下属天数", "参数“批复下属天数”重复"),
    ("规则", "R003", "编号", "R002", "规则“R002”重复"),
    ("规则", "R003", "名称", None, "不能为空"),
    ("规则", "R003", "启用", "启用", "“启用”不是 是、否 之一"),
    ("规则", "R003", "试行", "√", "“√”不是 是、否 之一"),
    ("规则", "R003", "级别", "严重", "“严重”不是 提示、核实、错误 之一"),
    ("规则", "R003", "类别", None, "不能为空"),
    ("规则", "R003", "比较", "≥", "“≥”不是 =、>="),
    ("规则", "R003", "比较", None, "“”不是 =、>="),
    ("规则", "R003", "左式", None, "不能为空"),
    ("规则", "R003", "右式", None, "不能为空"),
    ("规则", "R004", "右式", None, "不能为空"),
    ("规则", "R003", "循环范围", "评分明细", "没有名为“评分明细”的表"),
    ("规则", "R003", "绝对容差", "一分", "“一分”不是数字"),
    ("规则", "R003", "年度起", "2022年", "“2022年”不是数字"),
    ("规则", "R003", "缺失值策略", "忽略", "“忽略”不是 任一缺未判、全缺未判"),
    ("规则", "R003", "提示语", None, "不能为空"),
    ("附表", "项目自评份数", "名称", "满分", "“满分”重复"),
    ("附表", "项目自评份数", "名称", "项目 份数", "不能用作单元格名称"),
    ("附表", "项目自评份数", "规范", None, "不能为空"),
    ("附表", "项目自评份数", "取值", "平均", "“平均”不是 份数、求和"),
    ("附表", "项目自评执行数合计", "字段", None, "不能为空"),
    ("附表", "本项目自评执行数", "对应字段", None, "不能为空"),
    ("附表", "本项目自评执行数", "列", "项目代号", "表“项目表”没有名为“项目代号”的列"),
    ("附表", "本项目自评执行数", "表", "项目清单", "没有名为“项目清单”的表"),
    ("报告", "单位基本情况", "标题", None, "不能为空"),
    ("报告", "单位基本情况", "必有", "必须", "“必须”不是 是、否 之一"),
]


@pytest.mark.parametrize(
    ("sheet", "key", "heading", "typed", "problem"),
    FAULTS,
    ids=[f"{f[0]}-{f[1]}-{f[2]}-{f[3]}" for f in FAULTS],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, sheet: str, key: str, heading: str, typed: object, problem: str
) -> None:
    """The error says which standard, sheet, row and column, what is wrong, and what to do."""
    with opened("湛江2022", {}) as book:
        row = find(book[sheet], key, heading).row
    with pytest.raises(StandardError) as caught:
        altered(tmp_path / "我市", {(sheet, key, heading): typed})
    assert caught.value.message.startswith(f"规范“我市”工作表“{sheet}”第{row}行“{heading}”:")
    assert problem in caught.value.message
    assert DEFINITION in caught.value.fix


def test_the_row_is_excels_row(tmp_path: Path) -> None:
    """Blank rows above a fault count: the row named is the one Excel shows."""
    book = openpyxl.load_workbook(TEMPLATES / "四川" / DEFINITION)
    book["规则"].insert_rows(3, amount=4)
    cell = find(book["规则"], "R003", "级别")
    cell.value = "严重"
    with pytest.raises(StandardError, match=f"第{cell.row}行“级别”"):
        read_standard(save(book, tmp_path / "加空行"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_missing_sheet_is_named(tmp_path: Path, sheet: str) -> None:
    """A definition without one of its sheets says which."""
    book = openpyxl.load_workbook(TEMPLATES / "四川" / DEFINITION)
    del book[sheet]
    with pytest.raises(StandardError, match=f"缺少工作表“{sheet}”"):
        read_standard(save(book, tmp_path / "缺表"))


def test_a_folder_without_a_definition(tmp_path: Path) -> None:
    """A folder that is no standard says what it should hold."""
    with pytest.raises(StandardError, match=DEFINITION):
        read_standard(tmp_path)


def test_a_disabled_rule_may_be_unfinished(tmp_path: Path) -> None:
    """A rule switched off keeps its row whatever is left blank in it, and is not in force."""
    changes = {("规则", "R003", heading): None for heading in ("左式", "右式", "比较", "启用")}
    rule = altered(tmp_path / "停用", changes).rule["R003"]
    assert not rule.enabled
    assert not rule.in_force(2022)
    assert not rule.in_force(None)


def test_columns_may_stand_in_any_order_and_more_may_be_added(tmp_path: Path) -> None:
    """Columns are found by their heading: staff may move them and keep notes in their own."""
    book = openpyxl.load_workbook(TEMPLATES / "四川" / DEFINITION)
    for ws in book:
        ws.insert_cols(1)
        ws.cell(1, 1, "我的备注")
        ws.cell(2, 1, "不用管")
    moved = read_standard(save(book, tmp_path / "四川"))
    kept = read_standard(TEMPLATES / "四川")
    parts = ("about", "blocks", "fields", "indicators", "parameters", "rules", "outline", "attachments")
    assert [getattr(moved, part) for part in parts] == [getattr(kept, part) for part in parts]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_is_the_same_standard(name: str, tmp_path: Path) -> None:
    """A definition saved again by another program reads as the same standard."""
    again = altered(tmp_path / name, {}, name)
    kept = read_standard(TEMPLATES / name)
    assert again.fields == kept.fields
    assert again.rules == kept.rules
    assert again.indicators == kept.indicators
    assert again.parameters == kept.parameters
