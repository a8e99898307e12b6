"""The sheets of 规范.xlsx -> Standard: each row checked, each fault named with its sheet and row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

from xltools.core.attachments.forms import attachment_of, check_attachments
from xltools.core.comparisons import BUILT_IN, COMPARISONS, OF_REPORT
from xltools.core.errors import StandardError
from xltools.core.evidence import asks_for_evidence, roles_of
from xltools.core.instances import loop_of
from xltools.core.line import Line, decimal_of
from xltools.core.model import LEVELS
from xltools.core.standard import (
    NUMERIC_KINDS,
    TABLE_STYLES,
    Aggregate,
    Block,
    Chapter,
    Field,
    FieldKind,
    Indicator,
    Missing,
    Parameter,
    Rounding,
    Rule,
    Standard,
    Style,
    stem_of,
)

SHEETS = ("说明", "表样", "字段", "指标", "参数", "规则", "报告")
#: A sheet that only a standard with attached forms has.
ATTACHED = "附表"
#: A sheet that only a standard with a report has: rules in the columns of 规则, asked of reports.
REPORT_RULES = "文表"
#: A sheet in the columns of 参数: the words and limits the rules of reports go by.
VOCABULARY = "词表"

_INDICATOR_TEXTS = (
    "分值",
    "类型",
    "目标符号",
    "目标值",
    "指标说明",
    "评分标准",
    "数据来源",
    "佐证要求",
    "说明",
)


def build(name: str, sheets: Mapping[str, Sequence[Line]]) -> Standard:
    """Turn the lines of each sheet into a Standard; raises StandardError at the first fault."""
    for sheet in SHEETS:
        if sheet not in sheets:
            raise StandardError(f"规范“{name}”缺少工作表“{sheet}”", fix=f"补上工作表:{'、'.join(SHEETS)}")
    standard = Standard(
        name=name,
        about={line.need("项"): line.text("内容") for line in sheets["说明"]},
        blocks=tuple(_block(line) for line in sheets["表样"]),
        fields=tuple(_field(line) for line in sheets["字段"]),
        indicators=tuple(_indicator(line) for line in sheets["指标"]),
        parameters=tuple(_parameter(line) for line in sheets["参数"]),
        rules=tuple(_rule(line, BUILT_IN) for line in sheets["规则"]),
        outline=tuple(_chapter(line) for line in sheets["报告"]),
        attachments=tuple(attachment_of(line) for line in sheets.get(ATTACHED, ())),
        report_rules=tuple(_rule(line, OF_REPORT) for line in sheets.get(REPORT_RULES, ())),
        vocabulary=tuple(_parameter(line) for line in sheets.get(VOCABULARY, ())),
    )
    _check_unique(standard, sheets)
    _check_loops(standard, standard.rules, sheets["规则"])
    _check_loops(standard, standard.report_rules, sheets.get(REPORT_RULES, ()))
    if asks_for_evidence(standard):
        roles_of(standard)
    check_attachments(standard, sheets.get(ATTACHED, ()))
    _check_exemptions(standard, sheets["指标"])
    return standard


def _check_loops(standard: Standard, rules: Sequence[Rule], lines: Sequence[Line]) -> None:
    """A rule asked of rows must name a table there is: else it would be asked of nothing and pass."""
    for rule, line in zip(rules, lines, strict=True):
        table, _ = loop_of(rule)
        if rule.enabled and rule.compare in COMPARISONS and table and table not in standard.tables:
            raise line.fault("循环范围", f"没有名为“{table}”的表;现有:{'、'.join(standard.tables)}")


def _block(line: Line) -> Block:
    return Block(
        sheet=line.need("工作表"),
        name=line.need("块"),
        style=line.one_of("版式", get_args(Style)),  # type: ignore[arg-type]
        title=line.text("表题"),
        heading=line.text("块标题"),
        blank_rows=line.whole("空行数") or 0,
        landscape=line.text("方向") == "横向",
        note=line.text("填写说明"),
    )


def _field(line: Line) -> Field:
    return Field(
        number=line.text("编号"),
        name=line.name("字段名"),
        label=line.need("标签"),
        sheet=line.need("工作表"),
        block=line.need("块"),
        measures=line.parts("列口径"),
        kind=line.one_of("类型", get_args(FieldKind)),  # type: ignore[arg-type]
        unit=line.text("单位"),
        required=frozenset(line.parts("必填")),
        decimals=line.whole("小数位"),
        allowed=line.text("取值范围"),
        formula=line.text("公式"),
        aggregate=line.one_of("汇总方式", get_args(Aggregate), "不汇总"),  # type: ignore[arg-type]
        aliases=line.parts("别名"),
        note=line.text("说明"),
    )


def _indicator(line: Line) -> Indicator:
    third = line.need("三级指标")
    points = line.number("分值")
    if points is None:
        raise line.fault("分值", "不能为空")
    texts: dict[str, str | Decimal] = {}
    for heading in _INDICATOR_TEXTS:
        value = line.cells.get(heading)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        texts[heading] = Decimal(line.text(heading)) if numeric else line.text(heading)
    return Indicator(
        number=line.text("编号"),
        name=line.text("字段名") or stem_of(third),
        first=line.need("一级指标"),
        second=line.need("二级指标"),
        third=third,
        points=points,
        kind=line.need("类型"),
        texts=texts,
        actual_formula=line.text("实际值公式"),
        reference_formula=line.text("参考得分公式"),
        evidence=line.text("佐证要求"),
        unit=line.text("计量单位"),
        floor_formula=line.text("参考得分下限公式"),
        exemption=_exemption(line),
    )


def _exemption(line: Line) -> tuple[str, ...]:
    """The two fields of an exemption: its amount and its document's number."""
    parts = line.parts("豁免字段")
    if len(parts) not in (0, 2):
        raise line.fault("豁免字段", "要写两个字段名，用顿号分开：金额字段、文号字段")
    return parts


