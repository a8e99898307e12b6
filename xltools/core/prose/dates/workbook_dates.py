"""A report's dates beside its workbook's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from xltools.core.prose.dates.periods import Period, in_words
from xltools.core.prose.dates.report_date import DATE_FIELD, Dated, entered_day
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read

#: The field a workbook says its year in.
_YEAR = "评价年度"


def against_workbook(read: Read, of_report: Dated) -> Iterator[Found]:
    """The report's date and year beside the workbook's."""
    if read.record is None:
        return
    entered = entered_day(read, DATE_FIELD)
    if of_report.day and of_report.date and entered and entered != of_report.date:
        yield Found(
            read.spot(of_report.day.passage, of_report.day.start, of_report.day.end),
            name=f"报告的日期是{in_words(of_report.date)}，工作簿的填报日期是{in_words(entered)}",
            left=in_words(of_report.date),
            right=in_words(entered),
            field=DATE_FIELD,
        )
    year = read.record.year
    if of_report.year_at and of_report.year and year and year != of_report.year:
        yield Found(
            read.spot(*of_report.year_at),
            name=f"报告的评价年度是{of_report.year}年，工作簿是{year}年",
            left=str(of_report.year),
            right=str(year),
            field=_YEAR,
            level="提示" if of_report.titled else None,
        )


def stages_against_workbook(
    read: Read, periods: Mapping[int, Sequence[Period]], date: dt.date | None, fields: Sequence[str]
) -> Iterator[Found]:
    """A stage whose first or last day is the workbook's, and whose other is not.

    ``fields`` are entries 甲=始=终: a word of what is done in that stage, and the fields of its two days.
    """
    if date is None or read.record is None:
        return
    for entry in fields:
        word, _, names = entry.partition("=")
        days = [entered_day(read, name) for name in names.split("=")]
        for period, said in _said(read, periods):
            told = period.near(date) if word in said else None
            if told and sum(one == other for one, other in zip(told, days, strict=False)) == 1:
                yield from _other_day(read, period, told, days, names)


def _said(read: Read, periods: Mapping[int, Sequence[Period]]) -> Iterator[tuple[Period, str]]:
    """Each period with the words behind it, up to the next."""
    for index, found in periods.items():
        ends = [*(period.first.start for period in found[1:]), len(read.texts[index])]
        for period, end in zip(found, ends, strict=False):
            yield period, read.texts[index][period.last.end : end]


def _other_day(
    read: Read, period: Period, told: Sequence[dt.date], days: Sequence[dt.date | None], names: str
) -> Iterator[Found]:
    for day, said, entered, field in zip(
        (period.first, period.last), told, days, names.split("="), strict=False
    ):
        if entered and said != entered:
            yield Found(
                read.spot(day.passage, day.start, day.end),
                name=f"这里是{in_words(said)}，工作簿的{field}是{in_words(entered)}",
                left=in_words(said),
                right=in_words(entered),
                field=field,
            )
