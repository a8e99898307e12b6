"""Which rows of 审核结果 answer which findings: by key, by what moved, by what changed, by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from xltools.core.amounts import grouped
from xltools.core.causes.laid import own_words
from xltools.core.formulas.change import shortened
from xltools.core.model import Finding, Record
from xltools.core.refs import Place
from xltools.core.returned.answer import Answer
from xltools.core.returned.key import Key, keys_of, parse_key

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Matched:
    """A finding, its key, and the rows that answer it.

    ``held`` rows were written for just these figures; ``lapsed`` ones for other figures, or nobody can tell.
    """

    finding: Finding
    key: Key
    held: tuple[Answer, ...] = ()
    lapsed: tuple[Answer, ...] = ()


@dataclass
class _Rows:
    """The rows found for each finding, by its index, and those still to be found one."""

    waiting: list[tuple[Answer, Key | None]]
    held: dict[int, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    lapsed: dict[int, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def take(self, found: Callable[[Answer, Key | None], int | None], *, held: bool) -> None:
        """Give every waiting row to the finding that ``found`` says, if any."""
        left = []
        for answer, key in self.waiting:
            index = found(answer, key)
            if index is None:
                left.append((answer, key))
            else:
                (self.held if held else self.lapsed)[index].append(answer)
        self.waiting = left

    def free(self, count: int) -> list[int]:
        """The findings without a row."""
        return [index for index in range(count) if index not in self.held and index not in self.lapsed]


def match(
    findings: Sequence[Finding], answers: Sequence[Answer], record: Record | None
) -> tuple[list[Matched], list[Answer]]:
    """Each finding with its rows, and the rows whose finding is gone.

    An answer holds where the key does, or where rule, field and figures do and no other finding or row has
    the same: then the row has moved. Where only the figures differ it lapses, unless another row holds there.
    A row with no sound key is known by rule and cell, and holds only where it says of the finding what would
    be said now. Findings that nothing tells apart have one answer.
    """
    keys = keys_of(findings, record)
    rows = _Rows([(answer, parse_key(answer.key)) for answer in answers])
    whole = {key: index for index, key in enumerate(keys)}
    rows.take(lambda _, key: whole.get(key) if key else None, held=True)
    free = rows.free(len(keys))
    asking = {key for _, key in rows.waiting if key}
    once = _single((key.moved, key) for key in asking)
    moved = _single((keys[index].moved, index) for index in free)
    rows.take(lambda _, key: moved.get(key.moved) if key and key.moved in once else None, held=True)
    changed = {keys[index].what: index for index in reversed(rows.free(len(keys)))}
    rows.take(lambda _, key: changed.get(key.what) if key else None, held=False)
    for held in (True, False):
        _by_place(findings, rows, held=held)
    matched = [
        Matched(finding, key, tuple(rows.held.get(whole[key], ())), tuple(rows.lapsed.get(index, ())))
        for index, (finding, key) in enumerate(zip(findings, keys, strict=True))
    ]
    return matched, [answer for answer, _ in rows.waiting]


def _by_place(findings: Sequence[Finding], rows: _Rows, *, held: bool) -> None:
    """Rows without a sound key: the only finding of that rule at that cell, or of those the one it words."""
    at: dict[tuple[str, Place | None], list[int]] = defaultdict(list)
    for index, finding in enumerate(findings):
        at[finding.rule, finding.places[0] if finding.places else None].append(index)

    def found(answer: Answer, key: Key | None) -> int | None:
        if key is not None or not answer.rule:
            return None
        there = at.get((answer.rule, answer.target), [])
        alike = [index for index in there if _says(answer, findings[index])]
        if held:
            return alike[0] if len(alike) == 1 else None
        return there[0] if there else None

    rows.take(found, held=held)


def _says(answer: Answer, finding: Finding) -> bool:
    """Whether a row words a finding as it would be worded now, with the same figures."""
    words = {_squeezed(finding.message), _squeezed(own_words(finding))}
    sides = ((answer.left, finding.left), (answer.right, finding.right))
    return _squeezed(answer.message) in words and all(_same(shown, side) for shown, side in sides)


def _same(shown: Decimal | str | None, side: Decimal | str | None) -> bool:
    if isinstance(side, Decimal):
        return shown == side or shown == grouped(side)
    return _squeezed(str(shown or "")) in {_squeezed(side or ""), _squeezed(shortened(side or ""))}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _single(pairs: Iterable[tuple[_K, _V]]) -> Mapping[_K, _V]:
    """The pairs whose first stands in no other."""
    found: dict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}
