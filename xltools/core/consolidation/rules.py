"""What a consolidation finds is graded and worded by rule rows, found by the word in their 比较.

A standard without such a row, or with it switched off, still gets the finding: nothing that is not counted
goes unsaid. It is then named by the word itself, in the words given here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.judge import level_of
from xltools.core.model import LEVELS, Finding, Level
from xltools.core.standard import Rule, Standard


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: the word in 比较, and message, fix and level of a standard without a row for it.

    The message's slots are those of a built-in check: {名} {左} {右} {差}.
    """

    word: str
    message: str = ""
    fix: str = ""
    level: Level = "错误"


TOTALS = Kind("汇总合计", "{名}：部门汇总数{左}不等于各单位之和{右}，差{差}", "核对部门汇总表和下属单位的表")
COMPLETE = Kind("应报齐全", "应报{左}家，收到{右}家，缺{差}家：{名}", "催报后重新汇总")
ONCE = Kind("报送不重复", "同一单位报了{左}份内容不同的表，都未计入：{名}", "只留下要用的一份后重新汇总")
RATES = Kind("汇总比率", "{名}的合计只含各项都填了的单位，未含{左}家：{右}", "催补所缺的数后重新汇总", "核实")
MAGNITUDE = Kind("汇总量级")
FORM = Kind("版式")


def rule_of(standard: Standard, kind: Kind) -> Rule | None:
    """The row that is switched on for a kind of finding."""
    return next((rule for rule in standard.rules if rule.enabled and rule.compare == kind.word), None)


def asking_for(standard: Standard, field: str) -> Rule | None:
    """The row that asks for one field and nothing else: what its being blank is a fault by."""
    return next((rule for rule in standard.rules if rule.enabled and rule.marks == (field,)), None)


def finding(standard: Standard, kind: Kind, **slots: Decimal | str) -> Finding:
    """The main finding of a kind, in the words of its row; ``slots`` are values by 名, 左, 右, 差."""
    rule = rule_of(standard, kind)
    message = rule.message if rule else kind.message
    for slot, value in slots.items():
        text = grouped(value) if isinstance(value, Decimal) else value
        message = message.replace(f"{{{slot}}}", text)
    return problem(standard, kind, message, rule.fix if rule else kind.fix)


def problem(standard: Standard, kind: Kind, message: str, fix: str, level: Level | None = None) -> Finding:
    """A finding of a kind in words of its own; ``level`` where it is weaker than the row's."""
    rule = rule_of(standard, kind)
    return _finding(rule, kind.word, message, fix, _weaker(level, level_of(rule) if rule else kind.level))


def blank(standard: Standard, field: str, message: str, fix: str) -> Finding:
    """The finding that a field is blank."""
    rule = asking_for(standard, field)
    return _finding(rule, field, message, fix, level_of(rule) if rule else "错误")


def numbered(standard: Standard, kinds: Finding) -> Finding:
    """A finding named by its kind's word, found before the standard was known, by the row's number."""
    rule = rule_of(standard, Kind(kinds.rule))
    return replace(kinds, rule=rule.number) if rule else kinds


def _finding(rule: Rule | None, word: str, message: str, fix: str, level: Level) -> Finding:
    number, basis = (rule.number, rule.basis) if rule else (word, "")
    return Finding(number, level, "不通过", message, basis=basis, fix=fix)


def _weaker(level: Level | None, given: Level) -> Level:
    """The weaker of two levels: nothing is said more strongly than its row has it."""
    return given if level is None else min(level, given, key=LEVELS.index)
