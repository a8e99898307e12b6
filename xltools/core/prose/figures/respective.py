"""Figures named all at once (基本支出和项目支出分别为100万元、200万元): each with its own name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from xltools.core.prose.figure import Figure

_RESPECTIVELY = re.compile(r"([^，。；：,;:\n0-9]+?)分别(?:是|为|达到?|有|完成|支出|安排)?[:：]?\s?")
_AND = re.compile(r"以及|[、和与及]")
_BETWEEN = re.compile(r"\s?[、，,和与及]\s?")
_HEAD = re.compile(r"^(?:其中|年度?|度|本单位|本部门|我局|的)+")


def respectively(text: str, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures; those that 分别 tells apart have the names before it, where that is certain."""
    named = list(figures)
    starts = {figure.start: at for at, figure in enumerate(figures)}
    for found in _RESPECTIVELY.finditer(text):
        first = starts.get(found.end())
        if first is None:
            continue
        run = _run(text, figures, first)
        names = [_HEAD.sub("", name).strip('“”" ') for name in _AND.split(found[1])]
        for at, name in zip(run, names, strict=False):
            named[at] = replace(named[at], label=name if _are_certain(names, len(run)) else "")
    return tuple(named)


def _run(text: str, figures: Sequence[Figure], first: int) -> list[int]:
    """The figures that follow one another with nothing but 、 or 和 between them."""
    run = [first]
    for at, (one, other) in enumerate(pairwise(islice(figures, first, None)), first + 1):
        if not _BETWEEN.fullmatch(text, one.end, other.start):
            break
        run.append(at)
    return run


def _are_certain(names: Sequence[str], count: int) -> bool:
    """As many names as figures, all of one kind, none of them cut short (财政拨款收入和支出)."""
    endings = {name[-2:] for name in names}
    return len(names) == count and len(endings) == 1 and min(map(len, names)) > 2
