"""A recalculated workbook as values: which cells changed, and which keep what was saved, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xltools.core.amounts import exact
from xltools.core.formulas.dependence import Dependence
from xltools.core.formulas.held import Resting
from xltools.core.formulas.tokens import tokens
from xltools.core.model import ErrorValue, Value, Workbook
from xltools.core.refs import Area, Place

#: Two results this close, as parts of the greater, differ by the order of computing only …
_NOISE = 1e-12
#: … and so does one that should be 0, as part of the greatest number the formula looks at.
_NOUGHT = 1e-14
#: What is left of a sine that should be 0, more or less.
_TINY = 1e-17

Kind = Literal["数值变了", "内容变了", "原来没有保存值", "原来是文字", "原来是错误值"]

#: In the order in which they are told.
KINDS: tuple[Kind, ...] = ("数值变了", "内容变了", "原来是错误值", "原来是文字", "原来没有保存值")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose computed value is another than the one saved (None: there is none).

    ``array`` is the cell of the array formula that fills this one, if that is another.
    """

    place: Place
    formula: str
    saved: Value
    computed: Value
    array: Place | None = None

    @property
    def difference(self) -> Decimal | None:
        """Computed less saved; None where one of them is no number."""
        if not (_is_number(self.saved) and _is_number(self.computed)):
            return None
        return exact(self.computed) - exact(self.saved)  # type: ignore[arg-type]

    @property
    def kind(self) -> Kind:
        """What the difference is, in words."""
        if self.saved is None:
            return "原来没有保存值"
        if isinstance(self.saved, ErrorValue):
            return "原来是错误值"
        if self.difference is not None:
            return "数值变了"
        return "原来是文字" if isinstance(self.saved, str) and self.saved else "内容变了"


@dataclass(frozen=True, slots=True)
class Kept:
    """A formula cell that keeps what was saved; ``origin``: the cell it rests on, if any."""

    place: Place
    formula: str
    saved: Value
    why: str
    origin: Place | None = None


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What a recalculation of one workbook found; ``engine`` tells which engines computed it."""

    path: str
    sha256: str
    engine: str
    formulas: int
    changed: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()

    @property
    def values(self) -> Mapping[Place, Value]:
        """The values to write."""
        return {change.place: change.computed for change in self.changed}


def recalculated(
    workbook: Workbook,
    resting: Resting,
    values: Mapping[Place, Value],
    reasons: Mapping[Place, str],
    homes: Mapping[Place, Place],
    engine: str,
) -> Recalculated:
    """Compare ``values`` (formula cells and cells of arrays) with those saved; the rest of the cells is kept.

    ``reasons``: why those at the origin are not computed; what rests on them names one of them. ``homes``:
    the cells of arrays, each with the cell of its formula.
    """
    found = resting.found
    changed = (_change(workbook, found, (place, homes.get(place)), value) for place, value in values.items())
    rest = resting.on(reasons.keys())
    kept = (
        _kept(workbook, resting, place, reasons, rest)
        for place in (*found.needs, *_far_formulas(workbook))
        if place not in values
    )
    order = {sheet.name: position for position, sheet in enumerate(workbook.sheets)}
    return Recalculated(
        workbook.path,
        workbook.sha256,
        engine,
        len(found.needs),
        tuple(sorted((each for each in changed if each), key=lambda each: _position(each.place, order))),
        tuple(sorted(kept, key=lambda each: _position(each.place, order))),
    )


def _position(place: Place, order: Mapping[str, int]) -> tuple[int, int, int]:
    return order[place.sheet], place.row, place.column


def _far_formulas(workbook: Workbook) -> Iterator[Place]:
    for sheet in workbook.sheets:
        for at, value in sheet.far.items():
            if isinstance(value, str) and value.startswith("="):
                yield Place(sheet.name, *at)


def _change(
    workbook: Workbook, found: Dependence, cell: tuple[Place, Place | None], value: Value
) -> Change | None:
    place, array = cell
    saved = workbook.value(place)
    if same(saved, value):
        return None
    formula = _formula(workbook, array or place)
    if 0 in (saved, value) and _is_number(saved) and _is_number(value):
        scale = _scale(workbook, formula, found.needs[array or place].areas)
        if max(abs(saved), abs(value)) <= _NOUGHT * scale:  # type: ignore[arg-type]
            return None
    return Change(place, formula, saved, value, array)


def same(saved: Value, computed: Value) -> bool:
    """Whether two values are the same but for the noise of computing."""
    if _is_number(saved) and _is_number(computed):
        tiny = _TINY if saved and computed else 0.0
        return math.isclose(saved, computed, rel_tol=_NOISE, abs_tol=tiny)  # type: ignore[arg-type]
    return type(saved) is type(computed) and saved == computed


def _scale(workbook: Workbook, formula: str, areas: tuple[Area, ...]) -> float:
    """The greatest number a formula looks at, in its text and its cells."""
    written = (float(token.text) for token in tokens(formula) if token.kind == "number")
    return max((*written, *(abs(each) for area in areas for each in _numbers(workbook, area))), default=0.0)


def _numbers(workbook: Workbook, area: Area) -> Iterator[float]:
    sheet = workbook.sheet(area.sheet)
    for row in sheet.values[area.first_row - 1 : area.last_row] if sheet else ():
        for value in row[area.first_column - 1 : area.last_column]:
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield value


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _formula(workbook: Workbook, place: Place) -> str:
    sheet = workbook.sheet(place.sheet)
    at = (place.row, place.column)
    return "" if sheet is None else sheet.formulas.get(at) or str(sheet.far.get(at, ""))


def _kept(
    workbook: Workbook,
    resting: Resting,
    place: Place,
    reasons: Mapping[Place, str],
    rest: frozenset[Place],
) -> Kept:
    saved = workbook.value(place)
    formula = _formula(workbook, place)
    if place in reasons:
        return Kept(place, formula, saved, reasons[place])
    origin = resting.because_of(place, rest)
    if origin is None:
        return Kept(place, formula, saved, "用 INDIRECT、OFFSET 或跨表区域取数，可能用到未重算的单元格")
    return Kept(place, formula, saved, "引用了未重算的单元格", origin)
