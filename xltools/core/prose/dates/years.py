"""Years that do not fit: of the report, of its title, of documents it names, of its budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from xltools.core.model import Level, Record
from xltools.core.prose.dates.report_date import OPENING, TITLE, Dated
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read

_YEAR = re.compile(r"(?<![0-9.,])([0-9]{4})年")
_CLAUSE = re.compile(r"[度底末初]?([^，。；、：]{0,10})")
_MONTH = re.compile(r"\s?[0-9]{1,2}\s?月")
_RANGE_BEFORE = re.compile(r"[0-9年月日]\s?(?:[-—–~～]{1,2}|至|到)\s?$")
_RANGE_AFTER = re.compile(
    r"[度底末初]?\s?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?起?\s?(?:[-—–~～]{1,2}|至|到)\s?[0-9]"
)
_PRESENTED = re.compile(r"现将([0-9]{4})年度?[^，。；《》]{0,60}报告")
_EVALUATED = re.compile(r"(?<![0-9.,])([0-9]{4})年度?([^，。；]{0,24})")
_NOTICE = re.compile(r"《[^《》印]{0,80}通知》\s?[(（]?[^(（)）]{0,12}$")
#: A history may tell of years before this one; a budget does not.
_EARLIEST = 1900
#: Years before this one are not written with four digits.
_FIRST_TOLD = 1000
#: How near a year its plan is named, in characters.
_NEAR = 12
#: A sum of so many digits is not met by chance; what parts it from a year that is not its own.
_LONG = 6
_BREAKS = re.compile(r"[，。；：]|比|较|同期")
#: How many years ahead a plan commonly looks, and how many back a budget is told of.
_AHEAD, _BACK = 12, 5


@dataclass(frozen=True, slots=True)
class YearWords:
    """The words by which years are told apart: of self-evaluation, of doing it, of budgets and others.

    ``latest`` is the last year any plan may speak of.
    """

    evaluation: re.Pattern[str]
    doing: re.Pattern[str]
    budget: re.Pattern[str]
    plans: re.Pattern[str]
    histories: re.Pattern[str]
    compared: re.Pattern[str]
    latest: int


def wrong_years(read: Read, of_report: Dated, words: YearWords) -> Iterator[Found]:
    """Years at odds with the report's date and year."""
    yield from _of_date(read, of_report)
    yield from _of_title(read, of_report)
    yield from _of_documents(read, of_report, words.evaluation)
    told = tuple(_of_evaluation(read, of_report, words))
    yield from told
    if of_report.year:
        for index, text in enumerate(read.texts):
            for found in _YEAR.finditer(text):
                said = _odd(text, found, of_report, words)
                spot = read.spot(index, *found.span())
                if said and all(other.spot != spot for other in told):
                    yield Found(spot, name=f"“{spot.text}”{said[0]}", level=said[1])
    if read.record and read.record.year:
        yield from _of_money(read, read.record, read.record.year)


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
        level=None if early and not of_report.titled else "提示",
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


def _of_documents(read: Read, of_report: Dated, words: re.Pattern[str]) -> Iterator[Found]:
    """A document is not of a year to come; the notice of the self-evaluation is of the report's own."""
    last = of_report.date.year if of_report.date else of_report.year + 1 if of_report.year else None
    for index, figures in read.figures_by_passage.items():
        for figure in figures:
            year = figure.date[0] if figure.kind == "文号" and figure.date else None
            if year is None or last is None:
                continue
            spot = read.spot(index, figure.start, figure.end)
            notice = _NOTICE.search(read.texts[index][: figure.start]) if index < OPENING else None
            if year > last:
                yield Found(spot, name=f"文号的年份{year}年晚于报告的{last}年")
            elif (
                of_report.year
                and year not in (of_report.year + 1, last)
                and notice
                and words.search(notice[0])
            ):
                name = f"自评通知的文号是{year}年的，与评价年度{of_report.year}年不衔接"
                yield Found(spot, name=name, level="提示")


def _of_evaluation(read: Read, of_report: Dated, words: YearWords) -> Iterator[Found]:
    """What is done about the evaluation of a year is about the report's own, or done in the year after."""
    for index, text in enumerate(read.texts):
        for found in _EVALUATED.finditer(text):
            own, year = of_report.year, int(found[1])
            if own is None or year in (own, own + 1) or not words.evaluation.search(found[2]):
                continue
            if words.doing.search(text, max(found.start() - 4, 0), found.start()):
                spot = read.spot(index, found.start(), found.end(1) + 1)
                yield Found(spot, name=f"这里说的是{year}年的自评，评价年度是{own}年", level="提示")


def _odd(
    text: str, found: re.Match[str], of_report: Dated, words: YearWords
) -> tuple[str, Level | None] | None:
    """What is odd about a year, and how sure that is; None for one that may well be meant."""
    year, own = int(found[1]), of_report.year or 0
    last = max(own + 1, of_report.date.year if of_report.date else 0)
    if own <= year <= last:
        return None
    sentence = text[max(text.rfind("。", 0, found.start()), text.rfind("；", 0, found.start())) + 1 :]
    sentence = sentence[: next((at for at, sign in enumerate(sentence) if sign in "。；"), None)]
    clause = _CLAUSE.match(text, found.end())
    counted = bool(clause and words.budget.search(clause[1]))
    if year > words.latest:
        return "年份太远，与报告不符", None
    if year < _EARLIEST:
        told = year >= _FIRST_TOLD and words.histories.search(sentence) and not counted
        return None if told else ("年份太早，与报告不符", None)
    if _RANGE_BEFORE.search(text, 0, found.start()) or _RANGE_AFTER.match(text, found.end()):
        return None
    if year > last:
        near = text[max(found.start() - _NEAR, 0) : found.end() + _NEAR]
        if words.plans.search(near) or text.rfind("《", 0, found.start()) > text.rfind(
            "》", 0, found.start()
        ):
            return None
        return f"晚于报告的{last}年，句中没有写是计划", None if year > last + _AHEAD else "提示"
    if counted and year < own - _BACK and not words.compared.search(sentence):
        return f"与评价年度{own}年相差较远", "提示"
    return None


def _of_money(read: Read, record: Record, own: int) -> Iterator[Found]:
    """A year right before a sum which the workbook reports for another; no sum so long by chance."""
    sums = {datum.number for datum in record.data.values() if datum.number}
    for index, figures in read.figures_by_passage.items():
        for before, figure in pairwise(figures):
            year = before.date[0] if before.kind == "日期" and before.date else None
            value = figure.value
            if year in (None, own) or value is None or len(value.normalize().as_tuple().digits) < _LONG:
                continue
            between = read.texts[index][before.end : figure.start]
            if value in sums and not _BREAKS.search(between):
                spot = read.spot(index, before.start, before.end)
                yield Found(spot, name=f"“{spot.text}”后面的{figure.text}是工作簿{own}年的数")
