"""What the rows that answer a finding come to: the words that hold, the opinion on them, those of before.

It is what is written into 审核结果 again, so that reading what was written comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from xltools.core.model import Finding
from xltools.core.returned.answer import Answer
from xltools.core.returned.item import Opinion
from xltools.core.returned.layout import ACCEPTED, REJECTED
from xltools.core.returned.match import Matched

#: What is put behind words of before, by which the next check knows why they no longer count.
LAPSED, SENT_BACK = "（数据已变）", "（已退回）"

Last = Literal["", "数据已变", "说明退回"]


@dataclass(frozen=True, slots=True)
class Carried:
    """The words and opinion that hold for a finding, and the earlier words."""

    text: str = ""
    opinion: Opinion = ""
    earlier: str = ""

    @property
    def last(self) -> Last:
        """What became of the last of the earlier words."""
        if self.earlier.endswith(LAPSED):
            return "数据已变"
        return "说明退回" if self.earlier.endswith(SENT_BACK) else ""

    @property
    def before(self) -> str:
        """The earlier words without what became of the last of them."""
        return self.earlier.removesuffix(LAPSED).removesuffix(SENT_BACK)


def answerable(finding: Finding) -> bool:
    """Whether an explanation can settle a finding at all."""
    return finding.level == "核实" and finding.outcome not in ("未判", "规则异常")


def carried(matched: Matched) -> Carried:
    """What the rows of one finding come to."""
    text = joined(answer.text for answer in matched.held)
    opinion = _opinion(matched.held)
    earlier = joined(
        (
            *(answer.earlier for answer in (*matched.held, *matched.lapsed)),
            *map(_lapsed, matched.lapsed),
            *_unclear(matched.held),
        )
    )
    if opinion == REJECTED and answerable(matched.finding):
        return Carried(earlier=joined((earlier, f"{text.strip()}{SENT_BACK}")))
    return Carried(text, opinion, earlier)


def alone(answer: Answer) -> Carried:
    """What a row comes to whose finding is gone."""
    return Carried(answer.text, _opinion((answer,)), joined((answer.earlier, *_unclear((answer,)))))


def opinion_of(answer: Answer) -> Opinion | None:
    """What a reviewer chose; None for words that are no choice."""
    said = answer.opinion.strip()
    return said if said in get_args(Opinion) else None  # type: ignore[return-value]


def _opinion(answers: Sequence[Answer]) -> Opinion:
    """The opinion of all rows; none where they contradict each other."""
    chosen = {opinion for answer in answers if (opinion := opinion_of(answer))}
    return chosen.pop() if len(chosen) == 1 else ""


def contradictory(answers: Sequence[Answer]) -> bool:
    """Whether rows of one finding say 认可 and 退回."""
    return {ACCEPTED, REJECTED} <= {opinion_of(answer) for answer in answers}


def _unclear(answers: Sequence[Answer]) -> Iterable[str]:
    """The opinions nobody can act on, kept in words."""
    torn = contradictory(answers)
    for answer in answers:
        if answer.opinion.strip() and (torn or opinion_of(answer) is None):
            yield f"（审核意见：{answer.opinion.strip()}）"


def _lapsed(answer: Answer) -> str:
    opinion = f"（审核意见：{answer.opinion.strip()}）" if answer.opinion.strip() else ""
    words = f"{answer.text.strip()}{opinion}"
    return f"{words}{LAPSED}" if words else ""


def joined(texts: Iterable[str]) -> str:
    """Different words one after the other; one alone is left as it was typed."""
    different = [text for text in dict.fromkeys(texts) if text.strip()]
    return different[0] if len(different) == 1 else "；".join(text.strip() for text in different)
