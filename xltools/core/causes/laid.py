"""A finding laid to others: it names them, and shouts no louder than they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xltools.core.model import LEVELS, Finding
from xltools.core.questions import Asked

#: How many cells a cause names.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A finding and what it answers: a rule asked at a row (0: of no row), or a built-in check (None)."""

    finding: Finding
    asked: Asked | None = None
    row: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others, whatever the values."""
        if self.asked is not None:
            return self.finding.rule, self.asked.instance.item, self.row
        return self.finding.rule, self.finding.field, self.finding.places[:1]


def follows_from(finding: Finding, cause: Finding) -> bool:
    """Whether a finding is laid to another one, or to several of which that is the first."""
    first = name(cause)
    return finding.cause == first or finding.cause.startswith((f"{first}、", f"{first}等"))


def own_words(finding: Finding) -> str:
    """A finding's message without the words that name its cause."""
    return finding.message.partition(f"（由 {finding.cause} 引起")[0] if finding.cause else finding.message


def follows(said: Said, causes: Sequence[Finding], when: str) -> Said:
    """A finding as the consequence of others: their places in words, and no stronger than a 提示.

    Where none of them is as strong as it is, it keeps its level: nothing is let pass by naming a cause.
    """
    finding, words = said.finding, label(causes)
    strongest = max(LEVELS.index(cause.level) for cause in causes)
    folds = finding.outcome == "不通过" and strongest >= LEVELS.index(finding.level)
    level = "提示" if folds else finding.level
    message = f"{finding.message}（由 {words} 引起，{when}）"
    return replace(said, finding=replace(finding, level=level, message=message, cause=words))


def label(causes: Sequence[Finding]) -> str:
    """The rules and cells of findings: R086 自评表!F33."""
    names = list(dict.fromkeys(map(name, causes)))
    more = f"等{len(names)}处" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def name(finding: Finding) -> str:
    """A finding by its rule and cell: R086 自评表!F33."""
    return f"{finding.rule} {finding.places[0]}" if finding.places else finding.rule
