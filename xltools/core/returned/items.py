"""What goes back to the unit, line by line: every finding with what was answered to it, then what is gone."""

from __future__ import annotations

from xltools.core.model import LEVELS, Checked, Finding, Level, Outcome
from xltools.core.returned.answer import Answer
from xltools.core.returned.carried import alone
from xltools.core.returned.item import Item, Status
from xltools.core.returned.key import parse_key
from xltools.core.returned.standing import of_checked
from xltools.core.standard import Standard


def items(checked: Checked, standard: Standard) -> tuple[Item, ...]:
    """A line a finding, in the order of the check; answered ones that are gone stand last with 已消除.

    One whose rule could not be judged this time, or not everywhere, is not known to be gone: it stands as
    what its rule came to (a workbook away from its evidence, say).

    What is told of the answers themselves is no line: it is the status of the lines it is about.
    """
    stand = of_checked(checked, standard)
    lines = [
        Item(
            finding=each.finding,
            status=each.status,
            key=str(each.matched.key),
            name=_name(standard, each.finding.rule),
            answer=each.carried.text,
            opinion=each.carried.opinion,
            earlier=each.carried.earlier,
        )
        for each in stand.findings
    ]
    unjudged = {each.finding.rule: each.finding.outcome for each in stand.findings if _open(each.finding)}
    gone = dict.fromkeys(
        _gone(answer, standard, unjudged.get(answer.rule)) for answer in stand.gone if answer.said
    )
    return (*lines, *gone)


def _name(standard: Standard, rule: str) -> str:
    return standard.rule[rule].name if rule in standard.rule else ""


def _open(finding: Finding) -> bool:
    return finding.outcome in ("未判", "规则异常")


def _gone(answer: Answer, standard: Standard, unjudged: Outcome | None) -> Item:
    """A row whose finding is gone, as it stood; ``field`` is then what the row calls it.

    ``unjudged`` is what its rule came to where it could not be judged.
    """
    words = alone(answer)
    finding = Finding(
        rule=answer.rule,
        level=_level(answer.level),
        outcome=unjudged or "不通过",
        message=answer.message,
        places=(answer.target,) if answer.target else (),
        field=answer.field or None,
        left=answer.left,
        right=answer.right,
        difference=answer.difference,
        basis=answer.basis,
        fix=answer.fix,
    )
    key = answer.key if parse_key(answer.key) else ""
    status: Status = "规则异常" if unjudged == "规则异常" else "未判" if unjudged else "已消除"
    return Item(finding, status, key, _name(standard, answer.rule), words.text, words.opinion, words.earlier)


def _level(text: str) -> Level:
    """The level a row says; a row that says none asks for nothing."""
    return next((level for level in LEVELS if level == text), LEVELS[0])
