"""Chapters the standard's outline asks for and the report does not have (R069)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.core.prose.found import Found
from xltools.core.prose.headings import Line, lines_of
from xltools.core.prose.read import Read
from xltools.core.standard import Chapter, Rule

#: How much of a chapter's own words a heading must hold to be that chapter.
_LIKE = 0.5
#: A report says in its first lines that it is one.
_OPENING = 8
_REPORT = re.compile(r"报告[（(]?[^。]{0,10}[)）]?$")
_NO_WORD = re.compile(r"[^\w]|[的及和与或]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A chapter of the outline and those below it."""

    chapter: Chapter
    below: tuple[Chapter, ...]


def missing_chapters(read: Read, rule: Rule) -> Iterator[Found]:
    """One finding that names every chapter missing; none for what is no whole report.

    左式 names the words of a chapter on problems, 右式 those of one on improvements: both are asked of every
    report. The rest of the outline is asked of a report that keeps to it.
    """
    lines = tuple(lines_of(read))
    if not _is_whole(lines):
        return
    titles = tuple(filter(None, (line.heading for line in lines)))
    asked = [words for words in (read.words(rule.left), read.words(rule.right)) if words]
    missing = [words[0] for words in asked if not _any_holds(titles, words)]
    names = _missing(read.standard.outline, titles, asked)
    covered = [name for name in missing if any(_holds(chapter, asked, name) for chapter in names)]
    if names := [*names, *(name for name in missing if name not in covered)]:
        yield Found(None, name="、".join(f"“{name}”" for name in names))


def _is_whole(lines: Sequence[Line]) -> bool:
    """Whether the text is a whole report: it calls itself one, or has chapters."""
    firsts = [line.ordinal for line in lines if line.ordinal and line.ordinal.sure]
    rank = min((ordinal.rank for ordinal in firsts), default=0)
    titled = any(line.alone and _REPORT.search(line.title) for line in lines[:_OPENING])
    headed = sum(line.level == 1 for line in lines)
    ranked = sum(ordinal.rank == rank <= 5 for ordinal in firsts)
    return (titled and len(lines) > _OPENING) or max(headed, ranked) >= 2


def _any_holds(titles: Sequence[str], words: Sequence[str]) -> bool:
    return any(word in title for title in titles for word in words)


def _holds(chapter: str, asked: Sequence[Sequence[str]], name: str) -> bool:
    """Whether a missing chapter's title already says that what ``name`` names is missing."""
    words = next(words for words in asked if words[0] == name)
    return any(word in chapter for word in words)


def _missing(outline: Sequence[Chapter], titles: Sequence[str], asked: Sequence[Sequence[str]]) -> list[str]:
    """The chapters of the outline the titles lack; none where the report follows another outline."""
    parts = _parts(outline)
    present = [_there(part.chapter, titles, asked) for part in parts]
    if sum(present) * 2 < len(parts):
        return []
    names: list[str] = []
    for part, there in zip(parts, present, strict=True):
        if not there:
            names += [part.chapter.title] if part.chapter.required else []
            continue
        below = [(chapter, _there(chapter, titles, asked)) for chapter in part.below]
        if sum(there for _, there in below) * 2 > len(below):
            names += [chapter.title for chapter, there in below if not there and chapter.required]
    return names


def _parts(outline: Sequence[Chapter]) -> list[_Part]:
    starts = [place for place, chapter in enumerate(outline) if chapter.level == 1]
    ends = [*starts[1:], len(outline)]
    return [
        _Part(outline[start], tuple(outline[start + 1 : end])) for start, end in zip(starts, ends, strict=True)
    ]


def _there(chapter: Chapter, titles: Sequence[str], asked: Sequence[Sequence[str]]) -> bool:
    """Whether a title is that chapter's: by the words asked of it, or by its own."""
    by_words = [words for words in asked if any(word in chapter.title for word in words)]
    if any(_any_holds(titles, words) for words in by_words):
        return True
    own = _pairs(chapter.title)
    return any(len(own & _pairs(title)) >= _LIKE * len(own) for title in titles)


def _pairs(title: str) -> frozenset[str]:
    """Neighbouring characters of a title."""
    plain = _NO_WORD.sub("", title)
    return frozenset(map("".join, zip(plain, plain[1:], strict=False)))
