"""The sheets of 规范.xlsx -> Standard: each row checked, each fault named with its sheet and row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import get_args

from xltools.core.amounts import exact
from xltools.core.errors import StandardError
from xltools.core.model import LEVELS, Value
from xltools.core.standard import (
    Aggregate,
    Block,
    Chapter,
    Field,
    FieldKind,
    Indicator,
    Missing,
    Parameter,
    Rule,
    Standard,
    Style,
    stem_of,
)

SHEETS = ("说明", "表样", "字段", "指标", "参数", "规则", "报告")

COMPARISONS = ("=", ">=", "<=", "<>", ">", "<", "绝对值<=", "同填", "互斥", "真")
#: Comparisons the check does itself over all fields; their rows give level, words and basis.
BUILT_IN = ("类型", "必填", "公式", "重算", "版式")

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


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet of 规范.xlsx: where it stands, and its cells by heading."""

    book: str
    sheet: str
    row: int
    cells: Mapping[str, Value]

    def fault(self, heading: str, problem: str) -> StandardError:
        """The error that names this row and column."""
        return StandardError(
            f"规范“{self.book}”工作表“{self.sheet}”第{self.row}行“{heading}”:{problem}",
            fix="在 Excel 中打开该规范的 规范.xlsx,改正后重试",
        )

    def text(self, heading: str) -> str:
        """The cell as text, trimmed; "" when blank."""
        value = self.cells.get(heading)
        if value is None:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(exact(value))
        return str(value).strip()

    def need(self, heading: str) -> str:
        """The cell as text; an error when blank."""
        text = self.text(heading)
        if not text:
            raise self.fault(heading, "不能为空")
        return text

    def number(self, heading: str) -> Decimal | None:
        """The cell as a number; None when blank."""
        text = self.text(heading)
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation:
            raise self.fault(heading, f"“{text}”不是数字") from None

    def whole(self, heading: str) -> int | None:
        """The cell as a whole number; None when blank."""
        number = self.number(heading)
        return None if number is None else int(number)

    def yes(self, heading: str) -> bool:
        """Whether the cell says 是."""
        return self.text(heading) == "是"

    def parts(self, heading: str) -> tuple[str, ...]:
        """The cell as a list separated by 、."""
        return tuple(part.strip() for part in self.text(heading).split("、") if part.strip())

    def one_of(self, heading: str, allowed: Sequence[str], default: str = "") -> str:
        """The cell as one of the allowed words."""
        text = self.text(heading) or default
        if text not in allowed:
            raise self.fault(heading, f"“{text}”不是 {'、'.join(allowed)} 之一")
        return text


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
        rules=tuple(_rule(line) for line in sheets["规则"]),
        outline=tuple(_chapter(line) for line in sheets["报告"]),
    )
    _check_unique(standard, sheets)
    return standard


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
        name=line.need("字段名"),
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
    )


def _parameter(line: Line) -> Parameter:
    kind = line.one_of("类型", ("数值", "比率", "整数", "日期", "文本"))
    parts = line.parts("值")
    if not parts:
        raise line.fault("值", "不能为空")
    values: tuple[Decimal | str, ...] = parts
    if kind in ("数值", "比率", "整数"):
        try:
            values = tuple(Decimal(part) for part in parts)
        except InvalidOperation:
            raise line.fault("值", f"“{line.text('值')}”不是数字") from None
    return Parameter(line.need("名称"), values, kind, line.text("说明"), line.text("依据"))


def _rule(line: Line) -> Rule:
    enabled = line.yes("启用")
    compare = line.text("比较")
    if enabled:
        line.one_of("比较", (*COMPARISONS, *BUILT_IN))
        if compare in COMPARISONS and not (line.text("左式") or compare == "真"):
            raise line.fault("左式", "不能为空")
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
        missing=line.one_of("缺失值策略", get_args(Missing), "任一缺未判"),  # type: ignore[arg-type]
        marks=line.parts("标注单元格"),
        message=line.need("提示语"),
        fix=line.text("改正指引"),
        explain=line.text("说明要求"),
        basis=line.text("依据"),
        version=line.text("版本"),
    )


def _chapter(line: Line) -> Chapter:
    return Chapter(line.whole("层级") or 1, line.need("标题"), line.yes("必有"), line.text("说明"))


def _check_unique(standard: Standard, sheets: Mapping[str, Sequence[Line]]) -> None:
    """No name may stand twice, and every field must stand in a block of 表样."""
    seen: dict[tuple[str, str], str] = {}
    blocks = {(block.sheet, block.name) for block in standard.blocks}
    for field, line in zip(standard.fields, sheets["字段"], strict=True):
        if (field.sheet, field.block) not in blocks:
            raise line.fault("块", f"表样里没有工作表“{field.sheet}”的块“{field.block}”")
        key = (field.block if field.each_row else "", field.name)
        if key in seen:
            raise line.fault("字段名", f"“{field.name}”重复")
        seen[key] = field.name
    for what, names, sheet, heading in (
        ("指标", [i.name for i in standard.indicators], "指标", "字段名"),
        ("规则", [r.number for r in standard.rules], "规则", "编号"),
        ("参数", [p.name for p in standard.parameters], "参数", "名称"),
    ):
        for position, name in enumerate(names):
            if name in names[:position]:
                line = sheets[sheet][position]
                raise line.fault(heading, f"{what}“{name}”重复;三级指标同名时请填写不同的字段名")
