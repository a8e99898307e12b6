"""The names a unit goes by, and those of its subordinate units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.expressions import names_in
from xltools.core.prose.beside.asked import rule_of
from xltools.core.prose.beside.phrases import any_of
from xltools.core.prose.read import Read
from xltools.core.standard import Rule

#: The check whose rule names the fields and words of names.
NAMES = "文中名称"

_SPLIT = re.compile(r"[、,，;；\n()（）]+")
_SPACES = re.compile(r"\s+")
#: What stands before a unit's own part of its name: 湛江市, 南县.
_AREA = re.compile(r"^[\u4e00-\u9fff]{2,7}?[省市县区州旗]")
#: A shortened name has at least so many signs.
_SHORTEST = 4
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Names:
    """``own``: what the workbook calls the unit and its department; ``below``: its subordinate units."""

    own: tuple[str, ...]
    below: tuple[str, ...]

    def is_own(self, name: str) -> bool:
        """Whether a name is the unit's or its department's, in full, shortened or lengthened."""
        return any(shortens(name, own) or shortens(own, name) for own in self.own)

    def is_known(self, name: str) -> bool:
        """Whether a name is the unit's own or a subordinate's."""
        return self.is_own(name) or any(shortens(name, n) or shortens(n, name) for n in self.below)

    def without(self, text: str) -> str:
        """A text without the unit's own name, or most of it, at its beginning."""
        for end in range(min(len(text), _LONGEST), _SHORTEST - 1, -1):
            if any(text[:end] in own for own in self.own):
                return text[end:]
        return text

    def speaks_of_below(self, text: str) -> str:
        """The subordinate unit a text names, in full or without its area; "" where it names none."""
        for name in self.below:
            for form in (name, _AREA.sub("", name)):
                if len(form) >= _SHORTEST and form in text and not any(form in own for own in self.own):
                    return name
        return ""


def shortens(short: str, long: str) -> bool:
    """Whether a name is made of another's signs in their order (市政数局 of 湛江市政务服务数据管理局)."""
    rest = iter(long)
    return bool(short) and all(sign in rest for sign in short)


@lru_cache(maxsize=4)
def names_of(read: Read, rule: Rule | None) -> Names:
    """The names in the workbook: a rule's 左式 names the fields of the unit's own, 右式 the others'."""
    if read.record is None or rule is None:
        return Names((), ())
    own = [_SPACES.sub("", read.record.text(name)) for name in names_in(rule.left)]
    below = (read.record.text(name) for name in names_in(rule.right))
    return Names(_each(own), _each(part for text in below for part in _parts(text)))


@lru_cache(maxsize=4)
def subjects(read: Read) -> re.Pattern[str]:
    """What finds a unit's name (group 1) as the subject of a clause: by what such names end with."""
    rule = rule_of(read.standard, NAMES)
    known = [entry.name for entry in read.standard.vocabulary]
    lists = [name for name in names_in(rule.right if rule else "") if name in known]
    ends = any_of(read.words(f"={lists[0]}") if lists else ()).pattern
    name = rf"(?![我本全该])([\u4e00-\u9fff]{{3,25}}?(?:{ends}))"
    return re.compile(rf"(?:^|[，。；])\s*{name}(?:本级)?(?=20[0-9]{{2}}年|的)")


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _parts(text: str) -> Iterator[str]:
    yield from (_SPACES.sub("", part) for part in _SPLIT.split(text) if len(part) >= _SHORTEST)
