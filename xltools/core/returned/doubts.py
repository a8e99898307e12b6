"""核实说明 and 说明雷同: what is told of the answers themselves, at their cells in 审核结果.

What asks nothing of the figures is a 提示, whatever the level of the rule's row: the findings speak for
themselves. Words that say nothing, and an opinion nobody can act on, are as strong as the row says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xltools.core.builtin.wording import finding
from xltools.core.messages import inner
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.returned.answer import Answer
from xltools.core.returned.carried import answerable, contradictory, opinion_of
from xltools.core.returned.layout import ACCEPTED, REJECTED
from xltools.core.returned.standing import Settled, Standing
from xltools.core.returned.worth import COPIED, WORTH, bare_words, rule_in_force
from xltools.core.standard import Rule, Standard

#: How many cells or words a finding spells out.
_NAMED = 5

#: What to do about an opinion nobody can act on.
_CHOOSE = f"由审核人从下拉框选“{ACCEPTED}”或“{REJECTED}”，别的话写在核实说明后面"

#: What a rule's 说明要求 says where nobody need answer.
_NOT_ASKED = "不需"


def doubts(stand: Standing, standard: Standard, year: int | None) -> tuple[Finding, ...]:
    """What is told of the answers, by the rules about them that are in force."""
    worth, copied = (rule_in_force(standard, word, year) for word in (WORTH, COPIED))
    told: list[Finding] = []
    if worth:
        told += _blank(worth, stand, standard)
        told += _evasive(worth, stand)
        told += _opinions(worth, stand)
    if copied:
        told += _copied(copied, stand)
    return tuple(told)


def _blank(rule: Rule, stand: Standing, standard: Standard) -> Iterator[Finding]:
    """Findings that were sent back for an answer and came back without one."""
    cells = [
        answer.place
        for each in stand.findings
        if each.status == "待说明" and _is_asked(standard, each.finding)
        for answer in each.matched.held
    ]
    if cells:
        yield _weak(_told(rule, cells, f"{len(cells)}条核实问题还没有填写核实说明：{_spelt(cells)}"))


def _is_asked(standard: Standard, found: Finding) -> bool:
    rule = standard.rule.get(found.rule)
    return rule is None or rule.explain != _NOT_ASKED


def _evasive(rule: Rule, stand: Standing) -> Iterator[Finding]:
    """Answers that say nothing, as one finding."""
    empty = [
        answer
        for each in _insufficient(stand)
        if stand.measure.evasive(each.carried.text)
        for answer in _worded(each)
    ]
    if empty:
        words = list(dict.fromkeys(f"“{inner(answer.text.strip())}”" for answer in empty))
        cells = [answer.place for answer in empty]
        what = f"{len(cells)}处核实说明没有说明原因（{_some(words)}）：{_spelt(cells)}"
        yield _told(rule, cells, what)


def _copied(rule: Rule, stand: Standing) -> Iterator[Finding]:
    """Words put to the findings of many rules, a finding each."""
    same: dict[str, list[Settled]] = defaultdict(list)
    for each in _insufficient(stand):
        if not stand.measure.evasive(each.carried.text):
            same[bare_words(each.carried.text)].append(each)
    for group in same.values():
        rules = list(dict.fromkeys(each.finding.rule for each in group))
        cells = [answer.place for each in group for answer in _worded(each)]
        words = f"“{inner(group[0].carried.text.strip())}”"
        what = f"{words}同时用来说明{len(rules)}条规则的问题（{_some(rules)}）：{_spelt(cells)}"
        yield _told(rule, cells, what)


def _opinions(rule: Rule, stand: Standing) -> Iterator[Finding]:
    """Opinions that cannot be acted on: no choice, two choices, 认可 where nothing may be accepted."""
    for settling in (True, False):
        rows = (each for each in stand.findings if answerable(each.finding) is settling)
        strange = [answer for each in rows for answer in each.matched.held if opinion_of(answer) is None]
        if not strange:
            continue
        words = list(dict.fromkeys(f"“{inner(answer.opinion.strip())}”" for answer in strange))
        cells = [answer.opinion_place for answer in strange]
        what = f"审核意见只认“{ACCEPTED}”和“{REJECTED}”，没有采用{_some(words)}：{_spelt(cells)}"
        told = _told(rule, cells, what, _CHOOSE)
        yield told if settling else _weak(told)
    for each in stand.findings:
        if contradictory(each.matched.held):
            cells = [answer.opinion_place for answer in each.matched.held if answer.opinion.strip()]
            what = f"同一个问题既写了“{ACCEPTED}”又写了“{REJECTED}”，都没有采用：{_spelt(cells)}"
            yield _told(rule, cells, what, _CHOOSE)
    vain = [
        answer.opinion_place
        for each in stand.findings
        if each.finding.level == "错误" or each.status in ("未判", "规则异常")
        for answer in each.matched.held
        if opinion_of(answer) == ACCEPTED and not answerable(each.finding)
    ]
    if vain:
        what = f"错误须改正、未判须补数据，写“{ACCEPTED}”不起作用：{_spelt(vain)}"
        yield _weak(_told(rule, vain, what, "先改正、补填，再校验"))


def _insufficient(stand: Standing) -> Iterator[Settled]:
    return (each for each in stand.findings if each.status == "说明不合要求")


def _worded(each: Settled) -> Iterator[Answer]:
    return (answer for answer in each.matched.held if answer.text.strip())


def _told(rule: Rule, cells: Sequence[Place], what: str, fix: str = "") -> Finding:
    made = finding(rule, None, None, what)
    ordered = sorted(cells, key=lambda cell: (cell.sheet, cell.row, cell.column))
    return replace(made, places=tuple(ordered), fix=fix or made.fix)


def _weak(told: Finding) -> Finding:
    return replace(told, level="提示")


def _spelt(cells: Sequence[Place]) -> str:
    """The cells from the top down, each once."""
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return _some(list(dict.fromkeys(cell.cell for cell in ordered)))


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:_NAMED]) + ("等" if len(words) > _NAMED else "")
