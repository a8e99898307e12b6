"""The numbers Word shows by itself before paragraphs: lists, their levels, and counting along them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from xltools.readers.word.counting import counted
from xltools.readers.word.names import attribute, child, kind, number, switch
from xltools.readers.word.styles import Styles

_SLOT = re.compile(r"%([1-9])")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: ``text`` has slots %1 … %9 for the numbers of levels."""

    form: str
    text: str
    start: int
    restart: int | None
    """Restarted after a level up to this one (from 1; 0: never); None: after any above."""
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list (w:num): lists of the same ``origin`` count on together, but for ``starts`` of its own."""

    origin: int
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass
class Counter:
    """Counts along a document; ask :meth:`marker` for each numbered paragraph in order, blank ones too."""

    lists: Mapping[int, NumberedList]
    _counts: dict[int, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def depth(self, key: int, style: str) -> int:
        """At which level of a list a style stands."""
        listed = self.lists.get(key)
        levels = listed.levels.items() if listed else ()
        return next((depth for depth, level in levels if level.style == style), 0)

    def marker(self, key: int, depth: int) -> str:
        """The next number of a list at a depth (from 0), as it is shown; "" for bullets and unknown lists."""
        listed = self.lists.get(key)
        level = listed.levels.get(min(depth, _DEEPEST)) if listed else None
        if listed is None or level is None:
            return ""
        counts = self._counts.setdefault(listed.origin, {})
        own = listed.starts.get(depth)
        if own is not None and (key, depth) not in self._begun:
            counts[depth] = own
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else _start(listed, depth)
        self._begun.add((key, depth))
        for deeper in [each for each in counts if each > depth and _restarts(listed, each, depth)]:
            del counts[deeper]
        return _shown(listed, level, counts)


def lists_of(root: etree._Element, styles: Styles) -> Mapping[int, NumberedList]:
    """The lists of a numbering part by their number."""
    origins = {_key(each, "abstractNumId"): each for each in root if kind(each) == "abstractNum"}
    numbers = {_key(each, "numId"): each for each in root if kind(each) == "num"}
    found = {}
    for key, element in numbers.items():
        origin = number(child(element, "abstractNumId"))
        origin = _linked(origin, origins, numbers, styles)
        if origin in origins and key is not None and origin is not None:
            found[key] = _list(origin, origins[origin], element)
    return found


def _list(origin: int, definition: etree._Element, element: etree._Element) -> NumberedList:
    levels, starts = _levels(definition), {}
    for override in element:
        depth = _key(override, "ilvl")
        if kind(override) != "lvlOverride" or depth is None:
            continue
        redefined = child(override, "lvl")
        if redefined is not None:
            levels[depth] = _level(redefined)
        start = number(child(override, "startOverride"))
        if start is not None:
            starts[depth] = start
    return NumberedList(origin, levels, starts)


def _linked(
    origin: int | None,
    origins: Mapping[int | None, etree._Element],
    numbers: Mapping[int | None, etree._Element],
    styles: Styles,
) -> int | None:
    """The definition that holds the levels: a list may only name a numbering style that has them."""
    style = attribute(child(origins.get(origin), "numStyleLink"), "val")
    listed = styles.by_id.get(style) if style is not None else None
    if listed is None or listed.list is None:
        return origin
    return number(child(numbers.get(listed.list), "abstractNumId"))


def _levels(element: etree._Element) -> dict[int, Level]:
    levels = ((_key(each, "ilvl"), _level(each)) for each in element if kind(each) == "lvl")
    return {depth: level for depth, level in levels if depth is not None}


def _level(element: etree._Element) -> Level:
    parts = {kind(each): each for each in element}
    start = number(parts.get("start"))
    form = parts.get("numFmt")
    if form is None and "AlternateContent" in parts:
        form = next((each for each in parts["AlternateContent"].iter() if kind(each) == "numFmt"), None)
    return Level(
        attribute(form, "val") or "decimal",
        attribute(parts.get("lvlText"), "val") or "",
        0 if start is None else start,
        number(parts.get("lvlRestart")),
        switch(parts.get("isLgl")) or False,
        attribute(parts.get("pStyle"), "val"),
    )


def _key(element: etree._Element, name: str) -> int | None:
    value = attribute(element, name)
    return int(value) if value is not None and value.lstrip("-").isdecimal() else None


def _start(listed: NumberedList, depth: int) -> int:
    if depth in listed.starts:
        return listed.starts[depth]
    return listed.levels[depth].start if depth in listed.levels else 1


def _restarts(listed: NumberedList, deeper: int, depth: int) -> bool:
    level = listed.levels.get(deeper)
    restart = level.restart if level else None
    return restart is None or depth < restart


def _shown(listed: NumberedList, level: Level, counts: Mapping[int, int]) -> str:
    if level.form == "bullet":
        return ""

    def slot(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        if depth not in listed.levels:
            return ""
        form = "decimal" if level.legal else listed.levels[depth].form
        return counted(counts.get(depth, _start(listed, depth)), form)

    return _SLOT.sub(slot, level.text)
