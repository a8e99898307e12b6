"""A formula in words (实际支出/（年初预算数+调整数）×100%): its terms, and which of them share a bracket."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltools.core.prose.formulas.expression import CLOSING, OPENING, SIGNS

_HUNDRED = re.compile(r"\s*[×*xX]\s*100\s*%\s*[)\]】}]?\s*$")
_CONSTANT = re.compile(r"[0-9][0-9.,]*\s*%?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s?年度?")
_SAYS = re.compile(r"[\u4e00-\u9fa5]{2}")


@dataclass(frozen=True, slots=True)
class Worded:
    """The terms of a formula in words, in order; ``percent`` where it ends on ×100%.

    ``constants`` counts the bare numbers among its terms, but for the 100 or 100% it multiplies by.
    """

    terms: tuple[str, ...]
    constants: int
    percent: bool


def worded(text: str, start: int, end: int) -> Worded | None:
    """The formula in words that stands there; None where there is no sign between words, or figures are."""
    words = _YEAR.sub("", text[start:end])
    if not _SAYS.search(words) or not any(sign in words for sign in SIGNS):
        return None
    percent = bool(_HUNDRED.search(words))
    pieces = [piece.strip() for piece in _pieces(words)]
    pieces = [piece for piece in pieces if piece]
    named = tuple(piece for piece in pieces if not _CONSTANT.fullmatch(piece))
    if len(named) < 2 or any(re.search(r"[0-9]", piece) for piece in named):
        return None
    constants = [piece for piece in pieces if _CONSTANT.fullmatch(piece)]
    return Worded(named, sum(piece.strip("% ") != "100" for piece in constants), percent)


def _pieces(words: str) -> list[str]:
    """The words between signs and brackets; a bracket without a sign in it explains the word before it."""
    pieces, position = [""], 0
    while position < len(words):
        character = words[position]
        note = _note(words, position) if character in OPENING else 0
        if note:
            position = note
            continue
        if (character in SIGNS and not character.isalpha()) or character in OPENING + CLOSING:
            pieces.append("")
        else:
            pieces[-1] += character
        position += 1
    return pieces


def _note(words: str, position: int) -> int:
    """Where a bracket that only explains ends; 0 for one that groups terms."""
    closing = min((at for mark in CLOSING if (at := words.find(mark, position)) > 0), default=-1)
    inner = words[position + 1 : closing] if closing > 0 else ""
    grouped = not inner or any(sign in inner for sign in SIGNS if not sign.isalpha())
    return 0 if grouped or any(mark in inner for mark in OPENING) else closing + 1
