"""Dates that cannot be: no such day, a range turned round, stages and years that do not fit (R142)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from xltools.core.prose.found import Found
from xltools.core.prose.periods import Day, Period, days_of, is_turn, periods_of
from xltools.core.prose.read import Read
from xltools.core.prose.report_date import Dated, dated
from xltools.core.prose.stages import wrong_stages
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pattern_of
from xltools.core.prose.years import wrong_years
from xltools.core.standard import Rule

#: The fields a workbook says these in.
_DATE, _YEAR = "填报日期", "评价年度"


def wrong_dates(read: Read, rule: Rule) -> Iterator[Found]:
    """Every date at odds with the calendar, with the report's own date and year, or with its workbook.

    左式 names the words before the report's date, before its year, of self-evaluation and before a stage's
    dates; 右式 those of what is yet to come, of what is done, of a range over a year's turn, of budgets,
    and the last year any plan may speak of.
    """
    date_words, year_words, evaluation, stage = word_lists(read, rule.left, 4)
    coming, done, turning, budget, latest = word_lists(read, rule.right, 5)
    days = days_of(read)
    of_report = dated(read, days, date_words, year_words)
    periods = {index: tuple(periods_of(read.texts[index], found)) for index, found in days.items()}
    for found in days.values():
        yield from _no_such_days(read, found)
    for of_passage in periods.values():
        yield from _turned_round(read, of_passage, turning)
    yield from wrong_stages(read, periods, of_report.date, evaluation, stage, coming)
    yield from wrong_years(read, of_report, evaluation, budget, latest)
    yield from _already(read, days, of_report, done, coming)
    yield from _against_workbook(read, of_report)


def _no_such_days(read: Read, days: Sequence[Day]) -> Iterator[Found]:
    for day in days:
        if not day.exists:
            spot = read.spot(day.passage, day.start, day.end)
            yield Found(
                spot, name=f"没有“{spot.text}”这一天" if day.day is not None else f"没有“{spot.text}”"
            )


def _turned_round(read: Read, periods: Sequence[Period], turning: Sequence[str]) -> Iterator[Found]:
    """Ranges that end before they begin."""
    for period in periods:
        first, last = period.first, period.last
        if not (first.exists and last.exists) or not _ends_first(first, last):
            continue
        start, end = first.sentence
        if last.year is None and pattern_of(tuple(turning)).search(read.texts[first.passage], start, end):
            continue
        spot = read.spot(period.passage, *period.span)
        yield Found(spot, name=f"“{spot.text}”的起止颠倒")


def _ends_first(first: Day, last: Day) -> bool:
    """Whether the second of two dates, written alike, comes before the first."""
    if (first.month is None) != (last.month is None) or (first.day is None) != (last.day is None):
        return False
    if first.month is None:
        return (
            first.day is None and None not in (first.year, last.year) and (first.year or 0) > (last.year or 0)
        )
    if last.month is None or (first.year is None and last.year is not None):
        return False
    if first.year is None and is_turn(first.month, last.month):
        return False
    return (last.year or 0, last.month, last.day or 0) < (first.year or 0, first.month, first.day or 0)


def _already(
    read: Read,
    days: Mapping[int, Sequence[Day]],
    of_report: Dated,
    done: Sequence[str],
    coming: Sequence[str],
) -> Iterator[Found]:
    """What is said to have been done on a day after the report's own."""
    if of_report.date is None or not done:
        return
    words, yet = pattern_of(tuple(done)), pattern_of(tuple(coming))
    for index, found in days.items():
        for day in found:
            date = day.on(None)
            text = read.texts[index]
            if date is None or date <= of_report.date:
                continue
            before = text[max(day.start - 6, day.sentence[0]) : day.start]
            after = text[day.end : day.end + 3]
            said = words.search(before) or words.match(after)
            if said and not yet.search(text, *day.sentence):
                yield Found(
                    read.spot(index, day.start, day.end),
                    name=f"写作已经发生，而{_of(date)}晚于报告日期{_of(of_report.date)}",
                )


def _against_workbook(read: Read, of_report: Dated) -> Iterator[Found]:
    """The report's date and year beside the workbook's."""
    if read.record is None:
        return
    datum = read.record.data.get(_DATE)
    entered = datum.value if datum else None
    if of_report.day and of_report.date and isinstance(entered, dt.date) and entered != of_report.date:
        yield Found(
            read.spot(of_report.day.passage, of_report.day.start, of_report.day.end),
            name=f"报告的日期是{_of(of_report.date)}，工作簿的填报日期是{_of(entered)}",
            left=_of(of_report.date),
            right=_of(entered),
            field=_DATE,
        )
    year = read.record.year
    if of_report.year_at and of_report.year and year and year != of_report.year:
        yield Found(
            read.spot(*of_report.year_at),
            name=f"报告的评价年度是{of_report.year}年，工作簿是{year}年",
            left=str(of_report.year),
            right=str(year),
            field=_YEAR,
        )


def _of(date: dt.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"
