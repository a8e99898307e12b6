"""The tags of a report template's paragraph: ``{{ 字段名|元 }}``, ``{% if … %}``, ``{%p for … %}``.

What an input method makes of them (｛｛, ｜, “) is read as meant, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Braces and percent signs of a tag, at least one of them full-width.
WIDE_TAG = re.compile(r"｛[{｛%％]|\{[｛％]|[%％}｝]｝|[％｝]\}")

#: Full-width signs and the half-width ones the template engine knows.
_WIDE = "｛｝｜＝＞＜！（），．。＋－＊／％［］：＂＇"
_NARROW = "{}|=><!(),..+-*/%[]:\"'"
_NARROWED = str.maketrans(_WIDE, _NARROW)
_CURLY = str.maketrans("“”‘’", "\"\"''")

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{\{|\{%")
_CLOSING = re.compile(r"\}\}|%\}")
_APART = re.compile(r"\{\s+[{%]|[%}]\s+\}")
_SCOPE = re.compile(r"(tr|tc|p|r)\s")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a template. ``number`` counts from 1 in its part or cell.

    ``row`` and ``cell`` are the whole words of the table row and cell it stands in, None outside tables.
    """

    part: str
    place: str
    number: int
    text: str
    row: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as meant. ``scope``: p, tr, tc or r where the tag takes its paragraph, row, cell or run along.

    ``wide`` and ``curly`` are the full-width signs and curly quotes that were read as half-width ones.
    ``closed`` is False where the paragraph ends before the tag does.
    """

    raw: str
    statement: bool
    scope: str
    inner: str
    wide: str = ""
    curly: str = ""
    closed: bool = True

    @property
    def keyword(self) -> str:
        """The first word of a statement; empty for a figure."""
        return (self.inner.split(maxsplit=1) or [""])[0] if self.statement else ""


@dataclass(frozen=True, slots=True)
class Tags:
    """What stands in one paragraph: its tags in order, and pieces of tags that are none."""

    tags: tuple[Tag, ...]
    apart: str = ""
    """Braces with a space between them."""
    stray: str = ""
    """The end of a tag that never began here."""


def tags_of(text: str) -> Tags:
    """Read a paragraph.

    >>> [tag.inner for tag in tags_of("共｛｛ 支出｜元 }}元").tags]
    ['支出|元']
    """
    meant = WIDE_TAG.sub(lambda found: found[0].translate(_NARROWED), text)
    rest = _TAG.sub(lambda found: " " * len(found[0]), meant)
    found = [_tag(text[m.start() : m.end()], m[0]) for m in _TAG.finditer(meant) if m[0][1] != "#"]
    opening = _OPENING.search(rest)
    if opening:
        found.append(_tag(text[opening.start() :], rest[opening.start() :], closed=False))
        rest = rest[: opening.start()]
    closing, apart = _CLOSING.search(rest), _APART.search(_blanked(meant, opening))
    return Tags(tuple(found), apart[0] if apart else "", closing[0] if closing else "")


def _blanked(meant: str, opening: re.Match[str] | None) -> str:
    """The words outside of tags, so that what stands in a tag is not taken for broken braces."""
    return _TAG.sub("字", meant[: opening.start()] if opening else meant)


def _tag(raw: str, meant: str, *, closed: bool = True) -> Tag:
    inner = meant[2:-2] if closed else meant[2:]
    scope = _SCOPE.match(inner)
    if scope:
        inner = inner[scope.end() :]
    inner = inner.strip("-+ \u3000\t\n") if meant[1] == "%" else inner.strip()
    curly = "".join(sign for sign in "“”‘’" if sign in inner)
    straight = inner.translate(_CURLY)
    narrow = "".join(_narrowed(straight))
    outside = "".join(a for a, b in zip(straight, narrow, strict=True) if a != b)
    signs = "".join(match[0] for match in WIDE_TAG.finditer(raw))
    wide = "".join(dict.fromkeys(c for c in signs + outside if c in _WIDE))
    return Tag(raw, meant[1] == "%", scope[1] if scope else "", narrow, wide, curly, closed)


def _narrowed(inner: str) -> Iterator[str]:
    """The pieces of a tag, signs half-width outside of quotes."""
    at = 0
    for string in _STRING.finditer(inner):
        yield inner[at : string.start()].translate(_NARROWED)
        yield string[0]
        at = string.end()
    yield inner[at:].translate(_NARROWED)
