"""Dates beside the terms set for them (R143): done before its day, or too late for the days allowed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.core.prose.dates.periods import Day, days_of, in_words
from xltools.core.prose.dates.report_date import dated
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pairs_of, pattern_of
from xltools.core.standard import Rule

_BEFORE = re.compile(r"\s?(?:之?前|以前)")
_WITHIN = re.compile(r"([0-9]{1,3})\s?(个?工作)?[日天]之?以?内")
#: How near a date the words about it stand, in characters.
_NEAR = 80
#: A week has five working days; holidays may add a fortnight.
_WEEK, _WORKING, _HOLIDAYS = 7, 5, 14


def broken_terms(read: Read, rule: Rule) -> Iterator[Found]:
    """Terms that the report's own dates give the lie to.

    左式 names the words before the report's date, of doing in time, of having done, of having handed in, of
    self-evaluation and of parts of the unit; 右式 those of what is yet to come, of what is asked, and the
    terms (甲…乙=日数).
    """
    date_words, in_time, finished, handed_in, evaluation, parts = word_lists(read, rule.left, 6)
    coming, demanded, terms = word_lists(read, rule.right, 3)
    days = days_of(read)
    date = dated(read, days, date_words, ()).date
    words = _Words(*map(pattern_of, (in_time, finished, handed_in, evaluation, parts, (*coming, *demanded))))
    for index, found in days.items():
        for day in found:
            if date:
                yield from _done_before(read, day, date, words)
        yield from _too_late(read, index, found, terms)


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists as patterns."""

    in_time: re.Pattern[str]
    finished: re.Pattern[str]
    handed_in: re.Pattern[str]
    evaluation: re.Pattern[str]
    parts: re.Pattern[str]
    coming: re.Pattern[str]


def _done_before(read: Read, day: Day, date: dt.date, words: _Words) -> Iterator[Found]:
    """“按时……在4月30日前完成” in a report of another day: earlier, it is not done yet; later, it was not."""
    text = read.texts[day.passage]
    if not _BEFORE.match(text, day.end):
        return
    sentence = max(day.sentence[0], day.start - _NEAR), min(day.sentence[1], day.end + _NEAR)
    said = words.in_time.search(text, sentence[0], day.start)
    finished = words.finished.search(text, day.end, min(sentence[1], day.end + 12))
    own = words.evaluation.search(text, *sentence)
    term = day.near(date)
    if not (said and finished and own and term) or words.coming.search(text, *sentence):
        return
    if words.parts.search(text, *sentence):
        return
    spot = read.spot(day.passage, said.start(), finished.end())
    if term > date:
        name = f"写作已经做到，而期限{in_words(term)}在报告日期{in_words(date)}之后"
        yield Found(spot, name=name)
    elif term < date and words.handed_in.search(text, day.end, sentence[1]):
        yield Found(
            spot,
            name=f"称按时完成，而报告日期{in_words(date)}已过期限{in_words(term)}",
            fix="核对日期，逾期的说明原因",
        )


def _too_late(read: Read, index: int, days: Sequence[Day], terms: Sequence[str]) -> Iterator[Found]:
    """Two days of a sentence further apart than the days it says, or those set for such deeds."""
    text = read.texts[index]
    told = Counter(day.sentence for day in days)
    for first, last in pairwise(days):
        if first.sentence != last.sentence or told[first.sentence] != 2:
            continue
        start, end = _dates(first, last)
        if start is None or end is None:
            continue
        limit = _said(text, first) or _set(text, first, last, terms)
        taken = (end - start).days
        if limit and taken > limit[0]:
            spot = read.spot(index, last.start, last.end)
            yield Found(
                spot,
                name=f"从{in_words(start)}到{in_words(end)}用了{taken}天，超过{limit[1]}",
                fix="核对日期；确实逾期的，改正说法并说明原因",
            )


def _dates(first: Day, last: Day) -> tuple[dt.date | None, dt.date | None]:
    """Both days, where the years are certain: written, or the second's is the first's."""
    start = first.on(None)
    return start, last.on(start.year) if start else None


def _said(text: str, day: Day) -> tuple[int, str] | None:
    """The days that a sentence itself allows, as days of the calendar."""
    found = list(_WITHIN.finditer(text, *day.sentence))
    if len(found) != 1:
        return None
    days = int(found[0][1])
    return (days * _WEEK // _WORKING + _HOLIDAYS if found[0][2] else days), found[0][0]


def _set(text: str, first: Day, last: Day, terms: Sequence[str]) -> tuple[int, str] | None:
    """The days set for what is done between two days, by the words of their clauses."""
    for deeds, days in pairs_of(tuple(terms)):
        one, _, other = deeds.partition("…")
        middle = text[first.end : last.start]
        after = text[last.end : last.sentence[1]]
        if one in middle and other in after and other not in middle:
            return int(days), f"规定的{days}日"
    return None
