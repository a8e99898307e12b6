"""The rule of a standard that asks for a check, by the check's word."""

from __future__ import annotations

from xltools.core.standard import Rule, Standard


def rule_of(standard: Standard, compare: str) -> Rule | None:
    """The first rule of reports that asks for that check, switched on or not; it names the words to use."""
    return next((rule for rule in standard.report_rules if rule.compare == compare), None)
