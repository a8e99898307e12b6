"""Texts given by lines, and what one rule finds in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.core.altered import standard as fresh
from xltools.core.model import Checked, Finding
from xltools.core.prose.passage import Narrative, Passage
from xltools.core.prose.read import Read
from xltools.core.prose.report import CHECKS, report_findings

#: The published report, as text.
SEED = (Path(__file__).parent / "seed.txt").read_text(encoding="utf-8")
standard = cache(fresh)


def narrative(text: str) -> Narrative:
    """Each line that says something as a passage."""
    lines = (line for line in text.split("\n") if line.strip())
    return passages(*lines)


def passages(*parts: str | tuple[str, str, int]) -> Narrative:
    """A report of these passages; one may be (text, automatic number, level)."""
    made = (part if isinstance(part, tuple) else (part, "", 0) for part in parts)
    return Narrative(
        "报告.txt",
        "",
        tuple(Passage(n, text, level, marker) for n, (text, marker, level) in enumerate(made, 1)),
    )


def found(
    text: str | Narrative, rule: str, checked: Checked | None = None, name: str = "湛江2022"
) -> list[Finding]:
    """What one rule finds in a report."""
    report = narrative(text) if isinstance(text, str) else text
    assert standard(name).rule[rule].compare in CHECKS
    findings = report_findings(Read(report, standard(name), checked))
    return [finding for finding in findings if finding.rule == rule]


def words(text: str | Narrative, rule: str) -> list[str]:
    """The exact words of what one rule finds."""
    return [finding.spot.text if finding.spot else "" for finding in found(text, rule)]
