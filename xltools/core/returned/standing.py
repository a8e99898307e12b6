"""Where each finding stands between the unit and the reviewer, by what was answered to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xltools.core.model import Checked, Finding, Outcome, Record
from xltools.core.returned.answer import Answer
from xltools.core.returned.carried import Carried, answerable, carried
from xltools.core.returned.item import Status
from xltools.core.returned.layout import ACCEPTED
from xltools.core.returned.match import Matched, match
from xltools.core.returned.worth import COPIED, WORTH, Measure, bare_words, measure_of
from xltools.core.standard import Standard

#: What a finding comes to by where it stands; any other leaves it as it is.
_OUTCOMES: dict[Status, Outcome] = {"已说明": "已说明", "已认可": "已认可"}

#: Why words do not count, as it is put before them.
_WHY: dict[Status, str] = {
    "数据已变": "（数据已变，须重新说明）原说明：",
    "说明退回": "（审核退回，须重新说明）原说明：",
    "说明不合要求": "（说明不合要求，须重新说明）",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding, what its rows come to, and where it stands."""

    matched: Matched
    carried: Carried
    status: Status

    @property
    def finding(self) -> Finding:
        """The finding with its outcome and explanation."""
        outcome = _OUTCOMES.get(self.status, self.matched.finding.outcome)
        return replace(self.matched.finding, outcome=outcome, explanation=self._explanation or None)

    @property
    def _explanation(self) -> str:
        words = self.carried.text.strip() and self.carried.text
        if words:
            return f"{_WHY.get(self.status, '')}{words}"
        before = self.carried.before
        why = _WHY.get(self.status, f"（{self.carried.last}）原说明：" if self.carried.last else "原说明：")
        return f"{why}{before}" if self.carried.earlier.strip() else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Every finding with where it stands, and the rows whose finding is gone."""

    findings: tuple[Settled, ...]
    gone: tuple[Answer, ...]
    measure: Measure


def standing(
    findings: Sequence[Finding], answers: Sequence[Answer], standard: Standard, record: Record | None
) -> Standing:
    """Where each finding stands, by the rows that answer it."""
    matched, gone = match(findings, answers, record)
    found = [(each, carried(each)) for each in matched]
    measure = measure_of(standard, record.year if record else None)
    copied = measure.copied(
        (each.finding.rule, words.text)
        for each, words in found
        if answerable(each.finding) and words.opinion != ACCEPTED and not measure.evasive(words.text)
    )
    settled = (Settled(each, words, _status(each.finding, words, measure, copied)) for each, words in found)
    return Standing(tuple(settled), tuple(gone), measure)


def of_checked(checked: Checked, standard: Standard) -> Standing:
    """Where the findings of a file stand, found again from its answers; without what is told of these."""
    about = {rule.number for rule in standard.rules if rule.compare in (WORTH, COPIED)}
    findings = [
        replace(finding, outcome=_asked(finding.outcome), explanation=None)
        for finding in checked.findings
        if finding.rule not in about
    ]
    return standing(findings, checked.answers, standard, checked.record)


def _asked(outcome: Outcome) -> Outcome:
    """The outcome before any answer."""
    return "不通过" if outcome in _OUTCOMES.values() else outcome


def _status(finding: Finding, words: Carried, measure: Measure, copied: frozenset[str]) -> Status:
    if finding.outcome in ("未判", "规则异常"):
        return finding.outcome
    if finding.level != "核实":
        return "待改正" if finding.level == "错误" else "供参考"
    if words.opinion == ACCEPTED:
        return "已认可"
    if not words.text.strip():
        return words.last or "待说明"
    if measure.evasive(words.text) or bare_words(words.text) in copied:
        return "说明不合要求"
    return "已说明"
