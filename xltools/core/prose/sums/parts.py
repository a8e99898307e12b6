"""What a passage says to be a whole and its parts: X元，其中A元，B元; X人（A人、B人）; A元、B元，合计X元."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.measure_words import RATES
from xltools.core.prose.wording import pattern_of

_BRACKET = re.compile(r"[()（）\[\]【】]")
_SEPARATOR = re.compile(r"[，。；：、,;:()（）\n！？]")
_OPERATORS = "=/*×÷+-≤≥<>~～—"
#: Units that are one in a sum.
_SAME = {"名": "人"}
#: How far a bracket with its parts may stand behind a whole: behind its noun.
_NOUN = 10
#: In a sentence with more figures than this, which belong together is anybody's guess.
_MOST_FIGURES = 200
#: Nor does anybody list more parts behind more amounts that may be their whole.
_MOST_WHOLES, _MOST_PARTS = 40, 60


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that may be summed, the words that lead to it, and the brackets it stands in."""

    figure: Figure
    lead: str
    path: tuple[int, ...]

    @property
    def unit(self) -> str:
        """What it is counted in, 名 as 人."""
        return _SAME.get(self.figure.unit, self.figure.unit)


@dataclass(frozen=True, slots=True)
class Group:
    """Parts in order and what may be their whole, the nearest first.

    ``closed`` tells that nothing is left out (合计); ``marked`` that a word says so (其中), else only names
    known to make up a whole count. ``backwards``: the whole stands behind its parts.
    """

    wholes: tuple[Part, ...]
    parts: tuple[Part, ...]
    marked: bool = True
    closed: bool = False
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Markers:
    """Words in front of parts (其中), and of a sum (合计)."""

    leads: tuple[str, ...]
    sums: tuple[str, ...]


def parts_in(text: str, figures: Sequence[Figure]) -> list[Part]:
    """The figures of a passage that may be summed."""
    numbers = [figure for figure in figures if _summable(text, figure)]
    return _placed(text, numbers, _Brackets(text)) if numbers else []


def groups_in(text: str, figures: Sequence[Figure], markers: Markers) -> Iterator[Group]:
    """Every whole with its parts in a passage."""
    numbers = [figure for figure in figures if _summable(text, figure)]
    if len(numbers) < 2:
        return
    brackets = _Brackets(text)
    parts = _placed(text, numbers, brackets)
    for sentence, members in groupby(parts, key=lambda part: part.figure.sentence):
        within = list(members)
        if 1 < len(within) <= _MOST_FIGURES:
            groups = chain(
                _led(text, sentence, within, markers, brackets),
                _bracketed(text, within, markers),
                _summed(text, within, markers),
            )
            yield from (group for group in groups if _is_plain(group))


def _is_plain(group: Group) -> bool:
    return len(group.wholes) <= _MOST_WHOLES and len(group.parts) <= _MOST_PARTS


def _placed(text: str, numbers: list[Figure], brackets: _Brackets) -> list[Part]:
    ends = [0, *(figure.end for figure in numbers)]
    return [
        Part(figure, _lead(text, figure, end), brackets.at(figure.start))
        for figure, end in zip(numbers, ends, strict=False)
    ]


class _Brackets:
    """Where brackets open and close."""

    def __init__(self, text: str) -> None:
        self._places, self._paths = [-1], [()]  # type: list[int], list[tuple[int, ...]]
        for match in _BRACKET.finditer(text):
            path = self._paths[-1]
            self._places.append(match.start())
            self._paths.append((*path, match.start()) if match[0] in "(（[【" else path[:-1])

    def at(self, position: int) -> tuple[int, ...]:
        """Where each bracket opened that is still open there."""
        return self._paths[bisect_right(self._places, position) - 1]


def _summable(text: str, figure: Figure) -> bool:
    if figure.kind != "数" or figure.value is None or figure.value < 0 or figure.role or figure.approximate:
        return False
    around = text[: figure.start].rstrip()[-1:], text[figure.end :].lstrip()[:1]
    return bool(figure.unit) and figure.unit not in RATES and not any(s and s in _OPERATORS for s in around)


def _lead(text: str, figure: Figure, end: int) -> str:
    """The words of its clause in front of a figure, behind where the last one ends."""
    window = text[max(figure.sentence[0], end, figure.start - 40) : figure.start].rstrip("：: ")
    return _SEPARATOR.split(window)[-1] if window else ""


def _led(
    text: str, sentence: tuple[int, int], within: list[Part], markers: Markers, brackets: _Brackets
) -> Iterator[Group]:
    """Parts behind 其中, their whole in front of it or of its bracket."""
    found = [
        (m.start(), m.end(), brackets.at(m.start()))
        for m in pattern_of(markers.leads).finditer(text, *sentence)
    ]
    for number, (start, end, path) in enumerate(found):
        ends = [other for other, _, at in found[number + 1 :] if at == path]
        parts = [part for part in within if part.path == path and end <= part.figure.start]
        if ends:
            parts = [part for part in parts if part.figure.start < ends[0]]
        wholes = [part for part in within if part.path == path and part.figure.end <= start]
        if not wholes and path:
            wholes = [part for part in within if _holds(text, part, path)]
        if wholes and parts:
            yield Group(tuple(reversed(wholes)), tuple(parts))


def _holds(text: str, whole: Part, path: tuple[int, ...]) -> bool:
    """Whether the innermost bracket of the path opens right behind the whole."""
    gap = text[whole.figure.end : path[-1]]
    return whole.path == path[:-1] and whole.figure.end <= path[-1] and _near(gap)


def _near(gap: str) -> bool:
    return len(gap) <= _NOUN and not _SEPARATOR.search(gap)


def _bracketed(text: str, within: list[Part], markers: Markers) -> Iterator[Group]:
    """Parts in a bracket right behind their whole, without 其中."""
    for path, members in groupby(within, key=lambda part: part.path):
        parts = tuple(members)
        if (
            path
            and len(parts) > 1
            and not pattern_of(markers.leads).search(text, path[-1], parts[0].figure.start)
        ):
            wholes = tuple(part for part in within if _holds(text, part, path))
            if wholes:
                yield Group(wholes, parts)


def _summed(text: str, within: list[Part], markers: Markers) -> Iterator[Group]:
    """A sum behind its parts (合计); and figures behind another without a word, which only names can tell."""
    for place, whole in enumerate(within):
        if pattern_of(markers.sums).search(whole.lead):
            before = tuple(part for part in within[:place] if part.path == whole.path)
            if len(before) > 1:
                yield Group((whole,), before, closed=True, backwards=True)
        if any(part.figure.label[-2:] == whole.figure.label[-2:] for part in within[:place]):
            continue
        after = tuple(part for part in within[place + 1 :] if part.path == whole.path)[:4]
        if len(after) > 1:
            led = pattern_of(markers.leads).search(text, whole.figure.end, after[-1].figure.start)
            if led is None:
                yield Group((whole,), after, marked=False)
