"""Findings with their explanations: what an answer settles, what it does not, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.core.model import Finding, Record
from xltools.core.returned.answer import Answer
from xltools.core.returned.doubts import doubts
from xltools.core.returned.standing import standing
from xltools.core.standard import Standard


def settled(
    findings: Sequence[Finding], answers: Sequence[Answer], standard: Standard, record: Record | None
) -> tuple[Finding, ...]:
    """The findings with outcomes and explanations, and what is told of these, in the order of the rules.

    核实 is 已说明 by an explanation that holds and 已认可 by a reviewer's word; 错误, 未判 and 规则异常 stay
    what they are. Without answers the findings are handed back as they are.
    """
    if not answers:
        return tuple(findings)
    stand = standing(findings, answers, standard, record)
    year = record.year if record else None
    told = doubts(stand, standard, year)
    order = {rule.number: position for position, rule in enumerate(standard.rules)}
    every = [*(each.finding for each in stand.findings), *told]
    return tuple(sorted(every, key=lambda finding: order.get(finding.rule, len(order))))
