"""A workbook of which only values could be read: what rests on anything else was not checked, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.core.model import Finding, Workbook
from xltools.core.standard import Rule, Standard

#: The checks that look at formulas, names, formats, validations, hidden rows or links.
_BEYOND_VALUES = frozenset(
    (
        "版式",
        "移位",
        "公式",
        "重算",
        "外部链接",
        "循环引用",
        "隐藏",
        "手动计算",
        "易变函数",
        "合并",
        "表样版本",
    )
)

SAVE_AS = "请用 Excel 或 WPS 另存为 .xlsx 后再报"


def askable(standard: Standard, workbook: Workbook) -> Standard:
    """The standard with those rules switched off that a workbook of mere values cannot be asked."""
    if not workbook.values_only:
        return standard
    rules = (replace(rule, enabled=False) if _is_beyond(rule) else rule for rule in standard.rules)
    return replace(standard, rules=tuple(rules))


def doubted(
    findings: Sequence[Finding], workbook: Workbook, standard: Standard, year: int | None
) -> tuple[Finding, ...]:
    """The findings and, of a workbook of mere values, one 未判 for the rules of ``standard`` not asked.

    That one is never missing: an error value may have been read as a blank, so that even where nothing else
    was found the workbook is not passed.
    """
    if not workbook.values_only:
        return tuple(findings)
    rules = [rule for rule in standard.rules if _is_beyond(rule) and rule.in_force(year)]
    return (_unjudged(workbook.values_only, rules), *findings)


def _is_beyond(rule: Rule) -> bool:
    return rule.compare in _BEYOND_VALUES


def _unjudged(kind: str, rules: Sequence[Rule]) -> Finding:
    numbers = "、".join(rule.number for rule in rules)
    message = (
        f"文件是{kind}，只读出了各格的数值：公式、错误值（#REF! 等）、单元格名称读不出来，"
        f"空白的格可能原是错误值；靠这些才能核对的规则（{numbers}）没有核对"
    )
    first = rules[0].number if rules else ""
    return Finding(rule=first, level="错误", outcome="未判", message=message, fix=SAVE_AS)
