"""Findings counted: seven kinds that every finding is exactly one of, and a table by level and outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import get_args

from xltools.core.model import LEVELS, Finding, Outcome

#: Kinds of findings, worst first: a failure by its level, anything else by its outcome.
KINDS = (*reversed(LEVELS), "未判", "规则异常", "已说明", "已认可")

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

#: Kinds that leave something for the unit to do.
ASKING = frozenset(("错误", "核实", "未判"))


def kind_of(finding: Finding) -> str:
    """The one kind a finding is counted as."""
    return finding.level if finding.outcome == "不通过" else finding.outcome


def counted(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many findings of each kind."""
    counts = Counter(map(kind_of, findings))
    return {kind: counts[kind] for kind in KINDS}


def crossed(findings: Iterable[Finding]) -> Mapping[tuple[str, str], int]:
    """How many findings of each level and outcome; pairs without any are left out."""
    return Counter((finding.level, finding.outcome) for finding in findings)


def badness(counts: Mapping[str, int]) -> tuple[int, ...]:
    """What sorts the worst first: more errors, then more doubts, and so on."""
    return tuple(-counts[kind] for kind in KINDS)
