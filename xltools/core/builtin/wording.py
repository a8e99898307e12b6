"""A built-in check's finding: the rule's message with what was found put in."""

from __future__ import annotations

from decimal import Decimal

from xltools.core.amounts import grouped
from xltools.core.formulas.change import shortened
from xltools.core.judge import level_of
from xltools.core.messages import cut
from xltools.core.model import Finding
from xltools.core.refs import Place
from xltools.core.standard import Rule


def finding(
    rule: Rule,
    datum_name: str | None,
    place: Place | None,
    label: str,
    left: Decimal | str = "",
    right: Decimal | str = "",
    *,
    what: str = "",
) -> Finding:
    """A failed built-in rule: {名} is the label, {左} and {右} what is there and what should be.

    {差} is ``what`` the difference is, in words. Formulas are shortened in the message, not in the finding.
    """
    texts = {"{名}": label, "{左}": said(left), "{右}": said(right), "{差}": what}
    message = rule.message
    for slot, text in texts.items():
        message = message.replace(slot, text)
    numbers = isinstance(left, Decimal) and isinstance(right, Decimal)
    return Finding(
        rule=rule.number,
        level=level_of(rule),
        outcome="不通过",
        message=message,
        places=(place,) if place else (),
        field=datum_name,
        left=left or None if isinstance(left, str) else left,
        right=right or None if isinstance(right, str) else right,
        difference=left - right if numbers else None,  # type: ignore[operator]
        basis=rule.basis,
        fix=rule.fix,
    )


def said(value: Decimal | str) -> str:
    """A side in a sentence."""
    if isinstance(value, Decimal):
        return grouped(value)
    return shortened(value) if value.startswith("=") else cut(value)
