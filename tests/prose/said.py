"""Reports of a few paragraphs, and what one rule finds in them."""

from __future__ import annotations

from functools import cache

from tests.core.altered import standard
from xltools.core.model import Finding
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.prose.read import Read
from xltools.core.prose.report import CHECKS, report_findings
from xltools.core.standard import Rule


def said(*paragraphs: str) -> Read:
    """A report of these paragraphs, read without a workbook by the rules of 湛江2022."""
    passages = (Passage(number, text) for number, text in enumerate(paragraphs, 1))
    return Read(Narrative("报告.txt", "", tuple(passages)), _standard())


def faults(number: str, *paragraphs: str) -> list[Finding]:
    """What the rule of that number finds."""
    return [finding for finding in report_findings(said(*paragraphs)) if finding.rule == number]


def rule(number: str) -> Rule:
    """The rule of reports with that number."""
    found = next(rule for rule in _standard().report_rules if rule.number == number)
    assert found.compare in CHECKS
    return found


_standard = cache(standard)
