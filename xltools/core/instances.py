"""A rule as it is asked: once, once an item (逐项), or once a row of a table (循环范围)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.core.expressions import conjuncts, expand_item, names_in
from xltools.core.standard import Rule

_ITEMS = "逐项:"


@dataclass(frozen=True, slots=True)
class Instance:
    """One asking of a rule: its formulas with {项} put in, and the table whose rows it is asked of.

    ``conditions`` are the parts of 适用单位 and 前提条件, all of which must hold for the rule to be asked:
    one that is false settles that it does not apply, even where another cannot be told.
    """

    rule: Rule
    table: str
    item: str
    precondition: str
    conditions: tuple[str, ...]
    left: str
    right: str
    marks: tuple[str, ...]

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The defined names of the left side and of the right side."""
        return names_in(self.left), names_in(self.right)


def loop_of(rule: Rule) -> tuple[str, tuple[str, ...]]:
    """The table and the items of a rule's loop; ("", ("",)) for a rule asked once."""
    table = ""
    items: tuple[str, ...] = ("",)
    for part in rule.loop.replace("：", ":").split("×"):
        if part.startswith(_ITEMS):
            items = tuple(item.strip() for item in part.removeprefix(_ITEMS).split("、"))
        elif part:
            table = part.strip()
    return table, items


def instances(rule: Rule) -> Iterator[Instance]:
    """Every asking of a rule that is no built-in check."""
    table, items = loop_of(rule)
    for item in items:
        applies, precondition = (expand_item(text, item) for text in (rule.applies, rule.precondition))
        yield Instance(
            rule,
            table,
            item,
            precondition,
            _conditions(applies, precondition),
            expand_item(rule.left, item),
            expand_item(rule.right, item),
            tuple(expand_item(mark, item) for mark in rule.marks),
        )


def _conditions(*formulas: str) -> tuple[str, ...]:
    """The conditions of several formulas; parts of an AND stay in one: it says what a blank or a text is."""
    parts = [part for formula in formulas for part in conjuncts(formula)]
    alone = len(parts) == 1
    return tuple(dict.fromkeys(part if alone else f"=AND({part.removeprefix('=')})" for part in parts))
