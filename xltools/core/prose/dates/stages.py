"""Stages of work with their dates: out of order, or not over when the report was made."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xltools.core.prose.dates.periods import Period, in_words
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.wording import pattern_of

_COLON = re.compile(r"\s?[)）]?\s?[:：]")
_CLOSED = re.compile(r"\s?[)）]")
_OPENED = re.compile(r"[(（]\s?$")
#: Stages further apart than this many passages are not of one plan.
_APART = 3


@dataclass(frozen=True, slots=True)
class _Stage:
    period: Period
    first: dt.date
    last: dt.date


def wrong_stages(
    read: Read,
    periods: Mapping[int, Sequence[Period]],
    date: dt.date | None,
    evaluation: Sequence[str],
    stage_words: Sequence[str],
    coming: Sequence[str],
) -> Iterator[Found]:
    """Stages of one plan that go back, overlap, or end after the report's ``date``.

    Only of a plan with two stages or more; the last only of one of self-evaluation, and of what is not said
    to be yet to come.
    """
    for plan in _plans(read, periods, date, stage_words):
        first, last = plan[0].period.passage, plan[-1].period.passage
        own = bool(pattern_of(tuple(evaluation)).search("\n".join(read.texts[first : last + 1])))
        for before, stage in pairwise(plan):
            yield from _out_of_order(read, before, stage, own=own)
        for stage in plan:
            text = read.texts[stage.period.passage]
            if not (own and date and stage.first <= date < stage.last):
                continue
            if not pattern_of(tuple(coming)).search(text, *stage.period.first.sentence):
                spot = read.spot(stage.period.passage, *stage.period.span)
                said = f"到{in_words(stage.last)}才结束，晚于报告日期{in_words(date)}"
                yield Found(spot, name=f"“{spot.text}”这一阶段{said}")


def _out_of_order(read: Read, before: _Stage, stage: _Stage, *, own: bool) -> Iterator[Found]:
    """A stage that begins before the one ahead of it begins or ends; not a part of it."""
    if stage.first >= before.last or (before.first <= stage.first and stage.last <= before.last):
        return
    spot = read.spot(stage.period.passage, *stage.period.span)
    ahead = read.spot(before.period.passage, *before.period.span).text
    back = stage.first < before.first
    said = "排在它后面，时间却在前" if back else "与它的时间重叠"
    yield Found(spot, name=f"“{ahead}”之后的“{spot.text}”{said}", level=None if back and own else "提示")


def _plans(
    read: Read, periods: Mapping[int, Sequence[Period]], date: dt.date | None, words: Sequence[str]
) -> Iterator[list[_Stage]]:
    """Stages that follow each other, two or more."""
    plan: list[_Stage] = []
    for stage in _stages(read, periods, date, words):
        if plan and stage.period.passage - plan[-1].period.passage > _APART:
            if len(plan) > 1:
                yield plan
            plan = []
        plan.append(stage)
    if len(plan) > 1:
        yield plan


def _stages(
    read: Read, periods: Mapping[int, Sequence[Period]], date: dt.date | None, words: Sequence[str]
) -> Iterator[_Stage]:
    """The ranges of days that say when a stage is: with a colon behind, or in brackets after its name."""
    pattern = pattern_of(tuple(words))
    for index, found in periods.items():
        text = read.texts[index]
        for period in found:
            start, end = period.span
            named = pattern.search(text, max(start - 12, 0), start) and _OPENED.search(
                text, max(start - 3, 0), start
            )
            if not (_COLON.match(text, end) or (named and _CLOSED.match(text, end))):
                continue
            days = period.near(date or dt.date(period.first.year or 2000, 7, 1))
            if days and days[0] <= days[1]:
                yield _Stage(period, *days)
