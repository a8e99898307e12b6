"""A whole report -> its findings, in the order of the rules and then of the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from xltools.core.messages import text_of
from xltools.core.model import LEVELS, Finding, Level
from xltools.core.prose.beside.against_workbook import differing_figures
from xltools.core.prose.beside.names import strange_names
from xltools.core.prose.beside.totals import differing_scores
from xltools.core.prose.beside.workbook_texts import differing_texts
from xltools.core.prose.dates.dates import wrong_dates
from xltools.core.prose.dates.deadlines import broken_terms
from xltools.core.prose.formulas.comparisons import false_comparisons
from xltools.core.prose.formulas.formulas import wrong_formulas
from xltools.core.prose.found import Found
from xltools.core.prose.once import once
from xltools.core.prose.outline.chapters import missing_chapters
from xltools.core.prose.outline.numbering import wrong_numbers
from xltools.core.prose.outline.residue import residue
from xltools.core.prose.outline.typos import typos
from xltools.core.prose.read import Read
from xltools.core.prose.sums.enumerations import enumerations
from xltools.core.prose.sums.near import near
from xltools.core.prose.sums.ratios import ratios
from xltools.core.prose.sums.sums import sums
from xltools.core.prose.sums.wrong_units import wrong_units
from xltools.core.standard import Rule

Check = Callable[[Read, Rule], Iterator[Found]]

#: Each check by the word that asks for it (比较).
CHECKS: Mapping[str, Check] = {
    "文中数额": differing_figures,
    "文中总分": differing_scores,
    "文中文字": differing_texts,
    "文中算式": wrong_formulas,
    "文中比较": false_comparisons,
    "文中列举": enumerations,
    "文中合计": sums,
    "文中近似": near,
    "文中单位": wrong_units,
    "文中比率": ratios,
    "文中名称": strange_names,
    "文中残留": residue,
    "文中错字": typos,
    "标题序号": wrong_numbers,
    "必有章节": missing_chapters,
    "文中日期": wrong_dates,
    "文中期限": broken_terms,
}


def report_findings(read: Read) -> tuple[Finding, ...]:
    """Every finding of a report; a rule that cannot run is 规则异常, and keeps no other from running."""
    year = read.record.year if read.record else None
    rules = [rule for rule in read.standard.report_rules if rule.in_force(year)]
    found = [finding for rule in rules if rule.compare in CHECKS for finding in _findings(read, rule)]
    return tuple(once(found))


def _findings(read: Read, rule: Rule) -> list[Finding]:
    try:
        found = sorted(CHECKS[rule.compare](read, rule), key=_position)
        return [_finding(rule, each) for each in found]
    except Exception as error:  # noqa: BLE001  # what a rule's row says may be nothing its check can go by
        message = f"规则没能执行（{type(error).__name__}：{error}）"
        fix = f"核对“文表”里 {rule.number} 的左式、右式和“词表”；改不好的，把报告发给维护者"
        return [Finding(rule.number, rule.level, "规则异常", message, basis=rule.basis, fix=fix)]


def _position(found: Found) -> tuple[int, int]:
    return (found.spot.paragraph, found.spot.start) if found.spot else (0, 0)


def _finding(rule: Rule, found: Found) -> Finding:
    return Finding(
        rule=rule.number,
        level=_level(rule, found),
        outcome=found.outcome,
        message=_message(rule, found),
        field=found.field,
        left=found.left,
        right=found.right,
        difference=found.difference,
        tolerance=found.tolerance,
        basis=rule.basis,
        fix=found.fix or rule.fix,
        spot=found.spot,
    )


def _level(rule: Rule, found: Found) -> Level:
    """The rule's level, or a weaker one; a rule on trial (试行) warns only."""
    levels = [rule.level, *([found.level] if found.level else []), *([LEVELS[0]] if rule.trial else [])]
    return min(levels, key=LEVELS.index)


def _message(rule: Rule, found: Found) -> str:
    difference = abs(found.difference) if found.difference is not None else None
    slots = {"{左}": found.left, "{右}": found.right, "{差}": difference}
    message = rule.message.replace("{名}", found.name)
    for slot, value in slots.items():
        message = message.replace(slot, text_of(value))
    return message
