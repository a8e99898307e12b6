"""The number a heading or an item of a list begins with: 一、 （一） 1. （1） 1） ① 第一章."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = "一二三四五六七八九"
_CHINESE = "一二三四五六七八九十"
_BIG = re.compile(rf"第([{_CHINESE}]{{1,3}}|\d{{1,2}})(部分|章|编|篇|节)(?![{_CHINESE}]|\d(?!\d{{3}}年))")
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("一、", re.compile(rf"([{_CHINESE}]{{1,3}})\s*[、.．]")),
    ("（一）", re.compile(rf"[(（]\s*([{_CHINESE}]{{1,3}})\s*[)）][、.．]?")),
    ("（1）", re.compile(r"[(（]\s*(\d{1,2})\s*[)）][、.．]?")),
    ("1）", re.compile(r"(\d{1,2})[)）]")),
    ("1.", re.compile(r"(\d{1,2})[.．、]")),
)
#: What may follow a number that is no ordinal after all: 三、四季度, 1.5万元, 3、4号楼.
_COUNTED = re.compile(rf"[{_CHINESE}]+(?:[、级季类批期月产线档周等层]|$)|\d{{1,2}}(?!\d)")
#: One sign that is a whole ordinal: ① ⑴ ⒈ ㈠.
_SIGNS = re.compile("[①-⒛㈠-㈩]")

#: Styles from the widest down; the others may stand in any order below these.
RANKED = ("部分", "编", "篇", "章", "节", "一、", "（一）")


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number in front: its ``style`` (an example, such as （一）), and the ``text`` it is written as.

    ``sure`` is false where it may be no ordinal at all (1.5万元, 三、四季度).
    """

    style: str
    number: int
    text: str
    sure: bool = True

    @property
    def rank(self) -> int:
        """0 for the widest style, len(RANKED) for those with no fixed place."""
        return RANKED.index(self.style) if self.style in RANKED else len(RANKED)

    def written(self, number: int) -> str:
        """Another number in the same form: 二、 -> 三、."""
        old = re.search(rf"[{_CHINESE}]+|\d+", self.text)
        if old is None:
            return chr(ord(self.text[0]) + number - self.number)
        new = str(number) if old[0].isdecimal() else chinese(number)
        return self.text[: old.start()] + new + self.text[old.end() :]


def ordinal_at(line: str) -> Ordinal | None:
    """The ordinal a line begins with.

    >>> ordinal_at("（二）自评过程").number
    2
    """
    if not line:
        return None
    if _SIGNS.match(line):
        plain = ordinal_at(unicodedata.normalize("NFKC", line[0]))
        style = plain.style if plain else "①"
        return Ordinal(style, int(unicodedata.numeric(line[0])), line[0])
    if big := _BIG.match(line):
        return Ordinal(big[2], number_of(big[1]), big[0])
    for style, form in _FORMS:
        found = form.match(line)
        if found:
            number = number_of(found[1])
            sure = not _COUNTED.match(line, found.end())
            return Ordinal(style, number, found[0], sure) if number or found[1] == "0" else None
    return None


def number_of(text: str) -> int:
    """A number below 100 in Chinese or Arabic digits; 0 for what is none (十十)."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or not set(tens + ones) <= set(_DIGITS):
        return 0
    return ((_DIGITS.index(tens) + 1 if tens else 1) * 10 if ten else 0) + (
        _DIGITS.index(ones) + 1 if ones else 0
    )


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese digits."""
    tens, ones = divmod(number, 10)
    left = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return left + (_DIGITS[ones - 1] if ones else "")
