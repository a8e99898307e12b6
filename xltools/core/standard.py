"""The standard (规范): fields, indicators, parameters, rules and layout of one form, as data.

Read from the sheets of 规范.xlsx; nothing of any standard stands in code. SPEC §1, §2, §4.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from xltools.core.model import Level

FieldKind = Literal["金额", "整数", "数值", "比率", "日期", "文本", "选项", "是否"]
Style = Literal["封面", "竖表", "文字", "明细", "逐指标", "逐一级指标", "校验"]
Aggregate = Literal["求和", "重算", "不汇总", "最大", "计数"]
Missing = Literal["任一缺未判", "全缺未判", "按0", "缺即错"]
#: Whether the parts of a rule are rounded figures: no, always, or where the workbook declares 万元.
Rounding = Literal["", "是", "万元"]

#: What is taken from the forms attached to a workbook: how many there are, a sum over them, the value or the
#: number of those that name a row of a table, how many name none, how many may be another unit's; or what the
#: summary lists of each.
Taken = Literal["份数", "求和", "逐行", "逐行份数", "未对应", "归属不清", "列示"]

#: The styles of blocks that are tables.
TABLE_STYLES = ("明细", "逐指标", "逐一级指标")

NUMERIC_KINDS = ("金额", "整数", "数值", "比率")

#: 取值范围 of a text that takes several lines.
SEVERAL_LINES = "多行"
#: 取值范围 of a text that is a number in some rows: there a number written as a text is understood.
NUMBER_OR_TEXT = "数字或文字"

#: 列口径 of a table's column: one cell a row.
EACH_ROW = "逐行"

_NOT_IN_NAMES = re.compile(r"[^\w]+")


def stem_of(label: str) -> str:
    """A label as the stem of defined names: what names cannot hold is dropped (“三公”经费 -> 三公经费)."""
    return _NOT_IN_NAMES.sub("", label)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a sheet of the form (表样): its style, sheet title, heading, blank rows and note."""

    sheet: str
    name: str
    style: Style
    title: str
    heading: str = ""
    blank_rows: int = 0
    landscape: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One row of 字段: an item of the form, over one or more measures (列口径), or a table's column."""

    number: str
    name: str
    label: str
    sheet: str
    block: str
    measures: tuple[str, ...]
    kind: FieldKind
    unit: str
    required: frozenset[str]
    decimals: int | None
    allowed: str
    formula: str
    aggregate: Aggregate
    aliases: tuple[str, ...]
    note: str

    @property
    def each_row(self) -> bool:
        """Whether this is a column of a table."""
        return self.measures == (EACH_ROW,)

    @property
    def numeric(self) -> bool:
        """Whether it holds a number."""
        return self.kind in NUMERIC_KINDS

    @property
    def choices(self) -> tuple[str, ...]:
        """The values a 选项 or 是否 field may take."""
        if self.kind == "是否":
            return ("是", "否")
        return tuple(self.allowed.split("、")) if self.kind == "选项" and self.allowed else ()

    def cell_names(self) -> Iterator[tuple[str, str]]:
        """Yield (defined name, measure) for each cell of an item; the measure is "" when it has one cell."""
        if not self.measures:
            yield self.name, ""
        for measure in self.measures:
            yield f"{self.name}_{measure}", measure

    def is_required(self, measure: str) -> bool:
        """Whether that cell must be filled."""
        return "是" in self.required or measure in self.required


