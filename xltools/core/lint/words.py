"""A rule's words: slots that can be filled, values that are shown, what to do and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.core.attachments.forms import tied
from xltools.core.expressions import columns_in, names_in
from xltools.core.guess import guess
from xltools.core.instances import loop_of
from xltools.core.lint.fault import Fault
from xltools.core.lint.formulas import BY_PROGRAM, called
from xltools.core.lint.rules import NOT_OF_NUMBERS
from xltools.core.standard import Rule, Standard

_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = ("左", "右", "差", "行", "项", "名")
_BUILT_IN_SLOTS = ("左", "右", "差", "名")
_ATTACHED_SLOTS = (*_SLOTS, "附表")


def word_faults(standard: Standard) -> Iterator[Fault]:
    """What is wrong with the words of the rules in force."""
    for index, rule in enumerate(standard.rules):
        if not rule.enabled:
            continue
        slots = _slots(standard, rule)
        for column, what, why, fix in _faults(rule, slots):
            yield Fault("规则", index, called(rule), column, what, why, fix)


def _faults(rule: Rule, slots: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    """(column, what, why, fix) of one rule."""
    for slot in dict.fromkeys(_SLOT.findall(rule.message)):
        if what := _unfilled(rule, slot, slots):
            yield "提示语", what, "单位会看到没有替换的 {…} 或空白", f"可用的有 {_braced(slots)}"
    if rule.message.count("{") != rule.message.count("}"):
        yield "提示语", "{ 和 } 不成对", "值填不进去", "补上括号"
    if _hides_values(rule):
        yield "提示语", "没有写出 {左} 或 {右}", "单位看不到填了多少、应是多少", "写上 {左} 和 {右}"
    if not rule.fix:
        yield "改正指引", "没有填写", "单位不知道怎么改", "写明改哪里、怎么改"
    if not rule.basis:
        yield "依据", "没有填写", "单位不知道凭什么改", "写明文号和条款；自定的写“默认规则”"
    if not rule.marks and rule.compare not in BY_PROGRAM:
        yield "标注单元格", "没有填写", "问题指不到格子", "写上要改的那一格的字段名"


def _slots(standard: Standard, rule: Rule) -> tuple[str, ...]:
    """What the message of a rule of its kind may hold."""
    if rule.compare in BY_PROGRAM:
        return _BUILT_IN_SLOTS
    return _ATTACHED_SLOTS if rule.number in tied(standard) else _SLOTS


def _braced(slots: tuple[str, ...]) -> str:
    return "".join(f"{{{slot}}}" for slot in slots)


def _unfilled(rule: Rule, slot: str, slots: tuple[str, ...]) -> str:
    """Why a slot will not be filled, or ""."""
    if slot not in slots:
        return f"不认识 {{{slot}}}{guess(slot, slots)}"
    table, items = loop_of(rule)
    if rule.compare in BY_PROGRAM:
        return ""
    if slot == "行" and not table:
        return "{行} 要有循环的表，这条规则没有"
    if slot == "项" and items == ("",):
        return "{项} 要有“逐项：”，这条规则没有"
    if slot == "差" and rule.compare in NOT_OF_NUMBERS:
        return f"比较“{rule.compare}”没有差额，{{差}} 填不出"
    if slot == "右" and rule.compare == "真":
        return "比较“真”只有一边，{右} 填不出"
    return ""


def _hides_values(rule: Rule) -> bool:
    """Whether both sides vary and the message shows neither."""
    if rule.compare in (*BY_PROGRAM, *NOT_OF_NUMBERS) or "{左}" in rule.message or "{右}" in rule.message:
        return False
    return all(names_in(side) or columns_in(side) for side in (rule.left, rule.right))
