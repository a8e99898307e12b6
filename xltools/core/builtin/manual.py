"""手动计算: a workbook in which Excel recomputes only when told."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.model import Finding
from xltools.core.standard import Rule


def manual(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """One finding for the workbook; values that really are old are the business of 重算."""
    if seen.workbook.manual_calculation:
        yield finding(rule, None, None, rule.name)
