"""Indicators: each is of a kind (指标类型) that a rule names, that others share, or that 说明 tells of.

A kind may be several, joined by +.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from xltools.core.guess import guess
from xltools.core.instances import instances
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import asked_rules, parts
from xltools.core.standard import Standard

_QUOTED = re.compile(r'"([^"]+)"')


def indicator_faults(standard: Standard) -> Iterator[Fault]:
    """Kinds that nothing else in the standard knows of: most likely a slip of the pen."""
    told = standard.about.get("指标类型", "")
    named = frozenset(_named(standard))
    count = Counter(kind for each in standard.indicators for kind in each.kind.split("+"))
    known = sorted(kind for kind, n in count.items() if n > 1 or kind in named or kind in told)
    for index, indicator in enumerate(standard.indicators) if known else ():
        for kind in indicator.kind.split("+"):
            if kind not in known:
                what = f"“{kind}”没有规则提到，也没有别的指标用{guess(kind, known)}"
                why = "按类型检查的规则都不检查这个指标"
                fix = "改正类型；不由规则检查的类型，写在“说明”的“指标类型”里"
                yield Fault("指标", index, indicator.third, "类型", what, why, fix)


def _named(standard: Standard) -> Iterator[str]:
    """Every word in quotes in the rules' formulas."""
    for _, rule in asked_rules(standard):
        for instance in instances(rule):
            for _, text in parts(rule, instance):
                yield from _QUOTED.findall(text)
