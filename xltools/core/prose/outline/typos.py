"""Slips that reports are known for: 帐 for 账, 十 for +, marks put twice (R071)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.wording import pairs_of, pattern_of
from xltools.core.standard import Rule

_DIGIT = re.compile(r"\d")


def typos(read: Read, rule: Rule) -> Iterator[Found]:
    """Each wrong word of 左式 (错字=正字, # for a digit) that is no part of a right one (右式)."""
    pairs = pairs_of(read.words(rule.left))
    wrong = pattern_of(tuple(left for left, _ in pairs))
    right = pattern_of(read.words(rule.right))
    known = dict(pairs)
    for index, text in enumerate(read.texts):
        for found in wrong.finditer(text):
            if any(one.start() < found.end() and found.start() < one.end() for one in right.finditer(text)):
                continue
            better = known.get(found[0]) or known.get(_DIGIT.sub("#", found[0]), "")
            for digit in _DIGIT.findall(found[0]):
                better = better.replace("#", digit, 1)
            yield Found(read.spot(index, *found.span(), better), left=found[0], right=better)
