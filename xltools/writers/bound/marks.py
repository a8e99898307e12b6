"""Figures on their way through the template engine: each marked where it will stand in the text.

A mark holds the figure's key and its digits. It is made of characters no unit can type (see
``core.narrative.reserved``), its digits apart: what is left of a mark that a filter cut is those digits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup, escape

from xltools.core.narrative.reserved import unreserved
from xltools.core.narrative.wording import Figure

_START, _MIDDLE, _END = "\ufdd2", "\ufdd3", "\ufdd4"
_MARK = re.compile(f"{_START}([^{_MIDDLE}{_END}]*){_MIDDLE}([^{_MIDDLE}{_END}]*){_END}")
_HIDE = str.maketrans("0123456789abcdef", "".join(chr(0xFDE0 + n) for n in range(16)))
_REVEAL = {hidden: ord("0123456789abcdef"[n]) for n, hidden in enumerate(range(0xFDE0, 0xFDF0))}

#: What a control may hold: LibreOffice splits one that mixes Chinese with digits.
_SINGLE_SCRIPT = re.compile(r"[-0-9.,%]+")
_DATE = re.compile(r"(\d+)(年)(\d+)(月)(\d+)(日)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it stands in the text. ``key``: the figure's and the filter's name, 支出合计_决算|元."""

    key: str
    text: str


class Written(str):
    """A text that knows which of its pieces are figures; to a template it is just the text."""

    __slots__ = ("pieces",)
    pieces: tuple[str | Shown, ...]

    def __new__(cls, pieces: Iterable[str | Shown]) -> Self:
        """Put the pieces together."""
        kept = tuple(pieces)
        text = super().__new__(cls, "".join(p.text if isinstance(p, Shown) else p for p in kept))
        text.pieces = kept
        return text


def keeping(name: str, form: Callable[[object], object]) -> Callable[[object], object]:
    """A filter whose text knows the figure it was made from."""

    def written(value: object) -> object:
        text = form(value)
        if isinstance(value, Written) and text == value:
            return value
        if not isinstance(value, Figure) or not isinstance(text, str):
            return text
        return Written(_pieces(value, name, text))

    return written


def figure_text(figure: Figure) -> Written:
    """A figure the template writes without a filter."""
    return Written(_pieces(figure, "", str(figure)))


def _pieces(figure: Figure, name: str, text: str) -> Iterator[str | Shown]:
    """A number is one piece; a date is three, with 年, 月 and 日 between."""
    key = f"{figure.key}|{name}"
    date = _DATE.fullmatch(text) if isinstance(figure.value, dt.date) else None
    if date:
        for digits, unit in zip(date.groups()[::2], date.groups()[1::2], strict=True):
            yield from (Shown(f"{key}.{unit}", digits), unit)
    elif figure.number is not None and _SINGLE_SCRIPT.fullmatch(text):
        yield Shown(key, text)
    else:
        yield text


def joined(parts: Iterable[object]) -> str:
    """What ``~`` makes of its sides, figures still known."""
    sides = [figure_text(part) if isinstance(part, Figure) else part for part in parts]
    if any(hasattr(side, "__html__") for side in sides):
        return Markup("").join(escape(marked(side)) for side in sides)
    pieces = (side.pieces if isinstance(side, Written) else (str(side),) for side in sides)
    return Written(piece for each in pieces for piece in each)


def marked(value: object) -> object:
    """A text with its figures marked; anything else as it is."""
    if isinstance(value, Figure):
        value = figure_text(value)
    if not isinstance(value, Written):
        return value
    return "".join(_mark(piece) if isinstance(piece, Shown) else piece for piece in value.pieces)


def _mark(shown: Shown) -> str:
    return f"{_START}{hidden(shown.key)}{_MIDDLE}{shown.text}{_END}"


def hidden(text: str) -> str:
    """A text in reserved characters only."""
    return text.encode().hex().translate(_HIDE)


def revealed(text: str) -> str:
    """The text that was hidden."""
    return bytes.fromhex(text.translate(_REVEAL)).decode()


def pieces_of(text: str) -> Iterator[str | Shown]:
    """A rendered text taken apart at its marks; pieces of words carry none."""
    at = 0
    for mark in _MARK.finditer(text):
        words = unreserved(text[at : mark.start()])
        if words:
            yield words
        yield Shown(revealed(mark[1]), mark[2])
        at = mark.end()
    if rest := unreserved(text[at:]):
        yield rest


def has_marks(text: str) -> bool:
    """Whether a figure is marked in the text."""
    return _START in text
