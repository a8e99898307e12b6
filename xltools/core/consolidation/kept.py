"""Extract <-> bytes that a ledger keeps, so that a file that is still the same need not be checked again.

A ledger is a file that anybody may hand on: what comes out of it are values, never code. Bytes that are none
of ours, or were written for another list of fields, are a ValueError: the file is then checked as if new.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from xltools.core.attachments.attached import Entry, Form
from xltools.core.consolidation.details import from_value, to_value
from xltools.core.consolidation.extract import Extract, Own, names_of, score_names
from xltools.core.consolidation.figure import BLANK, MOST_DECIMALS, Figures, Packed
from xltools.core.consolidation.figures import SUMMED
from xltools.core.consolidation.told import finite, flag, text, unpacked, whole
from xltools.core.model import Source, Verdict
from xltools.core.refs import Place
from xltools.core.scores.score import Basis, ScoreTotal
from xltools.core.standard import Standard

_LEVEL = 1
_SIGNS = 4

#: No extract is longer; a bomb is not unpacked any further.
_MOST = 64_000_000


def to_bytes(each: Extract) -> bytes:
    """All of an extract but the path and content of its file, which may lie elsewhere the next time."""
    own = each.own
    told = {
        "head": (each.standard, each.engine, each.verdict, each.read, each.code, each.name, each.year),
        "scope": each.scope,
        "yuan": to_value(each.yuan),
        "figures": _of_figures(each.figures),
        "rates": _of_figures(each.rates),
        "own": (_of_figures(own.by_indicator), to_value(own.total), own.grade) if own else None,
        "unread": sorted(each.unread),
        "totals": [(t.basis, to_value(t.total), t.grade, t.counted, t.own) for t in each.totals],
        "counts": dict(each.counts),
        "alike": each.alike,
        "form": _of_form(each.form) if each.form else None,
    }
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    parts = (zlib.compress(written.encode("utf-8", "surrogatepass"), _LEVEL), each.packed, each.cells)
    return b"".join(len(part).to_bytes(_SIGNS, "big") + part for part in parts)


def from_bytes(kept: bytes, standard: Standard, source: Source) -> Extract:
    """The extract of the file that lies at ``source`` now; ValueError where the bytes are none of ours."""
    try:
        head, packed, cells = _parts(kept)
        return _extract(unpacked(head, _MOST), standard, source, packed, cells)
    except (KeyError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
        raise ValueError(str(error)) from error


def _parts(kept: bytes) -> tuple[bytes, bytes, bytes]:
    parts = []
    while kept:
        size = int.from_bytes(kept[:_SIGNS], "big")
        parts.append(kept[_SIGNS : _SIGNS + size])
        kept = kept[_SIGNS + size :]
    head, packed, cells = parts
    return head, packed, cells


def _extract(
    told: Mapping[str, Any], standard: Standard, source: Source, packed: bytes, cells: bytes
) -> Extract:
    name, engine, verdict, read, code, unit, year = told["head"]
    if name != standard.name or verdict not in get_args(Verdict):
        raise ValueError(told)
    return Extract(
        *(source.path, source.sha256, name, text(engine), verdict, None),
        *(flag(read), text(code), text(unit), year if year is None else whole(year), text(told["scope"])),
        yuan=_number(told["yuan"]),
        figures=_figures(told["figures"], names_of(standard, SUMMED), source),
        rates=_figures(told["rates"], names_of(standard, ("重算",)), source),
        own=_own(told["own"], standard, source) if told["own"] else None,
        unread=frozenset(text(each) for each in told["unread"]),
        totals=tuple(_total(*each) for each in told["totals"]),
        counts={text(word): whole(count) for word, count in told["counts"].items()},
        alike=text(told["alike"]),
        form=_form(told["form"], source) if told["form"] else None,
        packed=packed,
        cells=cells,
    )


def _own(told: Sequence[Any], standard: Standard, source: Source) -> Own:
    scores, total, grade = told
    return Own(_figures(scores, score_names(standard), source), _number(total), text(grade))


def _total(basis: Any, total: Any, grade: Any, counted: Any, own: Any) -> ScoreTotal:
    if basis not in get_args(Basis):
        raise ValueError(basis)
    return ScoreTotal(basis, _exact(total), text(grade), whole(counted), whole(own))


def _of_figures(figures: Figures) -> tuple[int, int | None, str, str]:
    """(how many names, decimals of whole numbers, numbers, cells), each in order, blanks empty."""
    places, scale, numbers = figures.packed
    whole = isinstance(numbers, array)
    told = "|".join("" if place is None else str(each) for each, place in zip(numbers, places, strict=True))
    cells = "|".join(f"{each.sheet}!{each.row},{each.column}" if each else "" for each in places)
    return len(places), scale if whole else None, told, cells


def _figures(told: Sequence[Any], names: tuple[str, ...], source: Source) -> Figures:
    count, scale, numbers, cells = told
    if whole(count) == 0 and not numbers:
        return Figures((), {}, source)
    given = numbers.split("|")
    if scale is None:
        packed = Packed(_places(cells), 0, tuple(finite(Decimal(each)) if each else None for each in given))
    elif 0 <= whole(scale) <= MOST_DECIMALS:
        packed = Packed(_places(cells), scale, array("q", [int(each) if each else BLANK for each in given]))
    else:
        raise ValueError(scale)
    return Figures.of(names, packed, source)


@lru_cache(maxsize=64)
def _places(told: str) -> tuple[Place | None, ...]:
    """Cells as they were written; of files filled as they were sent out it is mostly the same."""
    return tuple(_place(each) if each else None for each in told.split("|"))


def _place(told: str) -> Place:
    sheet, _, cell = told.rpartition("!")
    row, column = cell.split(",")
    return Place(sheet, int(row), int(column))


def _of_form(form: Form) -> tuple[Any, ...]:
    entries = {
        name: (to_value(each.value), each.lacking, to_value(each.yuan), to_value(each.half), each.label)
        for name, each in form.entries.items()
    }
    return form.standard, form.code, form.name, form.year, entries, form.problem


def _form(told: Sequence[Any], source: Source) -> Form:
    standard, code, name, year, entries, problem = told
    made = {key: _entry(*each) for key, each in entries.items()}
    whose = (text(standard), text(code), text(name), year if year is None else whole(year))
    return Form(source.path, source.sha256, *whose, made, text(problem))


def _entry(value: Any, lacking: str, yuan: Any, half: Any, label: str) -> Entry:
    return Entry(from_value(value) or "", text(lacking), _number(yuan), _exact(half), text(label))


def _exact(told: Any) -> Decimal:
    number = _number(told)
    if number is None:
        raise ValueError(told)
    return number


def _number(told: Any) -> Decimal | None:
    value = from_value(told)
    return finite(value) if isinstance(value, Decimal) else None
