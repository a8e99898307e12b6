"""What of a checked file is looked at once and far apart (findings, score differences), packed into bytes.

The bytes are compressed JSON: they go between processes, into the memory of a long run and into a ledger,
which is a file that anybody may hand on. Nothing but values comes out of them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from xltools.core.consolidation.told import flag, text, unpacked, whole
from xltools.core.errors import InputError
from xltools.core.model import Finding, Level, Outcome
from xltools.core.refs import Place
from xltools.core.scores.score import Score, ScoreState

#: Faster than the default and hardly longer.
_LEVEL = 1

#: How many files' details are kept opened: those one is going through.
_OPEN = 4

#: No file's details are longer; a bomb is not unpacked any further.
_MOST = 256_000_000


@dataclass(frozen=True, slots=True)
class Details:
    """Findings of the check, findings of what could not be counted, and scores to look at."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()
    compared: tuple[Score, ...] = ()


def pack(details: Details) -> bytes:
    """The same as bytes; equal for equal details."""
    parts = (
        [_of_finding(each) for each in details.findings],
        [_of_finding(each) for each in details.problems],
        [_of_score(each) for each in details.compared],
    )
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(written.encode("utf-8", "surrogatepass"), _LEVEL)


@lru_cache(maxsize=_OPEN)
def unpack(packed: bytes) -> Details:
    """What was packed; InputError where the bytes are none of ours: only a ledger has such."""
    try:
        findings, problems, compared = unpacked(packed, _MOST)
        return Details(
            tuple(_finding(each) for each in findings),
            tuple(_finding(each) for each in problems),
            tuple(_score(each) for each in compared),
        )
    except (ValueError, TypeError, ArithmeticError) as error:
        message = "台账里记着的审核结果已损坏，不能照用"
        fix = "换一个台账文件名重新汇总，旧台账留着"
        raise InputError(message, fix=fix, code="ledger") from error


def _of_finding(each: Finding) -> list[Any]:
    return [
        *(each.rule, each.level, each.outcome, each.message, [to_place(place) for place in each.places]),
        *(each.field, to_value(each.left), to_value(each.right), to_value(each.difference)),
        *(to_value(each.tolerance), each.basis, each.fix, each.explanation, each.cause),
    ]


def _finding(told: Sequence[Any]) -> Finding:
    rule, level, outcome, message, places, field, left, right, difference, tolerance, *words = told
    basis, fix, explanation, cause = words
    if level not in get_args(Level) or outcome not in get_args(Outcome):
        raise ValueError(told)
    return Finding(
        *(text(rule), level, outcome, text(message), tuple(_place(each) for each in places)),
        field if field is None else text(field),
        *(from_value(left), from_value(right), _number(difference), _number(tolerance)),
        *(text(basis), text(fix), explanation if explanation is None else text(explanation), text(cause)),
    )


def _of_score(each: Score) -> list[Any]:
    numbers = (each.points, each.target, each.actual, each.own, each.reference, each.floor, each.without)
    return [
        *(each.number, each.name, each.unit, each.symbol),
        [to_value(number) for number in (*numbers, each.difference)],
        *(each.state, each.why, to_place(each.place) if each.place else None, each.vain),
    ]


def _score(told: Sequence[Any]) -> Score:
    number, name, unit, symbol, numbers, state, why, place, vain = told
    points, target, actual, own, reference, floor, without, difference = numbers
    if state not in get_args(ScoreState):
        raise ValueError(told)
    return Score(
        *(text(number), text(name), _number(points) or Decimal(0), text(unit), text(symbol)),
        *(from_value(target), from_value(actual)),
        *(_number(own), _number(reference), _number(floor), _number(without), _number(difference)),
        state,
        text(why),
        _place(place) if place else None,
        flag(vain),
    )


def to_value(value: Decimal | str | None) -> list[str] | str | None:
    """A number as a list of its text, so that it is not taken for a text."""
    return [str(value)] if isinstance(value, Decimal) else value


def from_value(told: list[str] | str | None) -> Decimal | str | None:
    """The number or text that was written."""
    if isinstance(told, list):
        return Decimal(text(told[0]))
    return told if told is None else text(told)


def _number(told: list[str] | str | None) -> Decimal | None:
    value = from_value(told)
    return value if isinstance(value, Decimal) else None


def to_place(place: Place) -> list[Any]:
    """A cell as a list."""
    return [place.sheet, place.row, place.column]


def _place(told: Sequence[Any]) -> Place:
    sheet, row, column = told
    return Place(text(sheet), whole(row), whole(column))
