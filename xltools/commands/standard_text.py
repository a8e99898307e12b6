"""A standard for people: always in the same order, so that two versions can be compared line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from xltools.commands.standard_json import field_objects
from xltools.console import Line, line, table
from xltools.core.standard import Attachment, Block, Chapter, Field, Indicator, Parameter, Rule, Standard

#: Attribute -> heading, as in 规范.xlsx; ``texts`` of an indicator brings its own headings.
BLOCK = {
    "style": "版式",
    "title": "表题",
    "heading": "块标题",
    "blank_rows": "空行数",
    "landscape": "横向",
    "note": "填写说明",
}
FIELD = {
    "number": "编号",
    "label": "标签",
    "measures": "列口径",
    "kind": "类型",
    "unit": "单位",
    "required": "必填",
    "decimals": "小数位",
    "allowed": "取值范围",
    "formula": "公式",
    "aggregate": "汇总方式",
    "aliases": "别名",
    "note": "说明",
}
INDICATOR = {
    "name": "字段名",
    "first": "一级指标",
    "second": "二级指标",
    "third": "三级指标",
    "texts": "",
    "actual_formula": "实际值公式",
    "reference_formula": "参考得分公式",
    "floor_formula": "参考得分下限公式",
    "unit": "计量单位",
    "exemption": "豁免字段",
}
PARAMETER = {"values": "值", "kind": "类型", "note": "说明", "basis": "依据"}
RULE = {
    "trial": "试行",
    "year_from": "年度起",
    "year_to": "年度止",
    "level": "级别",
    "category": "类别",
    "applies": "适用单位",
    "precondition": "前提条件",
    "loop": "循环范围",
    "left": "左式",
    "compare": "比较",
    "right": "右式",
    "tolerance": "绝对容差",
    "relative_tolerance": "相对容差",
    "rounding": "舍入",
    "missing": "缺失值策略",
    "marks": "标注单元格",
    "message": "提示语",
    "fix": "改正指引",
    "explain": "说明要求",
    "basis": "依据",
    "version": "版本",
}
ATTACHMENT = {
    "standard": "规范",
    "taken": "取值",
    "field": "字段",
    "key": "对应字段",
    "table": "表",
    "column": "列",
    "note": "说明",
}
CHAPTER = {"required": "必有", "note": "说明"}


def whole(standard: Standard) -> Iterator[Line]:
    """Every filled cell of 规范.xlsx, sheet by sheet."""
    yield line(f"规范 {standard.name}", "标题")
    yield from _section("说明")
    for word, text in standard.about.items():
        yield line(f"{word}:{text}", indent=2)
    yield from _section("表样")
    for block in standard.blocks:
        yield from _item(f"{block.sheet}/{block.name}", block, BLOCK)
    yield from _section("字段")
    for field in standard.fields:
        yield from _item(f"{field.sheet}/{field.block}/{field.name}", field, FIELD)
    yield from _section("指标")
    for indicator in standard.indicators:
        yield from _item(f"{indicator.number} {indicator.third}", indicator, INDICATOR)
    yield from _section("参数")
    for parameter in standard.parameters:
        yield from _item(parameter.name, parameter, PARAMETER)
    yield from _section("规则")
    yield from rule_lines(standard)
    if standard.attachments:
        yield from _section("附表")
    for attachment in standard.attachments:
        yield from _item(attachment.name, attachment, ATTACHMENT)
    yield from _section("报告")
    for chapter in standard.outline:
        yield from _item(f"{'#' * chapter.level} {chapter.title}", chapter, CHAPTER)


def rule_lines(standard: Standard) -> Iterator[Line]:
    """The rules, one after the other."""
    for rule in standard.every_rule:
        yield from _item(f"{rule.number} {rule.name}{'' if rule.enabled else '(停用)'}", rule, RULE)


def field_lines(standard: Standard) -> list[Line]:
    """The fields as a table."""
    keys = ("name", "label", "sheet", "cell", "type", "unit", "required", "aggregate")
    headings = ("字段名", "标签", "工作表", "单元格", "类型", "单位", "必填", "汇总方式")
    rows = [tuple(_shown(item[key]) for key in keys) for item in field_objects(standard)]
    return table(headings, rows, numbers=frozenset())


def _section(title: str) -> Iterator[Line]:
    yield line()
    yield line(f"== {title} ==", "标题")


def _item(
    title: str,
    item: Block | Field | Indicator | Parameter | Rule | Attachment | Chapter,
    headings: Mapping[str, str],
) -> Iterator[Line]:
    """A title, then a line a filled column."""
    yield line(title, "标题", indent=2)
    for attribute, heading in headings.items():
        value = getattr(item, attribute)
        pairs = value.items() if isinstance(value, Mapping) else [(heading, value)]
        for word, content in pairs:
            text = _shown(content)
            if text:
                yield line(f"{word}:{text}", indent=4)


def _shown(value: Any) -> str:
    """A cell's content as 规范.xlsx writes it; "" for a blank and for 否."""
    if value is None or value is False:
        return ""
    if value is True:
        return "是"
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return "、".join(map(_shown, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
