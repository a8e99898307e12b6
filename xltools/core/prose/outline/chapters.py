"""Chapters the standard's outline asks for and the report does not have (R069)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xltools.core.prose.found import Found
from xltools.core.prose.outline.headings import Line
from xltools.core.prose.outline.ordinals import RANKED
from xltools.core.prose.read import Read
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pairs_of, pattern_of
from xltools.core.standard import Chapter, Rule

#: How much of a chapter's own words a heading must hold to be that chapter.
_LIKE = 0.5
#: A report says in its first lines that it is one, and other papers what they are.
_OPENING = 8
_REPORT = re.compile(r"报告[（(]?[^。]{0,10}[)）]?$")
_OTHER = re.compile(r"(?:通知|方案|办法|细则|函)$")
_NO_WORD = re.compile(r"[^\w]|[的及和与或]")


def missing_chapters(read: Read, rule: Rule) -> Iterator[Found]:
    """One finding that names every chapter missing; none for what is no whole report.

    左式 names the words of a chapter on problems, those of one on improvements, which every report must have;
    右式 words that mean the same (甲=乙) and words that say nothing. The rest of the outline is asked of a
    report that keeps to it.
    """
    lines = read.lines
    if not _is_whole(lines):
        return
    headed = [line for line in lines if line.heading and not _is_title(line)]
    asked = tuple(filter(None, word_lists(read, rule.left, 2)))
    outline = _Outline(headed, asked, *word_lists(read, rule.right, 2))
    names = outline.missing(read.standard.outline)
    names += [words[0] for words in asked if not outline.tells(words) and not _said(names, words)]
    if names:
        yield Found(None, name="、".join(f"“{name}”" for name in names))


def _said(names: Sequence[str], words: Sequence[str]) -> bool:
    """Whether one of the chapters named already is the one on that."""
    return any(word in name for name in names for word in words)


def _is_title(line: Line) -> bool:
    """Whether a line is the name of a report."""
    return line.ordinal is None and line.alone and bool(_REPORT.search(line.title))


def _is_whole(lines: Sequence[Line]) -> bool:
    """Whether the text is a whole report: it calls itself one, or has chapters from the first on."""
    if any(line.alone and _OTHER.search(line.title) for line in lines[:_OPENING]):
        return False
    if any(map(_is_title, lines[:_OPENING])):
        return len(lines) > _OPENING
    ordinals = [line.ordinal for line in lines if line.ordinal and line.ordinal.rank < len(RANKED)]
    widest = min((ordinal.rank for ordinal in ordinals), default=0)
    numbers = [ordinal.number for ordinal in ordinals if ordinal.rank == widest]
    return (len(numbers) > 1 and 1 in numbers) or sum(line.level == 1 for line in lines) > 1


class _Outline:
    """The titles of a report, to be looked up by the chapters of an outline; those with 1. are none."""

    def __init__(
        self,
        lines: Sequence[Line],
        asked: Sequence[Sequence[str]],
        alike: Sequence[str],
        empty: Sequence[str],
    ) -> None:
        wide = [line for line in lines if not line.ordinal or line.ordinal.rank < len(RANKED)]
        numbered = any(line.ordinal for line in wide)
        self._titles, self._asked = {line.heading for line in lines}, asked
        self._alike, self._empty = pairs_of(tuple(alike)), pattern_of(tuple(empty))
        self._pairs = [self._pairs_of(line.heading) for line in (wide if numbered else lines)]

    def tells(self, words: Sequence[str]) -> bool:
        """Whether a title has one of the words."""
        return any(word in title for title in self._titles for word in words)

    def missing(self, outline: Sequence[Chapter]) -> list[str]:
        """The chapters of an outline that no title is; none where the report follows another outline."""
        parts = _parts(outline)
        others = [self._has(part[0]) for part in parts if not self._by_words(part[0])]
        if sum(others) * 2 <= len(others):
            return []
        names: list[str] = []
        for chapter, *below in parts:
            if not self._has(chapter):
                names += [chapter.title] if chapter.required else []
                continue
            there = [self._has(one) for one in below]
            if sum(there) * 2 > len(there):
                lacking = (one for one, has in zip(below, there, strict=True) if not has)
                names += [one.title for one in lacking if one.required]
        return names

    def _by_words(self, chapter: Chapter) -> list[Sequence[str]]:
        return [words for words in self._asked if any(word in chapter.title for word in words)]

    def _has(self, chapter: Chapter) -> bool:
        """Whether a title is that chapter's: by the words asked of it, or by its own."""
        if words := self._by_words(chapter):
            return any(map(self.tells, words))
        own = self._pairs_of(chapter.title)
        return any(len(own & pairs) >= _LIKE * len(own) for pairs in self._pairs)

    def _pairs_of(self, title: str) -> frozenset[str]:
        """Neighbouring characters of what a title says."""
        for word, same in self._alike:
            title = title.replace(same, word)
        plain = _NO_WORD.sub("", self._empty.sub("", title)) or title
        return frozenset(map("".join, pairwise(plain)))


def _parts(outline: Sequence[Chapter]) -> list[Sequence[Chapter]]:
    """Each chapter of the first level, with those below it."""
    starts = [place for place, chapter in enumerate(outline) if chapter.level == 1]
    ends = [*starts[1:], len(outline)]
    return [outline[start:end] for start, end in zip(starts, ends, strict=True)]
