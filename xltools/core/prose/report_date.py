"""When a report was written, and the year it is about, by its own words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltools.core.prose.periods import Day
from xltools.core.prose.read import Read
from xltools.core.prose.wording import pattern_of

#: A date that stands alone is the report's on its cover or below its last words.
OPENING, _CLOSING = 15, 3
_YEAR = re.compile(r"[:：\s]*([0-9]{4})(?![0-9])")
TITLE = re.compile(r"([0-9]{4})年度?[^，。；《》]{0,40}报告[（(]?[^。]{0,10}[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Dated:
    """The report's own date and year: with where they stand, None for what it does not say."""

    day: Day | None
    date: dt.date | None
    year: int | None
    year_at: tuple[int, int, int] | None
    """Passage, start and end of the year."""


def dated(
    read: Read, days: Mapping[int, Sequence[Day]], date_words: Sequence[str], year_words: Sequence[str]
) -> Dated:
    """The date and year of a report; what it does not say itself, its workbook may."""
    day = _said_day(read, days, date_words) or _alone(read, days)
    year, at = _year(read, year_words)
    return Dated(day, day.on(None) if day else None, year, at)


def _said_day(read: Read, days: Mapping[int, Sequence[Day]], words: Sequence[str]) -> Day | None:
    """The date behind the words for it, or in the cell beside them."""
    pattern = pattern_of(tuple(words))
    for index, text in enumerate(read.texts):
        found = pattern.search(text)
        if not found:
            continue
        after = next((day for day in days.get(index, ()) if day.start >= found.end() and day.on(None)), None)
        if after and not text[found.end() : after.start].strip(" :：\t"):
            return after
        beside = days.get(index + 1, ())
        if text.strip(" :：") == found[0] and beside and _is_alone(read, beside[0]):
            return beside[0]
    return None


def _alone(read: Read, days: Mapping[int, Sequence[Day]]) -> Day | None:
    """The first whole date that is a paragraph of its own at either end of the report."""
    count = len(read.texts)
    ends = [*range(min(OPENING, count)), *range(max(count - _CLOSING, 0), count)]
    return next((day for index in ends for day in days.get(index, ())[:1] if _is_alone(read, day)), None)


def _is_alone(read: Read, day: Day) -> bool:
    return (
        day.on(None) is not None
        and read.texts[day.passage].strip() == read.texts[day.passage][day.start : day.end]
    )


def _year(read: Read, words: Sequence[str]) -> tuple[int | None, tuple[int, int, int] | None]:
    """The year behind the words for it, or of the title."""
    pattern = pattern_of(tuple(words))
    for index, text in enumerate(read.texts):
        for found in pattern.finditer(text):
            if year := _YEAR.match(text, found.end()):
                return int(year[1]), (index, year.start(1), year.end(1))
    for index, text in enumerate(read.texts[:OPENING]):
        if title := TITLE.search(text):
            return int(title[1]), (index, title.start(1), title.end(1))
    return None, None
