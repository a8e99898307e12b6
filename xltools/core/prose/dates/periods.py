"""Days and periods of a report: its dates put together (3月20-31日), with years taken from what is around."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xltools.core.prose.figure import Figure
from xltools.core.prose.read import Read

_TO = re.compile(r"\s?起?\s?(?:[-—–~～]{1,2}|至|到)\s?")
#: A leap year, for a day of which no year is known.
_ANY_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written: where it stands, and its year, month and day, None for what is not written."""

    passage: int
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    sentence: tuple[int, int]

    @property
    def exists(self) -> bool:
        """Whether the calendar has it, as far as it is written."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None or self.month is None:
            return self.day is None or 1 <= self.day <= 31
        return 1 <= self.day <= monthrange(self.year or _ANY_YEAR, self.month)[1]

    def on(self, year: int | None) -> dt.date | None:
        """The day, in ``year`` where it says none; None for what is no day."""
        year = self.year or year
        if not year or year > dt.MAXYEAR or self.month is None or self.day is None:
            return None
        if not replace(self, year=year).exists:
            return None
        return dt.date(year, self.month, self.day)

    def near(self, date: dt.date) -> dt.date | None:
        """The day, in the year that brings it nearest to ``date`` where it says none."""
        days = [day for year in (-1, 0, 1) if (day := self.on(date.year + year))]
        return min(days, key=lambda day: abs(day - date), default=None)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, of the same passage."""

    first: Day
    last: Day

    @property
    def passage(self) -> int:
        """Its passage."""
        return self.first.passage

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in its passage."""
        return self.first.start, self.last.end

    def near(self, date: dt.date) -> tuple[dt.date, dt.date] | None:
        """Its days, in the year nearest to ``date`` where it says none; None where it has no days."""
        last = self.last.near(date)
        first = self.first.near(last) if last else None
        return (first, last) if first and last else None


def days_of(read: Read) -> dict[int, tuple[Day, ...]]:
    """The dates of each passage, in order."""
    return {
        index: tuple(_joined([figure for figure in figures if figure.kind == "日期"]))
        for index, figures in read.figures_by_passage.items()
    }


def _joined(figures: Sequence[Figure]) -> Iterator[Day]:
    """Each date; a month and the first day of a range right behind it are one (3月20-31日)."""
    month: Day | None = None
    for figure in figures:
        day = Day(figure.passage, figure.start, figure.end, *(figure.date or (None,) * 3), figure.sentence)
        if month and day.start == month.end and (day.year, day.month) == (None, None):
            day, month = replace(month, end=day.end, day=day.day), None
        if month:
            yield month
        month = day if day.month and day.day is None else None
        if month is None:
            yield day
    if month:
        yield month


def periods_of(text: str, days: Sequence[Day]) -> Iterator[Period]:
    """Each two dates with a sign between them; what the second does not write, it has from the first.

    A range over the turn of a year has the later year for its end.
    """
    for first, last in pairwise(days):
        if not _TO.fullmatch(text, first.end, last.start):
            continue
        month = last.month or (first.month if last.day else None)
        year = last.year or (first.year if month else None)
        if year and last.year is None and month and first.month and month < first.month:
            year = year + 1 if is_turn(first.month, month) else year
        yield Period(first, replace(last, year=year, month=month))


def is_turn(first: int, last: int) -> bool:
    """Whether a range from one month to a smaller one may well go over the turn of a year."""
    return first > last and last + 12 - first <= 6


def in_words(date: dt.date) -> str:
    """A date as reports write it."""
    return f"{date.year}年{date.month}月{date.day}日"
