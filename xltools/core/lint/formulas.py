"""Every formula of a standard, with where it stands: what the checks of names and of formulas walk over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.core.comparisons import BUILT_IN, OF_REPORT
from xltools.core.definition import REPORT_RULES
from xltools.core.instances import Instance, instances
from xltools.core.layout import measured
from xltools.core.standard import Rule, Standard

#: The columns of a table of indicators that an indicator's own formulas fill.
ACTUAL, REFERENCE = "实际值", "参考得分"


#: What the program compares by itself, without asking an engine.
BY_PROGRAM = (*BUILT_IN, *OF_REPORT)


@dataclass(frozen=True, slots=True)
class Written:
    """One formula as it is computed: its sheet, row (from 0), what the row is, column, table ("": none).

    One that is not ``computed`` only names what a check of reports goes by.
    """

    sheet: str
    index: int
    item: str
    column: str
    text: str
    table: str = ""
    computed: bool = True


def called(rule: Rule) -> str:
    """A rule by number and name."""
    return f"{rule.number} {rule.name}"


def asked_rules(standard: Standard) -> Iterator[tuple[int, Rule]]:
    """The rules in force that are formulas, each with its row."""
    for index, rule in enumerate(standard.rules):
        if rule.enabled and rule.compare not in BY_PROGRAM:
            yield index, rule


def parts(rule: Rule, instance: Instance) -> Iterator[tuple[str, str]]:
    """(column, formula) of everything one asking of a rule computes."""
    columns = ("适用单位", "前提条件", "左式", "右式")
    texts = (rule.applies, instance.precondition, instance.left, instance.right)
    yield from ((column, text) for column, text in zip(columns, texts, strict=True) if text)


def written(standard: Standard) -> Iterator[Written]:
    """Every formula, as often as it is computed differently (列口径, 逐项) and what built-in checks name."""
    yield from _of_fields(standard)
    yield from _of_indicators(standard)
    for sheet, rules in (("规则", standard.rules), (REPORT_RULES, standard.report_rules)):
        for index, rule in enumerate(rules):
            if rule.enabled:
                yield from _of_rule(sheet, index, rule)


def _of_rule(sheet: str, index: int, rule: Rule) -> Iterator[Written]:
    if rule.compare in BY_PROGRAM:
        of_report = rule.compare in OF_REPORT
        left = rule.left if of_report else ""
        for column, text in (("前提条件", rule.precondition), ("左式", left), ("右式", rule.right)):
            if text:
                yield Written(sheet, index, called(rule), column, text, computed=not of_report)
        return
    for instance in instances(rule):
        for column, text in parts(rule, instance):
            yield Written(sheet, index, called(rule), column, text, instance.table)


def _of_fields(standard: Standard) -> Iterator[Written]:
    for index, field in enumerate(standard.fields):
        if not field.formula:
            continue
        texts = [field.formula]
        if not field.each_row:
            texts = [measured(standard, field.formula, measure) for _, measure in field.cell_names()]
        table = field.block if field.each_row else ""
        for text in dict.fromkeys(texts):
            yield Written("字段", index, field.name, "公式", text, table)


def _of_indicators(standard: Standard) -> Iterator[Written]:
    tables = [block.name for block in standard.blocks if block.style == "逐指标"]
    for index, indicator in enumerate(standard.indicators):
        for heading, column, text in (
            ("实际值公式", ACTUAL, indicator.actual_formula),
            ("参考得分公式", REFERENCE, indicator.reference_formula),
            ("参考得分下限公式", REFERENCE, indicator.floor_formula),
        ):
            for table in tables:
                if text and any(each.name == column for each in standard.columns(table)):
                    yield Written("指标", index, indicator.third, heading, text, table)
