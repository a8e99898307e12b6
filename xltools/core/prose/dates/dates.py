"""Dates that cannot be: no such day, a range turned round, stages and years that do not fit (R142)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xltools.core.prose.dates.periods import Day, Period, days_of, in_words, is_turn, periods_of
from xltools.core.prose.dates.report_date import Dated, dated
from xltools.core.prose.dates.stages import wrong_stages
from xltools.core.prose.dates.workbook_dates import against_workbook, stages_against_workbook
from xltools.core.prose.dates.years import YearWords, wrong_years
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pattern_of
from xltools.core.standard import Rule

_NEVER = 9999


def wrong_dates(read: Read, rule: Rule) -> Iterator[Found]:
    """Every date at odds with the calendar, with the report's own date and year, or with its workbook.

    左式 names the words before the report's date, before its year, of self-evaluation, before a stage's
    dates, of what is to come, of what is done, of a range over a year's turn, and the
    fields of stages (甲=始=终); 右式 those of YearWords.
    """
    date_words, year_words, evaluation, stage, coming, done, turning, fields = word_lists(read, rule.left, 8)
    doing, budget, plans, histories, compared, latest = word_lists(read, rule.right, 6)
    years = YearWords(
        evaluation=pattern_of(evaluation),
        doing=pattern_of(doing),
        budget=pattern_of(budget),
        plans=pattern_of(plans),
        histories=pattern_of(histories),
        compared=pattern_of(compared),
        latest=int(latest[0]) if latest else _NEVER,
    )
    days = days_of(read)
    of_report = dated(read, days, date_words, year_words)
    periods = {index: tuple(periods_of(read.texts[index], found)) for index, found in days.items()}
    for found in days.values():
        yield from _no_such_days(read, found)
    for of_passage in periods.values():
        yield from _turned_round(read, of_passage, turning)
    yield from wrong_stages(read, periods, of_report.date, evaluation, stage, coming)
    yield from wrong_years(read, of_report, years)
    yield from _already(read, days, of_report, done, coming)
    yield from against_workbook(read, of_report)
    yield from stages_against_workbook(read, periods, of_report.date, fields)


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
        text = read.texts[first.passage]
        whole = first.year is not None and "年" in text[last.start : last.end]
        if not whole and pattern_of(tuple(turning)).search(text, start, end):
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
                    name=f"写作已经发生，而{in_words(date)}晚于报告日期{in_words(of_report.date)}",
                )