@dataclass(frozen=True, slots=True)
class Indicator:
    """One leaf of the score sheet (三级指标).

    ``unit`` is that of its actual and target values. ``floor_formula`` gives the lower end where the
    reference score is a band's upper end. ``exemption`` are the two fields of an exemption (豁免): its amount
    and the number of its document; () where there is none.
    """

    number: str
    name: str
    first: str
    second: str
    third: str
    points: Decimal
    kind: str
    texts: Mapping[str, str | Decimal]
    actual_formula: str
    reference_formula: str
    evidence: str
    unit: str = ""
    floor_formula: str = ""
    exemption: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value or list of the standard (参数): thresholds, grade bands, holidays."""

    name: str
    values: tuple[Decimal | str, ...]
    kind: str
    note: str
    basis: str

    @property
    def cell_values(self) -> tuple[float | str | dt.date, ...]:
        """The values as a spreadsheet cell holds them."""
        if self.kind == "日期":
            return tuple(dt.date.fromisoformat(str(value)) for value in self.values)
        return tuple(float(value) if isinstance(value, Decimal) else value for value in self.values)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of 规则. ``left`` and ``right`` are Excel formulas over field names."""

    number: str
    name: str
    enabled: bool
    trial: bool
    year_from: int | None
    year_to: int | None
    level: Level
    category: str
    applies: str
    precondition: str
    loop: str
    left: str
    compare: str
    right: str
    tolerance: Decimal | None
    relative_tolerance: Decimal | None
    rounding: Rounding
    missing: Missing
    marks: tuple[str, ...]
    message: str
    fix: str
    explain: str
    basis: str
    version: str
    words: tuple[str, ...] = ()
    """What a report says (报告用语) that is untrue where this rule fails; … stands for some words."""

    def in_force(self, year: int | None) -> bool:
        """Whether the rule is switched on for that year."""
        if not self.enabled:
            return False
        if year is None:
            return True
        return (self.year_from or year) <= year <= (self.year_to or year)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One row of 附表: a name rules may use, and what it takes of the forms attached to a unit's workbook.

    ``standard`` is what those forms follow, ``field`` and ``key`` are cells of them by name; ``table`` and
    ``column`` say where the workbook itself names what a form is about.
    """

    name: str
    standard: str
    taken: Taken
    field: str
    key: str
    table: str
    column: str
    note: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One heading of the report's outline (报告)."""

    level: int
    title: str
    required: bool
    note: str


@dataclass(frozen=True, eq=False)
class Standard:
    """A whole standard; look-ups by name are computed once."""

    name: str
    about: Mapping[str, str]
    blocks: tuple[Block, ...]
    fields: tuple[Field, ...]
    indicators: tuple[Indicator, ...]
    parameters: tuple[Parameter, ...]
    rules: tuple[Rule, ...]
    outline: tuple[Chapter, ...]
    attachments: tuple[Attachment, ...] = ()
    report_rules: tuple[Rule, ...] = ()
    """The rules asked of reports (文表), never of workbooks alone."""
    vocabulary: tuple[Parameter, ...] = ()
    """The words and limits the rules of reports go by (词表); no form carries them."""

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of workbooks, then those of reports."""
        return self.rules + self.report_rules

    @property
    def of_units(self) -> bool:
        """Whether a form is what a whole unit reports (说明: 填报对象), and not one of its attached forms."""
        return self.about.get("填报对象", "单位") == "单位"

    @property
    def is_default(self) -> bool:
        """Whether it is used where no standard is asked for (说明: 默认规范)."""
        return self.about.get("默认规范") == "是"

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Sheet names of the form, in order."""
        return tuple(dict.fromkeys(block.sheet for block in self.blocks))

    @cached_property
    def items(self) -> tuple[Field, ...]:
        """The fields that are not columns of a table."""
        return tuple(field for field in self.fields if not field.each_row)

    @cached_property
    def by_cell_name(self) -> Mapping[str, tuple[Field, str]]:
        """Defined name of every single cell of an item -> (field, measure)."""
        return {name: (field, measure) for field in self.items for name, measure in field.cell_names()}

    @cached_property
    def parameter(self) -> Mapping[str, Parameter]:
        """Parameters by name."""
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """Rules by number."""
        return {rule.number: rule for rule in self.every_rule}

    def columns(self, table: str) -> tuple[Field, ...]:
        """The columns of a table, in order."""
        return self._columns.get(table, ())

    @cached_property
    def _columns(self) -> Mapping[str, tuple[Field, ...]]:
        columns: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.each_row:
                columns.setdefault(field.block, []).append(field)
        return {table: tuple(fields) for table, fields in columns.items()}

    @cached_property
    def tables(self) -> Mapping[str, Block]:
        """The blocks that are tables, by name."""
        return {block.name: block for block in self.blocks if block.style in TABLE_STYLES}

    def row_stems(self, block: Block) -> tuple[str, ...]:
        """The stems that name the fixed rows of a table (empty for 明细)."""
        if block.style == "逐指标":
            return tuple(indicator.name for indicator in self.indicators)
        if block.style == "逐一级指标":
            return tuple(dict.fromkeys(stem_of(indicator.first) for indicator in self.indicators))
        return ()
