"""What is not checked of a report without a workbook beside it: said once, so that it never looks passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltools.core.causes.laid import own_words
from xltools.core.comparisons import COMPARISONS
from xltools.core.messages import inner
from xltools.core.model import LEVELS, Finding
from xltools.core.prose.beside.phrases import pattern
from xltools.core.prose.read import Read
from xltools.core.prose.spot import Spot
from xltools.core.standard import Rule, Standard

#: Checks that hold words against a workbook; rules that are formulas over its fields do too.
_BESIDE_A_WORKBOOK = ("文中数额", "文中文字", "文中总分", *COMPARISONS)

_FIX = "加 --workbook 给出单位的自评工作簿，再校验一次"


def unchecked(read: Read) -> Iterator[Finding]:
    """One finding, 未判, that names every rule a workbook is needed for.

    Where there is a workbook: each claim (报告用语) it could not tell the truth of.
    """
    if read.checked is not None:
        yield from _untold(read)
        return
    rules = tuple(_beside_a_workbook(read.standard))
    if rules:
        figures = "、".join(f"{rule.number} {rule.name}" for rule in rules if not rule.words)
        claims = "、".join(rule.number for rule in rules if rule.words)
        named = "；说法是否属实：".join(filter(None, (figures, claims)))
        message = f"没有给出工作簿，这{len(rules)}条没有核对：{named}"
        yield Finding(rules[0].number, LEVELS[0], "未判", message, basis=rules[0].basis, fix=_FIX)


def _untold(read: Read) -> Iterator[Finding]:
    """What the workbook left open of rules whose phrases the report uses."""
    for finding in read.checked.findings if read.checked else ():
        rule = read.standard.rule.get(finding.rule)
        if rule is not None and finding.outcome in ("未判", "规则异常"):
            spot = next(_said(read, rule), None)
            if spot is not None:
                message = f"报告写“{inner(spot.text)}”，没有核对：{own_words(finding)}"
                yield replace(finding, spot=spot, message=message, cause="")


def _said(read: Read, rule: Rule) -> Iterator[Spot]:
    """Where the report uses a rule's phrases."""
    for phrase in rule.words:
        searched = pattern(phrase)
        for index, text in enumerate(read.texts):
            yield from (read.spot(index, *match.span()) for match in searched.finditer(text))


def _beside_a_workbook(standard: Standard) -> Iterator[Rule]:
    """The rules that say nothing without figures to hold the words against, those of reports first."""
    for rule in standard.report_rules:
        if rule.enabled and (rule.words or rule.compare in _BESIDE_A_WORKBOOK):
            yield rule
    yield from (rule for rule in standard.rules if rule.enabled and rule.words)
