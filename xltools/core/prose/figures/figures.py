"""The figures of a text: every number, date and numbered item, with its label, unit and sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.labels import label_of, noun_after
from xltools.core.prose.figures.respective import respectively
from xltools.core.prose.figures.scan import scan
from xltools.core.prose.figures.seen import Seen
from xltools.core.prose.figures.sentences import sentence_at, sentences
from xltools.core.prose.formulas.roles import with_roles

_RANGE = re.compile(r"\s?(?:[-—–~～−]{1,2}|至|到)\s?")


def figures_of(texts: Sequence[str]) -> tuple[Figure, ...]:
    """Every figure of the normalised passages, in order."""
    return tuple(figure for index, text in enumerate(texts) for figure in _in_passage(index, text))


def _in_passage(index: int, text: str) -> tuple[Figure, ...]:
    seen = _ranged(text, list(scan(text)))
    if not seen:
        return ()
    bounds = sentences(text)
    figures = tuple(_figures(index, text, seen, bounds))
    if "分别" in text:
        figures = respectively(text, figures)
    return with_roles(text, figures) if "=" in text or "≈" in text else figures


def _figures(
    index: int, text: str, seen: list[Seen], bounds: tuple[tuple[int, int], ...]
) -> Iterator[Figure]:
    previous, counted = 0, ""
    for one in seen:
        sentence = sentence_at(bounds, one.start)
        noun = noun_after(text, one.end, one.unit) if one.kind == "数" else ""
        numbered = one.kind in ("序号", "文号")
        label = "" if numbered else label_of(text, sentence[0], previous, one.start, noun)
        if counted and text[previous : one.start].strip() == counted:
            label = ""
        previous, counted = one.end, noun
        yield Figure(
            passage=index,
            start=one.start,
            end=one.end,
            text=text[one.start : one.end],
            kind=one.kind,
            value=one.value,
            date=one.date,
            unit=one.unit,
            scale=one.scale,
            places=one.places,
            label=label,
            noun=noun,
            sentence=sentence,
            approximate=one.approximate,
        )


def _ranged(text: str, seen: list[Seen]) -> list[Seen]:
    """10-15%, 3至5个: the first number has the unit of the second, and neither is one number."""
    for one, other in pairwise(seen):
        if one.kind == other.kind == "数" and _RANGE.fullmatch(text, one.end, other.start):
            if not one.unit and one.value is not None:
                one.unit = other.unit
                if one.scale == 1:
                    one.value, one.scale = one.value * other.scale, other.scale
            one.approximate = other.approximate = True
    return seen
