"""Whose report it is: the unit named on the cover, in the title and as the subject (文中名称)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xltools.core.expressions import names_in
from xltools.core.messages import inner
from xltools.core.prose.beside.own_names import Names, names_of
from xltools.core.prose.beside.phrases import any_of, pattern
from xltools.core.prose.found import Found
from xltools.core.prose.read import Read
from xltools.core.prose.spot import Spot
from xltools.core.standard import Rule

#: So many passages at the beginning are cover, title and opening.
_OPENING = 12
_SIGNS = re.compile("[，。；：]")
_SPACES = re.compile(r"[\s\u3000]+")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_YEAR = r"(?:20[0-9]{2}年度?)"
#: A unit's full name begins with its area.
_AREA_NAME = r"[\u4e00-\u9fff]{2,6}?[省市县区州旗][\u4e00-\u9fff]{2,20}?"


def strange_names(read: Read, rule: Rule) -> Iterator[Found]:
    """Names that are not the unit's, and 部门 and 本级 used for one another.

    The rule's 左式 names the fields of the unit's own names, its 右式 that of the subordinate units and four
    entries of the vocabulary: what units' names end with, and the words for 本级, 整体 and 下属.
    """
    names = names_of(read, rule)
    endings, level, whole, below = _lists(read, rule)
    cover = _cover(read, rule)
    if names.own:
        yield from _other_units(read, names, cover, endings, level)
    yield from _scopes(read, cover, (level, whole, below))


def _lists(read: Read, rule: Rule) -> Iterator[tuple[str, ...]]:
    """The words of each entry of the vocabulary that the rule's 右式 names."""
    known = {entry.name for entry in read.standard.vocabulary}
    yield from (read.words(f"={name}") for name in names_in(rule.right) if name in known)


def _cover(read: Read, rule: Rule) -> Spot | None:
    """The unit's name as the cover gives it: behind the label of its field."""
    name = names_in(rule.left)[0]
    field, _ = read.standard.by_cell_name.get(name, (None, ""))
    if field is None:
        return None
    labels = "|".join(map(re.escape, (field.label, field.name, *field.aliases)))
    brackets = r"(?:[(（][^()（）]*[)）])?"
    line = re.compile(rf"\s*(?:{labels}){brackets}\s*[:：]\s*(?P<name>\S[^，。；]{{3,39}}?)\s*$")
    for index, text in enumerate(read.texts[:_OPENING]):
        if match := line.fullmatch(text):
            return read.spot(index, *match.span("name"))
    return None


def _plain(name: str) -> str:
    return _SPACES.sub("", _BRACKETED.sub("", name))


def _other_units(
    read: Read, names: Names, cover: Spot | None, endings: Sequence[str], level: Sequence[str]
) -> Iterator[Found]:
    """Another unit's name on the cover, and as the subject of a report, an income or an expense."""
    told: set[str] = set()
    if cover and _differs(cover.text, names, level):
        told.add(_plain(cover.text))
        yield _other(cover, names)
    ends = any_of(endings).pattern
    subject = re.compile(
        rf"(?:^|[，。；：\s]|现将|{_YEAR})(?P<name>{_AREA_NAME}(?:{ends}))(?:本级)?{_YEAR}?"
        rf"(?:部门|单位)?(?:(?:整体|绩效自评)[^，。；]{{0,12}}报告|支出数|收入数|支出合计|收入合计)"
    )
    for index, text in enumerate(read.texts):
        for match in subject.finditer(text):
            name = match["name"]
            if name not in told and not names.is_known(name):
                told.add(name)
                yield _other(read.spot(index, *match.span("name")), names)


def _differs(name: str, names: Names, level: Sequence[str]) -> bool:
    """Whether a cover names another unit, or the department in place of its own level (本级)."""
    told = any_of(level)
    return not names.is_own(_plain(name)) or bool(told.search(names.own[0])) != bool(told.search(name))


def _other(spot: Spot, names: Names) -> Found:
    own = names.own[0]
    return Found(
        spot, name=f"报告写“{inner(spot.text)}”，工作簿的单位是“{inner(own)}”", left=spot.text, right=own
    )


def _scopes(read: Read, cover: Spot | None, words: tuple[Sequence[str], ...]) -> Iterator[Found]:
    """A report of the whole by its title, of the own level by its cover, with subordinate units in it."""
    level, whole, below = words
    told = any_of(level).search(cover.text) if cover else None
    title = next((t.strip() for t in read.texts[:_OPENING] if _is_title(t, whole)), "")
    if cover is None or told is None or not title:
        return
    named = next((m[0] for phrase in below for t in read.texts if (m := pattern(phrase).search(t))), "")
    if not named:
        return
    start = cover.start + told.start()
    spot = Spot(cover.paragraph, start, start + len(told[0]), told[0])
    yield Found(
        spot,
        name=f"题为“{inner(title)}”，评价单位写“{told[0]}”，文中又写“{inner(named)}”：没有说清是部门整体还是本级",
        left=cover.text,
        right=title,
    )


def _is_title(text: str, whole: Sequence[str]) -> bool:
    """Whether a passage is the report's title and names the whole."""
    plain = text.strip()
    return plain.endswith("报告") and not _SIGNS.search(plain) and bool(any_of(whole).search(plain))
