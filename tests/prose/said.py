"""Reports of a few paragraphs, and what one rule finds in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.core.altered import standard
from xltools.core.model import Finding
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.prose.read import Read
from xltools.core.prose.report import CHECKS, report_findings
from xltools.core.standard import Rule

_standard = cache(standard)


def said(*paragraphs: str) -> Read:
    """A report of these paragraphs, read without a workbook by the rules of 湛江2022."""
    passages = (Passage(number, text) for number, text in enumerate(paragraphs, 1))
    return Read(Narrative("报告.txt", "", tuple(passages)), _standard())


def faults(number: str, *paragraphs: str) -> list[Finding]:
    """What the rule of that number finds, and nothing that other rules do."""
    rule = rule_of(number)
    assert rule.compare in CHECKS
    return [finding for finding in report_findings(said(*paragraphs)) if finding.rule == number]


def told(number: str, *paragraphs: str) -> list[str]:
    """The exact words each finding of that rule is about."""
    return [finding.spot.text for finding in faults(number, *paragraphs) if finding.spot]


def rule_of(number: str) -> Rule:
    """The rule of reports with that number."""
    return next(rule for rule in _standard().report_rules if rule.number == number)


def seed() -> tuple[str, ...]:
    """The paragraphs of the published report that the checks were made for."""
    text = (Path(__file__).parent / "seed.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip())
