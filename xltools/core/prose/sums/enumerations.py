"""A stated count and the list behind it (文中列举): 设5个职能科室 with four names is a fault.

The rule's 左式 names three lists of words: counters (个 家 项), nouns whose numbered items may follow (方面
first, which a full stop may follow too), and characters that end a whole name (科 室). Its 右式 names two:
what leads to a full list (包括), and what leads to or ends one that is not full (主要有 等).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.sums.counts import Count, counts_in
from xltools.core.prose.sums.listed import listed_at
from xltools.core.prose.sums.sequences import sequence_at
from xltools.core.prose.vocabulary import word_lists
from xltools.core.standard import Rule


@dataclass(frozen=True, slots=True)
class _Words:
    counters: tuple[str, ...]
    nouns: tuple[str, ...]
    endings: tuple[str, ...]
    leads: tuple[str, ...]
    endless: tuple[str, ...]


def enumerations(read: Read, rule: Rule) -> Iterator[Found]:
    """Yield a finding for each count that its list belies."""
    words = _Words(*word_lists(read, rule.left, 3), *word_lists(read, rule.right, 2))
    for index, text in enumerate(read.texts):
        for count in counts_in(index, text, words.counters, (*words.leads, *words.endless)):
            items = _numbered(read, count, words) or _named(read, count, words)
            if items:
                yield Found(
                    read.spot(index, count.start, count.end),
                    name="、".join(items),
                    left=Decimal(count.number),
                    right=Decimal(len(items)),
                    difference=Decimal(len(items) - count.number),
                )


def _numbered(read: Read, count: Count, words: _Words) -> tuple[str, ...]:
    """The numbered items behind the count, where they are not as many."""
    stated = read.texts[count.passage][count.start : count.end]
    if not stated.endswith(words.nouns) or count.words in words.endless:
        return ()
    if read.texts[count.passage][: count.after].rstrip().endswith("。") and not stated.endswith(
        words.nouns[:1]
    ):
        return ()
    items = sequence_at(read.texts, read.narrative.passages, count.passage, count.after)
    return items if len(items) > 1 and not _fits(count, len(items), len(items)) else ()


def _named(read: Read, count: Count, words: _Words) -> tuple[str, ...]:
    """The names behind the count, where they are certainly not as many."""
    text = read.narrative.passages[count.passage].text
    if text[: count.after].rstrip().endswith("。"):
        return ()
    listed = listed_at(text, count.after, (*words.endings, *count.noun[-2:]), words.endless)
    if listed is None or not (listed.kindred or count.words in words.leads):
        return ()
    fewest, most = listed.fewest, listed.most
    if count.words in words.endless or listed.is_open:
        most = max(most, count.number)
    return () if _fits(count, fewest, most) else listed.items


def _fits(count: Count, fewest: int, most: int) -> bool:
    """Whether the list may be of the count, or of it together with counts before it in its sentence."""
    sums = accumulate((count.number, *reversed(count.others)))
    return any(fewest <= number <= most for number in sums)
