"""Numbered items behind a count: 一是…二是… in a sentence, or paragraphs that begin with 1. 2. 3."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from xltools.core.prose.outline.ordinals import RANKED, number_of, ordinal_at
from xltools.core.prose.passage import Passage

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_BEFORE = r"(?:^|(?<=[。；：，、,;:\s！？]))"
#: The forms a running list may have, each with its number in group 1.
_FORMS = tuple(
    re.compile(_BEFORE + form)
    for form in (
        rf"({_NUMERAL})是",
        rf"第({_NUMERAL})[，,、：:是]",
        rf"其({_NUMERAL})[，,、：:是]",
        rf"[(（]({_NUMERAL})[)）]",
        r"[(（](\d{1,2})[)）]",
        r"(\d{1,2})[)）]",
        r"(\d{1,2})[.．、](?!\d)",
        r"([①-⑳])",
    )
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def sequence_at(texts: Sequence[str], passages: Sequence[Passage], index: int, start: int) -> tuple[str, ...]:
    """The first words of each numbered item of the list that begins there; () where none does."""
    text = texts[index]
    form = next(
        (form for form in _FORMS if (found := form.match(text, start)) and _value(found[1]) == 1), None
    )
    if form:
        return _running(texts, index, start, form)
    return _standing(texts, passages, index) if not text[start:].strip() else ()


def _running(texts: Sequence[str], index: int, start: int, form: re.Pattern[str]) -> tuple[str, ...]:
    """Items numbered within a sentence, with those of the next paragraphs; () where it is unclear."""
    items: list[str] = []
    while index < len(texts):
        for match in form.finditer(texts[index], start):
            if _value(match[1]) != len(items) + 1:
                return ()
            items.append(_head(texts[index][match.end() :]))
        index, start = index + 1, 0
        following = form.match(texts[index]) if index < len(texts) else None
        if following is None or _value(following[1]) != len(items) + 1:
            break
    return tuple(items)


def _standing(texts: Sequence[str], passages: Sequence[Passage], index: int) -> tuple[str, ...]:
    """Items that are paragraphs of their own, each followed by paragraphs without a number of that style."""
    number_at = _numbering(texts, passages, index + 1)
    own = ordinal_at(passages[index].marker + texts[index].lstrip())
    if number_at is None or (own is not None and number_at(index) is not None):
        return ()
    items: list[str] = []
    for at in range(index + 1, len(texts)):
        number = number_at(at)
        if number == len(items) + 1:
            items.append(_head(_unnumbered(texts[at])))
        elif number is not None:
            return ()
        elif items and _ends_list(passages[at], texts[at]):
            break
    return tuple(items)


def _ends_list(passage: Passage, text: str) -> bool:
    """Whether a paragraph is a heading: it begins with 一、 or （一）, or has the style of one."""
    ordinal = ordinal_at(passage.marker + text.lstrip())
    return passage.level > 0 or (ordinal is not None and ordinal.sure and ordinal.style in RANKED)


def _numbering(
    texts: Sequence[str], passages: Sequence[Passage], first: int
) -> Callable[[int], int | None] | None:
    """What tells the number of a paragraph in the style that the first item has; None where it has none."""
    if first >= len(texts) or passages[first].cell:
        return None
    line = passages[first].marker + texts[first].lstrip()
    for form in _FORMS[:3]:
        found = form.match(line)
        if found and _value(found[1]) == 1:
            return lambda at: _of_form(form, passages[at].marker + texts[at].lstrip())
    ordinal = ordinal_at(line)
    if ordinal is None or not ordinal.sure or ordinal.number != 1:
        return None
    return lambda at: _of_style(ordinal.style, passages[at].marker + texts[at].lstrip())


def _of_form(form: re.Pattern[str], line: str) -> int | None:
    found = form.match(line)
    return _value(found[1]) if found else None


def _of_style(style: str, line: str) -> int | None:
    ordinal = ordinal_at(line)
    return ordinal.number if ordinal and ordinal.style == style else None


def _unnumbered(line: str) -> str:
    line = line.lstrip()
    for form in _FORMS[:3]:
        if found := form.match(line):
            return line[found.end() :]
    ordinal = ordinal_at(line)
    return line[len(ordinal.text) :] if ordinal else line


def _value(text: str) -> int:
    return _CIRCLED.index(text) + 1 if text in _CIRCLED else number_of(text)


def _head(text: str) -> str:
    """The first few words of an item."""
    return re.split(r"[。；，：、,;:\n]", text.strip(), maxsplit=1)[0][:16]
