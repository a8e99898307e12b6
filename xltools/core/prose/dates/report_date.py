"""When a report was written, and the year it is about, by its own words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xltools.core.prose.dates.periods import Day
from xltools.core.prose.read import Read
from xltools.core.prose.wording import pattern_of

#: A date that stands alone is the report's on its cover or below its last words.
OPENING, _CLOSING = 15, 3
#: The last year a report on a year is written in, counted from it.
_LATE = 2
#: The field a workbook says its date in.
DATE_FIELD = "填报日期"
_YEAR = re.compile(r"[:：\s]*([0-9]{4})(?![0-9])")
TITLE = re.compile(r"([0-9]{4})年度?[^，。；《》]{0,40}报告[（(]?[^。]{0,10}[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A report's date and year; ``day`` and ``year_at`` (passage, start, end) are where it says them itself.

    ``titled`` says that the year is but that of the title, which may be the year it was written in.
    """

    day: Day | None
    date: dt.date | None
    year: int | None
    year_at: tuple[int, int, int] | None
    titled: bool = False


def dated(
    read: Read, days: Mapping[int, Sequence[Day]], date_words: Sequence[str], year_words: Sequence[str]
) -> Dated:
    """The date and year of a report; what it does not say itself, its workbook does."""
    own = read.record.year if read.record else None
    said, titled = _said_year(read, year_words), False
    if said is None:
        said = _title_year(read)
        titled = said is not None
    year, at = said or (own, None)
    day = _said_day(read, days, date_words) or _alone(read, days, year)
    return Dated(day, day.on(None) if day else entered_day(read, DATE_FIELD), year, at, titled)


def entered_day(read: Read, field: str) -> dt.date | None:
    """The date a field of the workbook holds."""
    datum = read.record.data.get(field) if read.record else None
    return datum.value if datum and isinstance(datum.value, dt.date) else None


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


def _alone(read: Read, days: Mapping[int, Sequence[Day]], year: int | None) -> Day | None:
    """The first whole date that is a paragraph of its own at either end of the report."""
    count = len(read.texts)
    ends = [*range(min(OPENING, count)), *range(max(count - _CLOSING, 0), count)]
    for day in (day for index in ends for day in days.get(index, ())[:1]):
        late = year is None or day.year is None or 0 <= day.year - year <= _LATE
        if late and read.narrative.passages[day.passage].cell is None and _is_alone(read, day):
            return day
    return None


def _is_alone(read: Read, day: Day) -> bool:
    text = read.texts[day.passage]
    return day.on(None) is not None and text.strip() == text[day.start : day.end]


def _said_year(read: Read, words: Sequence[str]) -> tuple[int, tuple[int, int, int]] | None:
    """The year behind the words for it, or in the cell beside them."""
    pattern = pattern_of(tuple(words))
    for index, text in enumerate(read.texts):
        for found in pattern.finditer(text):
            if year := _YEAR.match(text, found.end()):
                return int(year[1]), (index, year.start(1), year.end(1))
            beside = read.texts[index + 1] if text.strip() == found[0] and index + 1 < len(read.texts) else ""
            if year := _YEAR.match(beside):
                return int(year[1]), (index + 1, year.start(1), year.end(1))
    return None


def _title_year(read: Read) -> tuple[int, tuple[int, int, int]] | None:
    """The year in the report's title."""
    for index, text in enumerate(read.texts[:OPENING]):
        if title := TITLE.search(text):
            return int(title[1]), (index, title.start(1), title.end(1))
    return None
