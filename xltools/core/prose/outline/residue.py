"""Words of a template left in a report (R068)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from xltools.core.model import Level
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.vocabulary import word_lists
from xltools.core.prose.wording import pattern_of
from xltools.core.standard import Rule

#: Boxes to be ticked, each with what it says; a choice has two or more, in one line.
_BOXES = re.compile(r"□[^□\n]{0,12}")
_TICK = re.compile("[☑☒■√✓✔▣◼]")
#: How many passages around may hold the tick, or the words that leave a blank to a hand.
_AROUND = 3
_BLANK = re.compile(r"[_＿]")
_LETTER = re.compile(r"[A-Za-z]")
_BRACKETS = "{【[($"
#: What is said of words by their first sign.
_SAID = {"_": "没有填写", "【": "还没有写定", "[": "还没有写定"}


def residue(read: Read, rule: Rule) -> Iterator[Found]:
    """Each word of a template, blank line and unticked choice.

    左式 names the words, then those that may as well be meant; 右式 what looks like one and is none.
    """
    sure, doubtful = word_lists(read, rule.left, 2)
    words, weak = pattern_of((*sure, *doubtful)), pattern_of(doubtful)
    lawful = pattern_of(read.words(rule.right))
    for index, text in enumerate(read.texts):
        reached = 0
        for found in words.finditer(text):
            spot = _whole(text, found.start(), found.end())
            if spot and found.start() >= reached and not _is_lawful(read, index, spot, lawful):
                said = _SAID.get(found[0][0], "像是模板用语")
                level: Level | None = "提示" if weak.fullmatch(found[0]) else None
                yield _found(read, index, spot, said, level)
                reached = spot[1]
        if "□" in text and not _ticked(read, index):
            boxes = list(_BOXES.finditer(text))
            if any(first.end() == second.start() for first, second in pairwise(boxes)):
                end = boxes[-1].start() + len(boxes[-1][0].split()[0])
                yield _found(read, index, (boxes[0].start(), end), "没有勾选")


def _found(read: Read, index: int, at: tuple[int, int], said: str, level: Level | None = None) -> Found:
    spot = read.spot(index, *at)
    return Found(spot, name=f"“{spot.text}”{said}", level=level)


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The whole run of a sign (XXXX, 20XX年); None inside a word or a number (XXL, 138XXXX0000)."""
    sign = text[start]
    if sign in _BRACKETS or sign >= "一":
        return start, end
    while text[end - 1] == sign and text[end : end + 1] == sign:
        end += 1
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isdecimal() and after.isdecimal():
        return None
    if _LETTER.match(sign):
        if _LETTER.match(before) or (_LETTER.match(text[end - 1]) and _LETTER.match(after)):
            return None
        while text[start - 1 : start].isdecimal():
            start -= 1
    return start, end


def _is_lawful(read: Read, index: int, spot: tuple[int, int], lawful: re.Pattern[str]) -> bool:
    """Whether the words are part of what is no residue, stand in quotes, or are a blank left to a hand."""
    text = read.texts[index]
    start, end = spot
    if _BLANK.match(text, start):
        return _left_to_a_hand(read, index, lawful)
    if any(first < end and start < last for first, last in _spans(text, lawful)):
        return True
    return text[start] not in _BRACKETS and text.rfind("“", 0, start) > text.rfind("”", 0, start)


@lru_cache(maxsize=1)
def _left_to_a_hand(read: Read, index: int, lawful: re.Pattern[str]) -> bool:
    """Whether a passage, or one shortly before it, says who is to fill its blanks, or it is a mere line."""
    near = "\n".join(read.texts[max(index - _AROUND, 0) : index + 1])
    return bool(lawful.search(near)) or not read.texts[index].strip(" _＿-—")


@lru_cache(maxsize=1)
def _spans(text: str, lawful: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in lawful.finditer(text))


def _ticked(read: Read, index: int) -> bool:
    """Whether a tick stands in the passage or near it."""
    near = read.texts[max(index - _AROUND, 0) : index + _AROUND + 1]
    return any(_TICK.search(text) for text in near)
