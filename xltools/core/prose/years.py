"""Years that do not fit: of the report, of its title, of documents it names, of its budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.report_date import OPENING, TITLE, Dated
from xltools.core.prose.wording import pattern_of

_YEAR = re.compile(r"(?<![0-9.,])([0-9]{4})年")
_CLAUSE = re.compile(r"[度底末初]?([^，。；、：]{0,10})")
_MONTH = re.compile(r"\s?[0-9]{1,2}\s?月")
_PRESENTED = re.compile(r"现将([0-9]{4})年度?[^，。；《》]{0,60}报告")
_NOTICE = re.compile(r"《[^《》印]{0,80}通知》\s?[(（]?[^(（)）]{0,12}$")
#: A history may tell of years before this one; a budget does not.
_EARLIEST = 1900
#: How many years ahead of a report its budgets may be.
_AHEAD = 5


def wrong_years(
    read: Read, of_report: Dated, evaluation: Sequence[str], budget: Sequence[str], latest: Sequence[str]
) -> Iterator[Found]:
    """Years at odds with the report's date and year; ``latest`` is the last year any plan may speak of."""
    yield from _of_date(read, of_report)
    yield from _of_title(read, of_report)
    yield from _of_documents(read, of_report, evaluation)
    if latest:
        yield from _odd(read, of_report, budget, int(latest[0]))


def _of_date(read: Read, of_report: Dated) -> Iterator[Found]:
    """The report is written in the year after the one it is about."""
    day, date, year = of_report.day, of_report.date, of_report.year
    if day is None or date is None or year is None or date.year == year + 1:
        return
    early = date.year <= year
    said = (
        f"不晚于评价年度{year}年的最后一天" if early else f"与评价年度{year}年不衔接，通常在{year + 1}年填报"
    )
    yield Found(
        read.spot(day.passage, day.start, day.end),
        name=f"报告日期在{date.year}年，{said}",
        level=None if early else "提示",
    )


def _of_title(read: Read, of_report: Dated) -> Iterator[Found]:
    """The title and the first words name the year the report is about; some the year they were written in."""
    if of_report.year is None:
        return
    for index, text in enumerate(read.texts[:OPENING]):
        for found in filter(None, (TITLE.search(text), _PRESENTED.search(text))):
            year = int(found[1])
            at = (index, found.start(1), found.end(1))
            if year != of_report.year and at != of_report.year_at:
                name = f"这里写{year}年度，评价年度是{of_report.year}年"
                yield Found(read.spot(*at), name=name, level="提示" if year == of_report.year + 1 else None)


def _of_documents(read: Read, of_report: Dated, evaluation: Sequence[str]) -> Iterator[Found]:
    """A document is not of a year to come; the notice of the self-evaluation is of the report's own."""
    last = of_report.date.year if of_report.date else of_report.year + 1 if of_report.year else None
    words = pattern_of(tuple(evaluation))
    for index, figures in read.figures_by_passage.items():
        for figure in figures:
            year = figure.date[0] if figure.kind == "文号" and figure.date else None
            if year is None or last is None:
                continue
            spot = read.spot(index, figure.start, figure.end)
            notice = _NOTICE.search(read.texts[index][: figure.start]) if index < OPENING else None
            if year > last:
                yield Found(spot, name=f"文号的年份{year}年晚于报告的{last}年")
            elif of_report.year and year < of_report.year and notice and words.search(notice[0]):
                name = f"自评通知的文号是{year}年的，与评价年度{of_report.year}年不衔接"
                yield Found(spot, name=name, level="提示")


def _odd(read: Read, of_report: Dated, budget: Sequence[str], latest: int) -> Iterator[Found]:
    """Years no budget is of, and those beyond every plan."""
    words = pattern_of(tuple(budget))
    now = of_report.year
    for index, text in enumerate(read.texts):
        for found in _YEAR.finditer(text):
            year = int(found[1])
            if _EARLIEST <= year <= min(latest, now + _AHEAD if now else latest):
                continue
            clause = _CLAUSE.match(text, found.end())
            counted = bool(clause and words.search(clause[1])) or bool(_MONTH.match(text, found.end()))
            if year > latest or (counted and (year < _EARLIEST or now)):
                spot = read.spot(index, *found.span())
                yield Found(spot, name=f"“{spot.text}”的年份与报告不符")
