"""The names a sentence lists (A、B（含甲、乙）和C is three), and how many they may be meant as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = "（([《“‘【〔「"
_CLOSING = "）)]》”’】〕」"
_STOPS = "。！？\n；;"
_COMMAS = "，,"
_AND = re.compile(r"以及|[和及与]")
#: Two names in their own quotation marks need no 、 between them.
_BETWEEN_QUOTES = re.compile(r"(?<=[”》])(?=[“《])")
_QUANTITY = re.compile(
    r"\d[\d,.]*\s*(?:[万亿多余]*(?:元|人|名|个|项|家|次|件|台|条|张|户|套|辆|分|天|宗|份|期)|%)"
)
_BRACKETED = re.compile(r"[（(\[【][^（()）\[\]【】]*[）)\]】]")
#: How long what follows 等 may be: 等单位.
_TAIL = 10
#: More of the kind, counted apart from the list: 另有四个派出所.
_BESIDES = re.compile(
    r"^\s*(?:此外，?)?(?:另外?|还)(?:下|内)?[有设]\s*[\d一二两三四五六七八九十]+\s*[个家名所处]"
)
_CONNECTED = re.compile(r"^(?:以及|还有|另有|另设|另|及|和|与|外加|其他)")


@dataclass(frozen=True, slots=True)
class Listed:
    """Items in order, and the fewest and the most they may be meant as.

    They are fewer where 、 stands inside a name (教育、科技和文化科), more where 和 joins two. ``kindred``
    tells that each ends as names of its kind do, or stands in quotation marks; ``is_open``
    that it says itself not to be all.
    """

    items: tuple[str, ...]
    fewest: int
    most: int
    kindred: bool
    is_open: bool


def listed_at(text: str, start: int, endings: tuple[str, ...], endless: tuple[str, ...]) -> Listed | None:
    """The list that begins there, to the end of its clause; None where no plain list of names stands.

    ``endings`` are characters a whole name ends with (科 室), ``endless`` words that say it is not all (等).
    """
    clauses = list(_clauses(text, start))
    if not clauses:
        return None
    first, *rest = clauses
    items = [item for item in _cut(first) if item]
    last_of = {_last(item) for item in items} | set(endings)
    for clause in rest:
        more = [item for item in _cut(clause) if item]
        if not more or not (_CONNECTED.match(clause) or _last(more[0]) in last_of):
            break
        if _QUANTITY.search(_bare(clause)) or len(more[0]) > 16:
            break
        items += more
    items, is_open = _without_end(items, endless)
    behind = start + sum(len(clause) + 1 for clause in clauses)
    is_open = is_open or any(map(_BESIDES.match, (*rest, text[behind : behind + _TAIL * 2])))
    return _weighed(items, endings, is_open=is_open)


def _clauses(text: str, start: int) -> Iterator[str]:
    """The clauses from there to the end of the sentence, cut at commas outside brackets."""
    depth, begin = 0, start
    for at in range(start, len(text)):
        sign = text[at]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and sign in _STOPS:
            break
        elif depth == 0 and sign in _COMMAS:
            yield text[begin:at]
            begin = at + 1
    else:
        at = len(text)
    yield text[begin:at]


def _cut(clause: str) -> list[str]:
    """The items of a clause, cut at 、 outside brackets and between quotation marks."""
    depth, begin, items = 0, 0, []
    for at, sign in enumerate(clause):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign == "、" and depth == 0:
            items.append(clause[begin:at])
            begin = at + 1
    items.append(clause[begin:])
    return [part.strip() for item in items for part in _BETWEEN_QUOTES.split(item)]


def _without_end(items: list[str], endless: tuple[str, ...]) -> tuple[list[str], bool]:
    """The items without 等 or 等单位 behind the last, and whether they are not all."""
    if not items:
        return items, False
    last = items[-1]
    ends = [at for word in endless if (at := last.rfind(word)) > 0 and len(last) - at <= _TAIL]
    if ends:
        return [*items[:-1], last[: max(ends)].strip()], True
    return items, items[0].startswith(endless)


def _weighed(items: list[str], endings: tuple[str, ...], *, is_open: bool) -> Listed | None:
    if not items or any(
        not _bare(item) or len(_bare(item)) > 40 or _QUANTITY.search(_bare(item)) for item in items
    ):
        return None
    ends = [_last(item) for item in items]
    heads = {end for end in ends if ends.count(end) > 1 or end in endings}
    whole = heads | set(endings)
    split = _split_last(items, whole)
    if len(split) < 2:
        return None
    quoted = all(item[0] in "“《" for item in split)
    kindred = quoted or all(_last(item) in whole for item in split)
    if len(split) > len(items):
        sure = quoted or _last(split[-1]) == _last(split[-2])
        return Listed(tuple(split), _fewest(split, heads) - (not sure), len(split), kindred, is_open)
    joined = 0 if quoted or all(end in heads for end in ends) else len(_AND.findall(_bare(items[-1])))
    fewest = len(items) if quoted else _fewest(items, heads)
    return Listed(tuple(items), fewest, len(items) + joined, kindred, is_open)


def _fewest(items: list[str], heads: set[str]) -> int:
    """An item without a head of its own may belong to the next: 教育、科技和文化科."""
    return sum(_last(item) in heads for item in items[:-1]) + 1 if heads else len(items)


def _split_last(items: list[str], heads: set[str]) -> list[str]:
    """The items with the last cut at the 和 that joins two whole names (甲科和乙科, “甲”和“乙”)."""
    last = items[-1]
    for match in _AND.finditer(last):
        left, right = last[: match.start()], last[match.end() :]
        if not left or not right or _depth(left):
            continue
        if left[-1] in "”》" and right[0] in "“《":
            return [*items[:-1], left, right]
        if _last(left) in heads and _last(right) in heads and len(_bare(left)) > 1:
            return [*items[:-1], left, right]
    return items


def _depth(text: str) -> int:
    return sum(sign in _OPENING for sign in text) - sum(sign in _CLOSING for sign in text)


def _bare(item: str) -> str:
    """An item without its brackets and quotation marks."""
    return _BRACKETED.sub("", item).strip("“”《》‘’ \t")


def _last(item: str) -> str:
    return _bare(item)[-1:]
