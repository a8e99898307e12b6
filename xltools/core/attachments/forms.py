"""The sheet 附表 of 规范.xlsx: what a standard takes of the forms attached to a unit's workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, get_args

from xltools.core.expressions import names_in
from xltools.core.instances import Instance, instances
from xltools.core.standard import Attachment, Standard, Taken

if TYPE_CHECKING:
    from xltools.core.line import Line

#: What the summary lists of each attached form; no name for rules.
LISTED: Taken = "列示"

#: What must be written about each thing taken of attached forms, besides its name and their standard.
_NEEDED: Mapping[Taken, tuple[str, ...]] = {
    "份数": (),
    "求和": ("字段",),
    "逐行": ("字段", "对应字段", "表", "列"),
    "逐行份数": ("对应字段", "表", "列"),
    "未对应": ("对应字段", "表", "列"),
    "归属不清": (),
    "列示": ("字段",),
}


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of an attached form: its file, and what people call the cell."""

    path: str
    label: str

    def __str__(self) -> str:
        return f"“{PurePath(self.path).name}”的{self.label}"


def attachment_of(line: Line) -> Attachment:
    """One row of 附表; StandardError where something it needs is missing."""
    taken: Taken = line.one_of("取值", get_args(Taken))  # type: ignore[assignment]
    for heading in _NEEDED[taken]:
        line.need(heading)
    return Attachment(
        name=line.need("名称") if taken == "列示" else line.name("名称"),
        standard=line.need("规范"),
        taken=taken,
        field=line.text("字段"),
        key=line.text("对应字段"),
        table=line.text("表"),
        column=line.text("列"),
        note=line.text("说明"),
    )


def check_attachments(standard: Standard, lines: Sequence[Line]) -> None:
    """A name taken of attached forms is nobody else's, and stands beside a column that there is."""
    taken = {*standard.by_cell_name, *standard.parameter}
    for attachment, line in zip(standard.attachments, lines, strict=True):
        columns = [column.name for column in standard.columns(attachment.table)]
        if attachment.table and attachment.table not in standard.tables:
            raise line.fault("表", f"没有名为“{attachment.table}”的表；现有：{'、'.join(standard.tables)}")
        if attachment.table and attachment.column not in columns:
            raise line.fault("列", f"表“{attachment.table}”没有名为“{attachment.column}”的列")
        if attachment.taken == LISTED:
            continue
        if attachment.name in taken:
            raise line.fault("名称", f"“{attachment.name}”重复")
        taken.add(attachment.name)


@lru_cache(maxsize=16)
def by_name(standard: Standard) -> Mapping[str, Attachment]:
    """What rules may name, by its name."""
    return {each.name: each for each in standard.attachments if each.taken != LISTED}


def names_of(standard: Standard, instance: Instance) -> tuple[str, ...]:
    """The names taken of attached forms that a rule's formulas use, each once."""
    formulas = (instance.left, instance.right, *instance.conditions)
    used = dict.fromkeys(name for formula in formulas for name in names_in(formula))
    return tuple(name for name in used if name in by_name(standard))


@lru_cache(maxsize=16)
def tied(standard: Standard) -> frozenset[str]:
    """The numbers of the rules that are only asked of a workbook with attached forms."""
    rules = (rule for rule in standard.rules if rule.enabled and standard.attachments)
    return frozenset(rule.number for rule in rules if any(names_of(standard, i) for i in instances(rule)))
