"""An expression as it would be with the brackets it lacks: a/b+c as a/(b+c), a+b/c as (a+b)/c."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.prose.formulas.arithmetic import DividedByZeroError, value_of
from xltools.core.prose.formulas.expression import CLOSING, OPENING, SIGNS, NotArithmeticError, expression


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What the expression is with brackets around ``sums``, where its sums stand in the text."""

    value: Decimal
    sums: tuple[tuple[int, int], ...]


def regrouped(text: str, start: int, end: int) -> Iterator[Regrouped]:
    """Every reading with brackets around what stands over or under its one stroke of division."""
    signs = dict(_top_level(text, start, end))
    strokes = [at for at, sign in signs.items() if sign == "/"]
    if len(strokes) != 1:
        return
    above = (start, strokes[0])
    times = [at for at, sign in signs.items() if sign == "*" and at > strokes[0]]
    for under_end in dict.fromkeys([*times[-1:], end]):
        under = (strokes[0] + 1, under_end)
        sums = [span for span in (above, under) if any(span[0] < at < span[1] for at in _sums(signs))]
        for chosen in ([one] for one in reversed(sums)):
            yield from _reading(text, start, end, chosen)
        if len(sums) == 2:
            yield from _reading(text, start, end, sums)


def _sums(signs: dict[int, str]) -> list[int]:
    return [at for at, sign in signs.items() if sign in ("+", "-")]


def _reading(text: str, start: int, end: int, sums: list[tuple[int, int]]) -> Iterator[Regrouped]:
    edges = {span[0]: "(" for span in sums} | {span[1]: ")" for span in sums}
    bracketed = "".join(edges.get(at, "") + text[at] for at in range(start, end)) + edges.get(end, "")
    try:
        value = value_of(expression(bracketed, 0, len(bracketed)))
    except (NotArithmeticError, DividedByZeroError):
        return
    yield Regrouped(value, tuple(_trimmed(text, span) for span in sums))


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    words = text[span[0] : span[1]]
    return span[0] + len(words) - len(words.lstrip()), span[1] - len(words) + len(words.rstrip())


def _top_level(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where the signs that stand in no bracket are."""
    depth = 0
    for at in range(start, end):
        if text[at] in OPENING:
            depth += 1
        elif text[at] in CLOSING:
            depth -= 1
        elif not depth and text[at] in SIGNS and text[start:at].strip():
            yield at, SIGNS[text[at]]
