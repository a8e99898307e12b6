"""A stated count with a list right behind it (设5个职能科室：…, 下属事业单位2家，包括…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.prose.outline.ordinals import number_of

_NUMBER = r"(?<![\d.,一二三四五六七八九十百千零〇])(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,3})"
#: What counts nothing exact: 第3个 每个 近5个 超过10家 等3个.
_VAGUE = re.compile(r"(?:[第每近超过约余各前后首另等有至–—~-]|[“\"'‘]|(?<!共)有|不足|少于|多于|低于)\s*$")
#: A list of some of them only: 6个单位中：…
_SOME_OF = re.compile(r"(?:[中里内]|以[上下内]|之一|左右)\s*$")
_STATED_BY = re.compile(r"(?:共有|设有|现有|下有|内有|分有|成立有|拥有|包括有|具有|有|设|共)\s*$")
_SENTENCE_END = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Count:
    """A count of 2 to 99 and where its words stand; the list begins at ``after``.

    ``words`` is what leads to the list (包括), "" for a mere colon or full stop. ``others`` are the counts
    of the same sentence before it: a list may be of all of them together.
    """

    passage: int
    start: int
    end: int
    number: int
    noun: str
    after: int
    words: str
    others: tuple[int, ...] = ()


@lru_cache(maxsize=16)
def _pattern(counters: tuple[str, ...], leads: tuple[str, ...]) -> re.Pattern[str]:
    counter = "|".join(sorted(map(re.escape, counters), key=len, reverse=True)) or "(?!)"
    lead = "|".join(sorted(map(re.escape, leads), key=len, reverse=True)) or "(?!)"
    return re.compile(
        rf"{_NUMBER}\s*(?P<counter>{counter})(?P<noun>[^\d，。；：、,;:()（）！？\n\t]{{0,16}}?)"
        rf"(?P<aside>\([^()\n]{{0,30}}\)|（[^（）\n]{{0,30}}）)?"
        rf"(?:[，,]?\s*(?P<words>{lead})\s*[：:]?|(?P<sign>[：:。]))\s*"
    )


def counts_in(index: int, text: str, counters: Sequence[str], leads: Sequence[str]) -> Iterator[Count]:
    """Every stated count of a passage with a list, or a full stop, right behind it."""
    others: list[int] = []
    at = 0
    for match in _pattern(tuple(counters), tuple(leads)).finditer(text):
        number = number_of(match["number"].replace("两", "二"))
        if _SENTENCE_END.search(text, at, match.start()):
            others = []
        at = match.end()
        if number < 2 or _is_vague(text, match.start()) or _SOME_OF.search(match["noun"]):
            continue
        yield Count(
            index,
            match.start(),
            match.end("noun"),
            number,
            match["noun"].strip(),
            match.end(),
            match["words"] or "",
            (*others, *_counted_before(text, match.start())),
        )
        others.append(number)


def _is_vague(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return bool(_VAGUE.search(before)) and not _STATED_BY.search(before)


_COUNTED = re.compile(r"(\d{1,2}|[二两三四五六七八九十]{1,3})\s*[个家项名所处类种]")


def _counted_before(text: str, start: int) -> tuple[int, ...]:
    """Counts of the same sentence before it, whatever follows them (3个科室和2个下属单位：…)."""
    begin = max(text.rfind(sign, 0, start) for sign in "。；！？\n") + 1
    found = (number_of(match[1].replace("两", "二")) for match in _COUNTED.finditer(text, begin, start))
    return tuple(number for number in found if number)
