"""The checks no formula can ask: are cells filled, are they of their type, is the form still the form.

Each is switched on, graded and worded by the rule row whose 比较 is its word; a check is a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping

from xltools.core.builtin.circular import circular
from xltools.core.builtin.entry import entry
from xltools.core.builtin.evidence import registered, sound
from xltools.core.builtin.external import external
from xltools.core.builtin.form import form, moved
from xltools.core.builtin.formulas import formulas
from xltools.core.builtin.hidden import hidden
from xltools.core.builtin.manual import manual
from xltools.core.builtin.merged import merged
from xltools.core.builtin.proof import proved
from xltools.core.builtin.required import required
from xltools.core.builtin.saved import saved
from xltools.core.builtin.seen import Seen
from xltools.core.builtin.types import types
from xltools.core.builtin.version import version
from xltools.core.builtin.volatile import volatile
from xltools.core.model import Finding
from xltools.core.standard import Rule

#: A check: the rule row that asks for it, and what it looks at.
Check = Callable[[Rule, Seen], Iterator[Finding]]

#: Each check by the word that asks for it (比较).
CHECKS: Mapping[str, Check] = {
    "必填": required,
    "类型": types,
    "录入": entry,
    "公式": formulas,
    "重算": saved,
    "版式": form,
    "移位": moved,
    "外部链接": external,
    "循环引用": circular,
    "隐藏": hidden,
    "手动计算": manual,
    "易变函数": volatile,
    "合并": merged,
    "佐证材料": sound,
    "佐证登记": registered,
    "佐证要求": proved,
    "表样版本": version,
}


def form_findings(seen: Seen, only: Container[str] | None = None) -> Iterator[Finding]:
    """Findings of every built-in rule in force, or of those of them with these numbers."""
    for rule in seen.standard.rules:
        wanted = only is None or rule.number in only
        if wanted and rule.compare in CHECKS and rule.in_force(seen.record.year):
            yield from CHECKS[rule.compare](rule, seen)
