"""What a formula divides by: the names behind each ``/``."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.core.expressions import names_in

_TEXT = re.compile(r'"(?:[^"]|"")*"')
#: The call or name that a divisor begins with, if it is not a bracket.
_FIRST = re.compile(r"\s*[\w.]*")


@lru_cache(maxsize=4096)
def divisors_of(formula: str) -> tuple[tuple[str, ...], ...]:
    """The names in each divisor of a formula, in order; a divisor without names is left out.

    >>> divisors_of("=ROUND(支出/下达*100,2)+甲/(乙-SUM(丙))")
    (('下达',), ('乙', '丙'))
    """
    bare = _TEXT.sub('""', formula)
    found = (names_in(f"={_operand(bare[at + 1 :])}") for at, char in enumerate(bare) if char == "/")
    return tuple(names for names in found if names)


def _operand(text: str) -> str:
    """A name, or a call or bracket with all inside it."""
    match = _FIRST.match(text)
    end = match.end() if match else 0
    if text[end : end + 1] != "(":
        return text[:end]
    depth = 0
    for at in range(end, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return text[: at + 1]
    return text
