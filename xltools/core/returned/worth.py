"""What an explanation is worth: words that say nothing, too few of them, the same for everything.

The words, the least length and the number of repeats are parameters that the rules about them name.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.expressions import names_in
from xltools.core.standard import Rule, Standard

#: The words (比较) of the rules about explanations.
WORTH, COPIED = "核实说明", "说明雷同"


@dataclass(frozen=True, slots=True)
class Measure:
    """What explanations are measured by: a list of empty words, the least length, the number of repeats.

    ``repeats`` is how many rules' findings one text may not answer; 0 where nobody asks.
    """

    empty: tuple[str, ...] = ()
    least: Decimal = Decimal(1)
    repeats: Decimal = Decimal(0)

    def evasive(self, text: str) -> bool:
        """Whether a text is nothing but empty words, or too short."""
        bare = bare_words(text)
        return not bare or len(bare) < self.least or _made_of(bare, {*map(bare_words, self.empty)})

    def copied(self, texts: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Of (rule, text): the texts, bare, that answer findings of too many different rules."""
        rules: dict[str, set[str]] = defaultdict(set)
        for rule, text in texts:
            rules[bare_words(text)].add(rule)
        return frozenset(text for text, asked in rules.items() if 0 < self.repeats <= len(asked))


def bare_words(text: str) -> str:
    """A text without blanks and punctuation, wide letters made narrow."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _made_of(text: str, words: Iterable[str]) -> bool:
    """Whether a text is words of the list, one after the other."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {start + len(word) for word in words if word and text.startswith(word, start)}
    return len(text) in reached


def rule_in_force(standard: Standard, word: str, year: int | None) -> Rule | None:
    """The rule row about explanations, where it is in force."""
    return next((r for r in standard.rules if r.compare == word and r.in_force(year)), None)


def measure_of(standard: Standard, year: int | None) -> Measure:
    """The parameters that the rules in force name, by their kind: a text is a list of words."""
    worth = _named(standard, rule_in_force(standard, WORTH, year))
    copied = _named(standard, rule_in_force(standard, COPIED, year))
    return Measure(
        tuple(str(value) for value in worth.get("文本", ())),
        _number(worth, 1),
        _number(copied, 0),
    )


def _named(standard: Standard, rule: Rule | None) -> Mapping[str, tuple[Decimal | str, ...]]:
    """The values of the parameters a rule names, by their kind."""
    names = (*names_in(rule.precondition), *names_in(rule.right)) if rule else ()
    parameters = (standard.parameter[name] for name in names if name in standard.parameter)
    return {parameter.kind: parameter.values for parameter in parameters}


def _number(named: Mapping[str, tuple[Decimal | str, ...]], missing: int) -> Decimal:
    first = named.get("整数", (missing,))[0]
    return Decimal(first)
