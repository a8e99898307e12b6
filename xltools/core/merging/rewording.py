"""Three-way merge of one paragraph's words, clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from xltools.core.merging.pieces import Piece, Slot, Words, clauses, plain
from xltools.core.merging.plan import ParagraphEdit, Splice, Told
from xltools.core.merging.retyped import recognised, typed_numbers
from xltools.core.merging.threeway import hunks


def reworded(base: Words, mine: Words, theirs: Words, told: list[Told]) -> ParagraphEdit:
    """What to do to mine; what changed and what could not be merged is told.

    The slots of the three must have the same keys where they are the same figure.
    """
    if mine == base == theirs:
        return ParagraphEdit()
    wanted = {piece.key: piece.text for piece in theirs if isinstance(piece, Slot)}
    known = recognised(base, mine)
    olds, owns, news = clauses(base), clauses(known), clauses(theirs)
    ends = [0, *accumulate(map(_width, (piece for clause in owns for piece in clause)))]
    places = [0, *accumulate(map(len, owns))]
    splices: list[Splice] = []
    untouched: list[tuple[int, int]] = []
    at = 0
    for hunk in hunks(olds, owns, news):
        old, own, new = (
            _joined(c[s]) for c, s in ((olds, hunk.base), (owns, hunk.mine), (news, hunk.theirs))
        )
        start, end = places[hunk.mine.start], places[hunk.mine.stop]
        if not _takes_theirs(old, own, new, told):
            continue
        untouched.append((at, start))
        at = end
        head, tail = _common(own, new)
        words = _inheriting(own, new)
        splices.append(Splice(ends[start + head], ends[end - tail], words[head : len(words) - tail]))
        untouched.append((start, start + head))
        untouched.append((end - tail, end))
    untouched.append((at, len(known)))
    for first, last in untouched:
        splices += _bound_again(known, ends, range(first, last), wanted)
    kept = (each for each in splices if each.start != each.end or each.words)
    typed = (p.key for p in known if isinstance(p, Slot) and p.length and wanted.get(p.key) == p.text)
    return ParagraphEdit(tuple(sorted(kept, key=lambda each: (each.start, each.end))), typed=tuple(typed))


def _takes_theirs(old: Words, own: Words, new: Words, told: list[Told]) -> bool:
    """Whether a stretch is to be as generated now; tells what becomes of it."""
    if new in (old, own):
        if new == old and _typed_over(old, own, new):
            told.append(Told("冲突", plain(old), plain(own), plain(new)))
        return False
    keys = {piece.key for piece in new if isinstance(piece, Slot)}
    loses = any(isinstance(piece, Slot) and piece.edited and piece.key not in keys for piece in own)
    takes = own == old and not loses
    told.append(Told("更新" if takes else "冲突", plain(old), plain(own), plain(new)))
    return takes


def _typed_over(old: Words, own: Words, new: Words) -> bool:
    """Whether staff put numbers of their own in place of a figure that is another one now."""
    kept = Counter(piece.key for piece in own if isinstance(piece, Slot))
    gone = Counter(piece.key for piece in new if isinstance(piece, Slot)) - kept
    bases = {piece.key: piece.base for piece in old if isinstance(piece, Slot)}
    changed = any(p.text != bases.get(p.key) for p in new if isinstance(p, Slot) and p.key in gone)
    return changed and any(True for _ in typed_numbers(own))


def _joined(parts: Sequence[Words]) -> Words:
    return tuple(piece for part in parts for piece in part)


def _width(piece: Piece) -> int:
    """How many pieces of the document it is: a retyped figure is its characters."""
    return piece.length or 1 if isinstance(piece, Slot) else 1


def _common(one: Words, other: Words) -> tuple[int, int]:
    """How many pieces are the same at the beginning, and at the end behind that."""
    most = min(len(one), len(other))
    head = next((n for n in range(most) if one[n] != other[n]), most)
    most -= head
    tail = next((n for n in range(most) if one[-1 - n] != other[-1 - n]), most)
    return head, tail


def _inheriting(own: Words, new: Words) -> Words:
    """The new words; a figure staff wrote something else into keeps that."""
    edited = {piece.key: piece for piece in own if isinstance(piece, Slot) and piece.edited}
    return tuple(edited.get(piece.key, piece) if isinstance(piece, Slot) else piece for piece in new)


def _bound_again(
    known: Words, ends: Sequence[int], places: range, wanted: Mapping[str, str]
) -> Iterator[Splice]:
    """Retyped figures that have another value now get their control back."""
    for at in places:
        piece = known[at]
        if isinstance(piece, Slot) and piece.length and wanted.get(piece.key, piece.text) != piece.text:
            yield Splice(ends[at], ends[at + 1], (replace(piece, length=0),))


def renamed(words: Words, keys: Mapping[str, str]) -> Words:
    """The words with other keys."""
    return tuple(
        replace(piece, key=keys.get(piece.key, piece.key)) if isinstance(piece, Slot) else piece
        for piece in words
    )


def new_keys(base: Iterable[Slot], theirs: Iterable[Slot]) -> dict[str, str]:
    """Old key -> new key where only the numbers in the keys differ, figure by figure: a row that moved."""
    olds, news = list(base), list(theirs)
    if [slot.family for slot in olds] != [slot.family for slot in news]:
        return {}
    return {old.key: new.key for old, new in zip(olds, news, strict=True) if old.key != new.key}
