"""Faults of a standard that its own rows tell: pure, no engine, no file."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.lint.circles import circles
from xltools.core.lint.fault import Fault
from xltools.core.lint.fields import field_faults, outline_faults, unused_parameters
from xltools.core.lint.indicators import indicator_faults
from xltools.core.lint.names import shared_names, unknown_names
from xltools.core.lint.reports import report_faults
from xltools.core.lint.rules import rule_faults
from xltools.core.lint.summaries import summary_faults
from xltools.core.lint.words import word_faults
from xltools.core.standard import Standard

__all__ = ["Fault", "lint"]


def lint(standard: Standard) -> Iterator[Fault]:
    """Every fault, kind by kind."""
    yield from shared_names(standard)
    yield from unknown_names(standard)
    yield from circles(standard)
    yield from field_faults(standard)
    yield from indicator_faults(standard)
    yield from rule_faults(standard)
    yield from word_faults(standard)
    yield from report_faults(standard)
    yield from summary_faults(standard)
    yield from unused_parameters(standard)
    yield from outline_faults(standard)
