"""What is asked of reports (文表), the words for it (词表), phrases that rules give the lie to (报告用语)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xltools.core.definition import REPORT_RULES, VOCABULARY
from xltools.core.expressions import names_in
from xltools.core.guess import guess
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import called, written
from xltools.core.lint.names import known_names, mark_faults
from xltools.core.lint.rules import rule_faults
from xltools.core.lint.summaries import SUMMARY_ENTRIES
from xltools.core.lint.words import word_faults
from xltools.core.standard import Rule, Standard

_FIELD = re.compile(r"\[([^\[\]]+)\]")
#: A phrase of fewer signs, without what stands for others, is found everywhere.
_SHORTEST = 2


def report_faults(standard: Standard) -> Iterator[Fault]:
    """Faults of the rules asked of reports, as those of 规则; then of phrases and of the vocabulary."""
    asked = replace(standard, rules=standard.report_rules, report_rules=())
    for fault in (*mark_faults(asked), *rule_faults(asked), *word_faults(asked)):
        yield replace(fault, sheet=REPORT_RULES)
    for sheet, rules in (("规则", standard.rules), (REPORT_RULES, standard.report_rules)):
        for index, rule in enumerate(rules):
            if rule.enabled:
                for what, why, fix in _phrases(standard, rule):
                    yield Fault(sheet, index, called(rule), "报告用语", what, why, fix)
    yield from _vocabulary(standard)


def _phrases(standard: Standard, rule: Rule) -> Iterator[tuple[str, str, str]]:
    """(what, why, fix) of what reports may not say where a rule fails."""
    names = {*standard.by_cell_name, *(field.name for field in standard.items)}
    for phrase in rule.words:
        field = _FIELD.fullmatch(phrase)
        if field and field[1] not in names:
            yield f"{phrase} 不是字段{guess(field[1], names)}", "在报告里永远对不上", "方括号里写字段名"
        elif not field and set(phrase) & set("[]"):
            yield f"“{phrase}”里有方括号", "在报告里永远对不上", "[字段名] 单独写一项，不和别的字写在一起"
        elif len(phrase.replace("…", "")) < _SHORTEST:
            yield f"“{phrase}”太短", "报告里到处都对得上，会误报", "写成报告里的一句话"
    for position, phrase in enumerate(rule.words):
        if phrase in rule.words[:position]:
            yield f"“{phrase}”写了两遍", "同一句话报两遍", "删去一处"


def _vocabulary(standard: Standard) -> Iterator[Fault]:
    """Words nobody looks for, twice the same entry, and names that mean something else in a formula."""
    used = {name for each in written(standard) if each.sheet == REPORT_RULES for name in names_in(each.text)}
    known = known_names(standard)
    seen: set[str] = set()
    for index, entry in enumerate(standard.vocabulary):
        if entry.name not in used | SUMMARY_ENTRIES:
            what, why = "没有报告规则用到", "改了它，什么也不会变"
            yield Fault(
                VOCABULARY, index, entry.name, "名称", what, why, "删去，或写进“文表”的左式、右式", "提示"
            )
        if entry.name in known or entry.name in seen:
            other = "字段、列或参数" if entry.name in known else "另一条词表"
            what, why = f"“{entry.name}”与{other}同名", "规则里写这个名称，不知道指哪一个"
            yield Fault(VOCABULARY, index, entry.name, "名称", what, why, "改名")
        seen.add(entry.name)
        for position, value in enumerate(entry.values):
            if value in entry.values[:position]:
                yield Fault(
                    VOCABULARY, index, entry.name, "值", f"“{value}”写了两遍", "多余", "删去一处", "提示"
                )
