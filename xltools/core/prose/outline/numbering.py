"""Headings and lists whose numbers are missing, jump, come twice or go back (R067)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xltools.core.prose.found import Found
from xltools.core.prose.outline.headings import Line
from xltools.core.prose.outline.number_runs import Break, breaks_of
from xltools.core.prose.outline.ordinals import RANKED
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

_SAID = {
    "错号": "“{words}”应为“{expected}”，前后的序号不连续",
    "重号": "序号“{words}”重复，应为“{expected}”",
    "倒序": "“{words}”处序号顺序颠倒，应为“{expected}”",
    "重排": "序号到“{words}”又从头编起，应为“{expected}”",
    "跳号": "“{words}”前缺“{expected}”",
}
#: An unnumbered title longer than this is more likely a sentence.
_LONGEST = 30


def wrong_numbers(read: Read, _rule: Rule) -> Iterator[Found]:
    """Each break of a run of numbers, and each unnumbered heading among numbered ones of its level."""
    lines = read.lines
    told: set[int] = set()
    for broken in breaks_of(lines):
        missing = _unnumbered(lines, broken) if broken.kind == "跳号" else None
        if missing is not None and missing not in told:
            told.add(missing)
            yield _without(read, lines[missing], broken)
        elif _certain(read, lines, broken):
            yield _found(read, broken)
    for place in _bare(lines):
        if place not in told:
            line = lines[place]
            name = f"“{line.title}”缺少序号，同级标题都有序号"
            yield Found(read.spot(line.passage, line.words, line.end), name)


def _without(read: Read, line: Line, broken: Break) -> Found:
    """The words that should have the missing number before them."""
    expected = broken.item.ordinal.written(broken.expected)
    repair = None if broken.item.line.automatic else f"{expected}{line.title}"
    return Found(
        read.spot(line.passage, line.words, line.end, repair), f"“{line.title}”缺少序号，应为“{expected}”"
    )


def _found(read: Read, broken: Break) -> Found:
    line, ordinal = broken.item.line, broken.item.ordinal
    expected = ordinal.written(broken.expected)
    repair = expected if broken.kind in ("错号", "重号") and not line.automatic else None
    start, end = (line.words, line.end) if line.automatic else (line.start, line.start + len(ordinal.text))
    weak = ordinal.style not in RANKED and (
        broken.kind == "重排" or (broken.kind == "跳号" and broken.before is None)
    )
    name = _SAID[broken.kind].format(words=ordinal.text.strip(), expected=expected)
    return Found(read.spot(line.passage, start, end, repair), name, level="提示" if weak else None)


def _unnumbered(lines: Sequence[Line], broken: Break) -> int | None:
    """The one line that can only be the heading whose number is missing, by its place.

    It is a title and nothing else, and of the level of its sibling or followed by a first heading below it.
    """
    item = broken.item
    if item.ordinal.number != broken.expected + 1:
        return None
    between = range(broken.since + 1, item.place)
    titles = [place for place in between if _bare_title(lines[place])]
    styled = [p for p in titles if item.line.level and lines[p].level == item.line.level]
    headed = [place for place in titles if _opens_below(lines, place, broken, len(RANKED) - 1)]
    listed = [place for place in titles if _opens_below(lines, place, broken, len(RANKED))]
    for sort in (styled, headed, listed):
        if len(sort) == 1:
            return sort[0]
    return None


def _bare_title(line: Line) -> bool:
    return line.ordinal is None and line.alone and len(line.title) <= _LONGEST


def _opens_below(lines: Sequence[Line], place: int, broken: Break, narrowest: int) -> bool:
    """Whether the next line is the first of a narrower style since the item before."""
    below = lines[place + 1].ordinal if place + 1 < len(lines) else None
    if below is None or not broken.item.ordinal.rank < below.rank <= narrowest:
        return False
    earlier = (line.ordinal for line in lines[broken.since + 1 : place])
    return below.number == 1 or all(ordinal is None or ordinal.style != below.style for ordinal in earlier)


def _certain(read: Read, lines: Sequence[Line], broken: Break) -> bool:
    """Whether the break is one: what is missing does not stand inside a line, nor is the run a lawful one."""
    item = broken.item
    ranked = item.ordinal.rank < len(RANKED)
    if broken.kind == "跳号":
        if broken.before is None and not (_has_below(lines, broken) if ranked else broken.goes_on):
            return False
        return not _inside(read, lines, broken)
    if broken.kind in ("重排", "倒序", "重号"):
        same = (line for line in lines[: item.place] if line.ordinal and line.title == item.line.title)
        if any(line.ordinal and line.ordinal.number == item.ordinal.number for line in same):
            return broken.kind == "重号"
    if broken.kind == "重排" and ranked:
        ahead = lines[item.place - 1]
        return item.line.alone and ahead.title.endswith(("。", "；", ";")) and "如下" not in ahead.title[-12:]
    return True


def _has_below(lines: Sequence[Line], broken: Break) -> bool:
    """Whether narrower headings of a fixed place stand before the first of a run."""
    rank = broken.item.ordinal.rank
    between = (line.ordinal for line in lines[broken.since + 1 : broken.item.place])
    return any(ordinal and rank < ordinal.rank < len(RANKED) for ordinal in between)


def _inside(read: Read, lines: Sequence[Line], broken: Break) -> bool:
    """Whether the missing number stands inside a line or a table's cell before."""
    first = lines[broken.since].passage if broken.since >= 0 else 0
    passages = read.narrative.passages[first : broken.item.line.passage + 1]
    wanted = broken.item.ordinal.written(broken.expected)
    return any(wanted in passage.text or wanted == passage.marker.strip() for passage in passages)


def _bare(lines: Sequence[Line]) -> Iterator[int]:
    """Headings by style without a number, right between numbered headings of their level that follow on."""
    levels: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        if line.level and line.alone:
            levels.setdefault(line.level, []).append(place)
    for places in levels.values():
        numbered = [place for place in places if lines[place].ordinal]
        if len(numbered) < 2 or (len(places) - len(numbered)) * 2 > len(numbered):
            continue
        for before, after in pairwise(numbered):
            first, second = lines[before].ordinal, lines[after].ordinal
            if first and second and first.style == second.style and second.number == first.number + 1:
                yield from (place for place in places if before < place < after)
