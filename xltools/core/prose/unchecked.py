"""What is not checked of a report without a workbook beside it: said once, so that it never looks passed."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.definition import COMPARISONS
from xltools.core.model import LEVELS, Finding
from xltools.core.prose.read import Read
from xltools.core.standard import Rule, Standard

#: Checks that hold words against a workbook; rules that are formulas over its fields do too.
_BESIDE_A_WORKBOOK = ("文中数额", "文中文字", "文中总分", *COMPARISONS)

_FIX = "加 --workbook 给出单位的自评工作簿，再校验一次"


def unchecked(read: Read) -> Iterator[Finding]:
    """One finding, 未判, that names every rule a workbook is needed for.

    Where there is a workbook: what it could not tell of the rules of reports that are formulas over it.
    """
    if read.checked is not None:
        of_reports = {rule.number for rule in read.standard.report_rules}
        unjudged = (each for each in read.checked.findings if each.outcome in ("未判", "规则异常"))
        yield from (each for each in unjudged if each.rule in of_reports)
        return
    rules = tuple(_beside_a_workbook(read.standard))
    if rules:
        figures = "、".join(f"{rule.number} {rule.name}" for rule in rules if not rule.words)
        claims = "、".join(rule.number for rule in rules if rule.words)
        named = "；说法是否属实：".join(filter(None, (figures, claims)))
        message = f"没有给出工作簿，这{len(rules)}条没有核对：{named}"
        yield Finding(rules[0].number, LEVELS[0], "未判", message, basis=rules[0].basis, fix=_FIX)


def _beside_a_workbook(standard: Standard) -> Iterator[Rule]:
    """The rules that say nothing without figures to hold the words against, those of reports first."""
    for rule in standard.report_rules:
        if rule.enabled and (rule.words or rule.compare in _BESIDE_A_WORKBOOK):
            yield rule
    yield from (rule for rule in standard.rules if rule.enabled and rule.words)
