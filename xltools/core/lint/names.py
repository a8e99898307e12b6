"""Names: those that formulas and marks use exist, and no two things have one name."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.expressions import columns_in, names_in
from xltools.core.guess import guess
from xltools.core.instances import instances, loop_of
from xltools.core.layout import CHECK_COLUMN, lay_out
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import Written, asked_rules, called, written
from xltools.core.standard import Standard

_WHY = "公式得出 #NAME?，靠它的规则都成为“规则异常”"
_WHY_OF_REPORTS = "这类问题在报告里查不出来"


def known_names(standard: Standard) -> frozenset[str]:
    """Everything a formula may name: cells, whole columns, parameters, what is taken of attached forms."""
    layout = lay_out(standard)
    columns = (f"{table}_{column}" for table, laid in layout.tables.items() for column in laid.columns)
    attached = (each.name for each in standard.attachments if each.name)
    return frozenset((*layout.cells, *columns, *standard.parameter, *attached))


def unknown_names(standard: Standard) -> Iterator[Fault]:
    """Names and columns in formulas, and marks, that are not there."""
    known = known_names(standard)
    words = frozenset(entry.name for entry in standard.vocabulary)
    told: set[tuple[str, int, str, str]] = set()
    for each in written(standard):
        for problem in _unknown(standard, each, known if each.computed else known | words):
            key = (each.sheet, each.index, each.column, problem)
            if key not in told:
                told.add(key)
                why = _WHY if each.computed else _WHY_OF_REPORTS
                yield Fault(*key[:2], each.item, each.column, problem, why, "改正名称", fatal=each.computed)
    yield from mark_faults(standard)


def _unknown(standard: Standard, each: Written, known: frozenset[str]) -> Iterator[str]:
    for name in names_in(each.text):
        if name not in known:
            kinds = "字段、列或参数" if each.computed else "词表、字段或参数"
            yield f"没有名为“{name}”的{kinds}{guess(name, known)}"
    columns = [column.name for column in standard.columns(each.table)] if each.table else []
    for column in columns_in(each.text):
        if not each.table:
            yield f"[@{column}] 指表格当前行的一格，这里没有循环的表"
        elif column not in columns:
            yield f"表“{each.table}”没有列“{column}”{guess(column, columns)}"


def mark_faults(standard: Standard) -> Iterator[Fault]:
    """Marks of rules that are no cell."""
    known = known_names(standard)
    for index, rule in asked_rules(standard):
        columns = [column.name for column in standard.columns(loop_of(rule)[0])]
        marks = dict.fromkeys(mark for instance in instances(rule) for mark in instance.marks)
        for mark in marks:
            column = mark.removeprefix("[@").removesuffix("]")
            if mark in known or (column != mark and column in columns):
                continue
            near = guess(column, columns) if column != mark else guess(mark, known)
            yield Fault(
                "规则", index, called(rule), "标注单元格",
                f"没有名为“{mark}”的格子{near}", "问题指不到要改的那一格", "改正名称", fatal=True,
            )  # fmt: skip


def shared_names(standard: Standard) -> Iterator[Fault]:
    """Two things under one defined name: Excel does not tell small letters from capitals."""
    seen: dict[str, str] = {}
    for name, sheet, index, column, what in _defined(standard):
        other = seen.setdefault(name.upper(), what)
        if other != what:
            yield Fault(
                sheet, index, what, column, f"“{name}”与{other}同名",
                "一个单元格名称只能指一处，公式会取错格子", "改其中一个的名称", fatal=True,
            )  # fmt: skip


def _defined(standard: Standard) -> Iterator[tuple[str, str, int, str, str]]:
    """(defined name, sheet, row, column, what it is) of everything the form names."""
    for index, parameter in enumerate(standard.parameters):
        yield parameter.name, "参数", index, "名称", f"参数“{parameter.name}”"
    for index, field in enumerate(standard.fields):
        if field.each_row:
            yield f"{field.block}_{field.name}", "字段", index, "字段名", f"列“{field.block}_{field.name}”"
        else:
            for name, _ in field.cell_names():
                yield name, "字段", index, "字段名", f"字段“{name}”"
    for table in standard.tables:
        yield f"{table}_{CHECK_COLUMN}", "表样", 0, "块", f"列“{table}_{CHECK_COLUMN}”"
    first = next((block for block in standard.blocks if block.style == "逐指标"), None)
    for index, indicator in enumerate(standard.indicators):
        for column in standard.columns(first.name) if first else ():
            name = f"{indicator.name}_{column.name}"
            yield name, "指标", index, "字段名", f"指标“{indicator.third}”的“{column.name}”"
