"""The checks no formula can ask: are cells filled, are they of their type, is the form still the form.

Each is switched on, graded and worded by the rule row whose 比较 is its word; a check is a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xltools.core.builtin.form import form
from xltools.core.builtin.formulas import formulas
from xltools.core.builtin.required import required
from xltools.core.builtin.saved import saved
from xltools.core.builtin.seen import Seen
from xltools.core.builtin.types import types
from xltools.core.model import Finding
from xltools.core.standard import Rule

#: A check: the rule row that asks for it, and what it looks at.
Check = Callable[[Rule, Seen], Iterator[Finding]]

#: Each check by the word that asks for it (比较).
CHECKS: Mapping[str, Check] = {
    "必填": required,
    "类型": types,
    "公式": formulas,
    "重算": saved,
    "版式": form,
}


def form_findings(seen: Seen) -> Iterator[Finding]:
    """Findings of every built-in rule in force."""
    for rule in seen.standard.rules:
        if rule.compare in CHECKS and rule.in_force(seen.record.year):
            yield from CHECKS[rule.compare](rule, seen)