def _check_exemptions(standard: Standard, lines: Sequence[Line]) -> None:
    """An exemption rests on a cell with an amount and one with a text; any other would never be honoured."""
    for indicator, line in zip(standard.indicators, lines, strict=True):
        for name, kinds in zip(indicator.exemption, (NUMERIC_KINDS, ("文本",)), strict=False):
            field, _ = standard.by_cell_name.get(name, (None, ""))
            if field is None or field.kind not in kinds:
                raise line.fault("豁免字段", f"没有类型为{'、'.join(kinds)}的字段“{name}”")


def _parameter(line: Line) -> Parameter:
    kind = line.one_of("类型", ("数值", "比率", "整数", "日期", "文本"))
    parts = line.parts("值")
    if not parts:
        raise line.fault("值", "不能为空")
    values = tuple(_parameter_value(line, kind, part) for part in parts)
    return Parameter(line.name("名称"), values, kind, line.text("说明"), line.text("依据"))


def _parameter_value(line: Line, kind: str, part: str) -> Decimal | str:
    if kind in ("数值", "比率", "整数"):
        number = decimal_of(part)
        if number is None:
            raise line.fault("值", f"“{part}”不是数字")
        return number
    if kind == "日期":
        try:
            dt.date.fromisoformat(part)
        except ValueError:
            raise line.fault("值", f"“{part}”不是日期;写成文本,例:2023-04-25") from None
    return part


def _rule(line: Line, built_in: Sequence[str]) -> Rule:
    enabled = line.yes("启用")
    compare = line.text("比较")
    if enabled:
        line.one_of("比较", (*COMPARISONS, *built_in))
        if compare in COMPARISONS and compare != "真":
            line.need("左式")
            line.need("右式")
        elif compare == "真" and not line.text("左式"):
            line.need("右式")
    return Rule(
        number=line.need("编号"),
        name=line.need("名称"),
        enabled=enabled,
        trial=line.yes("试行"),
        year_from=line.whole("年度起"),
        year_to=line.whole("年度止"),
        level=line.one_of("级别", LEVELS),  # type: ignore[arg-type]
        category=line.need("类别"),
        applies=line.text("适用单位"),
        precondition=line.text("前提条件"),
        loop=line.text("循环范围"),
        left=line.text("左式"),
        compare=compare,
        right=line.text("右式"),
        tolerance=line.number("绝对容差"),
        relative_tolerance=line.number("相对容差"),
        rounding=line.one_of("舍入", get_args(Rounding)),  # type: ignore[arg-type]
        missing=line.one_of("缺失值策略", get_args(Missing), "任一缺未判"),  # type: ignore[arg-type]
        marks=line.parts("标注单元格"),
        message=line.need("提示语"),
        fix=line.text("改正指引"),
        explain=line.text("说明要求"),
        basis=line.text("依据"),
        version=line.text("版本"),
        words=line.parts("报告用语"),
    )


def _chapter(line: Line) -> Chapter:
    return Chapter(line.whole("层级") or 1, line.need("标题"), line.yes("必有"), line.text("说明"))


def _block_key(block: Block) -> str:
    """What must be unique about a block: a table's columns are named after the table alone."""
    return block.name if block.style in TABLE_STYLES else f"{block.sheet}/{block.name}"


def _check_unique(standard: Standard, sheets: Mapping[str, Sequence[Line]]) -> None:
    """No name may stand twice, and every field must stand in a block of 表样."""
    for what, names, sheet, heading in (
        ("块", [_block_key(block) for block in standard.blocks], "表样", "块"),
        ("指标", [i.name for i in standard.indicators], "指标", "字段名"),
        ("参数", [p.name for p in standard.parameters], "参数", "名称"),
    ):
        for position, name in enumerate(names):
            if name in names[:position]:
                hint = ";三级指标同名时请填写不同的字段名" if what == "指标" else ""
                raise sheets[sheet][position].fault(heading, f"{what}“{name}”重复{hint}")
    lines = (*sheets["规则"], *sheets.get(REPORT_RULES, ()))
    numbers = [rule.number for rule in standard.every_rule]
    for position, number in enumerate(numbers):
        if number in numbers[:position]:
            raise lines[position].fault("编号", f"规则“{number}”重复")
    _check_fields(standard, sheets["字段"])


def _check_fields(standard: Standard, lines: Sequence[Line]) -> None:
    """Every field stands in a block of 表样, and no two have a cell of one name."""
    seen: set[tuple[str, str]] = set()
    blocks = {(block.sheet, block.name) for block in standard.blocks}
    for field, line in zip(standard.fields, lines, strict=True):
        if (field.sheet, field.block) not in blocks:
            raise line.fault("块", f"表样里没有工作表“{field.sheet}”的块“{field.block}”")
        names = [field.name] if field.each_row else [field.name, *(name for name, _ in field.cell_names())]
        for name in dict.fromkeys(names):
            key = (field.block if field.each_row else "", name)
            if key in seen:
                raise line.fault("字段名", f"“{name}”重复")
            seen.add(key)
