"""What each formula cell of a workbook rests on: cells, other files, the clock; and circles among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from xltools.core.errors import InputError
from xltools.core.formulas.tokens import Box, Token, mentions
from xltools.core.model import DefinedName, Workbook
from xltools.core.refs import Area, Place

#: Functions whose value changes though no cell does, or that hide what they look at.
VOLATILE = frozenset(
    {"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "CELL", "INFO"}
)
#: Those of them whose value is chance, or that of the machine: no two programs give the same.
CHANCE = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"})
#: Those that reach cells their text does not name.
REACHING = frozenset({"OFFSET", "INDIRECT"})
#: Functions that ask where a cell stands, not what it holds: =ROW(A1) in A1 is no circle, nor is
#: =SUM(A1:OFFSET(A9,-1,0)) in A9.
_POSITION = frozenset({"ROW", "COLUMN", "ROWS", "COLUMNS", "ISFORMULA", "OFFSET"})

#: Uses of formula cells by formula cells: 5,000 counts in a column of formulas have as many. Twenty thousand
#: running sums have two hundred million, for which there is no memory.
_MOST = 25_000_000

#: The formula cells of a sheet: row -> column -> cell.
_Rows = Mapping[int, Mapping[int, Place]]

_Formulas = tuple[tuple[str, frozenset[tuple[tuple[int, int], str]]], ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """What one formula uses itself: areas, other workbooks as written (``[1]表``), volatile functions."""

    areas: tuple[Area, ...] = ()
    external: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dependence:
    """The formula cells of a workbook and those each uses; ``loops`` are the sets of cells in circles."""

    needs: Mapping[Place, Needs]
    uses: Mapping[Place, tuple[Place, ...]]
    users: Mapping[Place, tuple[Place, ...]]
    loops: tuple[frozenset[Place], ...]

    def resting_on(self, origins: Iterable[Place]) -> frozenset[Place]:
        """The cells themselves and every formula cell that rests on one of them, directly or not."""
        cells = set(origins)
        return _reached(cells | self._taking(cells - self.needs.keys()), self.users)

    def _taking(self, inputs: Collection[Place]) -> frozenset[Place]:
        """The formula cells that use one of these cells without a formula."""
        if not inputs:
            return frozenset()
        return frozenset(
            place
            for place, each in self.needs.items()
            if any(at in area for area in each.areas for at in inputs)
        )

    def sources(self, cells: Iterable[Place]) -> frozenset[Place]:
        """The cells themselves and every formula cell that one of them rests on, directly or not."""
        return _reached(cells, self.uses)

    def circle(self, loop: frozenset[Place], start: Place) -> tuple[Place, ...]:
        """A shortest way from a cell of a loop back to it: ``(start, …, start)``."""
        came: dict[Place, Place] = {}
        waiting = [start]
        for cell in waiting:
            for following in self.uses.get(cell, ()):
                if following == start:
                    return start, *_back(cell, start, came), start
                if following in loop and following not in came:
                    came[following] = cell
                    waiting.append(following)
        return (start,)


def dependence(workbook: Workbook) -> Dependence:
    """What the formulas of a workbook rest on; found once for all workbooks with the same ones.

    InputError where they use each other more often than anybody could follow.
    """
    formulas = tuple((sheet.name, frozenset(sheet.formulas.items())) for sheet in workbook.sheets)
    found = _dependence(formulas, workbook.names)
    if found is None:
        message = f"“{PurePath(workbook.path).name}”的公式互相引用超过 {_MOST} 处，无法逐一核对"
        fix = "请把每行都引用一整列公式的明细（累计、COUNTIF 等）移到别的工作簿，保存后再试"
        raise InputError(message, fix=fix, code="too-big")
    return found


@lru_cache(maxsize=16)
def _dependence(formulas: _Formulas, names: tuple[DefinedName, ...]) -> Dependence | None:
    book = _Names([sheet for sheet, _ in formulas], names)
    needs = {Place(sheet, *at): book.needs(text, sheet) for sheet, texts in formulas for at, text in texts}
    cells = {sheet.upper(): _rows(sheet, texts) for sheet, texts in formulas}
    uses: dict[Place, tuple[Place, ...]] = {}
    left = _MOST
    known: dict[tuple[Area, ...], tuple[Place, ...]] = {}
    for place, each in needs.items():
        if each.areas not in known:
            known[each.areas] = _used(each.areas, cells)
        uses[place] = known[each.areas]
        left -= len(uses[place])
        if left < 0:
            return None
    users: dict[Place, list[Place]] = {}
    for place, used in uses.items():
        for other in used:
            users.setdefault(other, []).append(place)
    frozen = {place: tuple(others) for place, others in users.items()}
    return Dependence(needs, uses, frozen, tuple(_loops(uses)))


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What a formula's text names: areas and names with the sheet before them in upper case, and the rest."""

    areas: tuple[tuple[str, Box], ...]
    names: tuple[tuple[str, str], ...]
    external: tuple[str, ...]
    volatile: tuple[str, ...]


@lru_cache(maxsize=65_536)
def _mentions(formula: str) -> _Mentions:
    found = tuple(_asked(formula))
    areas = ((token.sheet.upper(), token.box) for token in found if token.box is not None)
    names = ((token.sheet.upper(), token.text) for token in found if token.kind == "name")
    external = (token.sheet for token in found if token.kind == "external")
    volatile = (token.text for token in found if token.kind == "call" and token.text in VOLATILE)
    return _Mentions(
        tuple(dict.fromkeys(areas)),
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(external)),
        tuple(dict.fromkeys(volatile)),
    )


def _asked(formula: str) -> Iterator[Token]:
    """The tokens that refer or call, without the cells of which only the position is asked."""
    asked = ""
    for token, follows in mentions(formula):
        if token.kind == "area" and follows and asked in _POSITION:
            continue
        asked = token.text if token.kind == "call" else ""
        yield token


class _Names:
    """The sheets and defined names of a workbook, by their names in upper case."""

    def __init__(self, sheets: Iterable[str], names: Iterable[DefinedName]) -> None:
        self._sheets = {sheet.upper(): sheet for sheet in sheets}
        self._texts = {((name.sheet or "").upper(), name.name.upper()): name.text for name in names}
        self._means: dict[tuple[str, str], Needs] = {}

    def needs(self, formula: str, home: str) -> Needs:
        """What a formula on sheet ``home`` uses; names are followed."""
        said = _mentions(formula)
        areas = [Area(self._sheets.get(sheet, sheet) or home, *box) for sheet, box in said.areas]
        if not said.names:
            return Needs(tuple(areas), said.external, said.volatile)
        inner = [self._named(sheet or home.upper(), name, home) for sheet, name in said.names]
        return Needs(
            (*areas, *(area for each in inner for area in each.areas)),
            (*said.external, *(link for each in inner for link in each.external)),
            (*said.volatile, *(word for each in inner for word in each.volatile)),
        )

    def _named(self, sheet: str, name: str, home: str) -> Needs:
        """What a name means, looked for on the sheet first; one within itself means nothing."""
        key = (sheet, name) if (sheet, name) in self._texts else ("", name)
        if key not in self._means:
            self._means[key] = Needs()
            text = self._texts.get(key)
            self._means[key] = Needs() if text is None else self.needs(text, home)
        return self._means[key]


def _rows(sheet: str, texts: Iterable[tuple[tuple[int, int], str]]) -> _Rows:
    rows: dict[int, dict[int, Place]] = {}
    for (row, column), _ in texts:
        rows.setdefault(row, {})[column] = Place(sheet, row, column)
    return rows


def _used(areas: Iterable[Area], cells: Mapping[str, _Rows]) -> tuple[Place, ...]:
    """The formula cells within areas, each once."""
    found: dict[Place, None] = {}
    for area in areas:
        there = cells.get(area.sheet.upper(), {})
        for row in _within(area.first_row, area.last_row, there):
            columns = there[row]
            for column in _within(area.first_column, area.last_column, columns):
                found[columns[column]] = None
    return tuple(found)


def _within(first: int, last: int, known: Mapping[int, object]) -> Iterator[int]:
    """The known numbers from first to last, looked for among the fewer."""
    if last - first < len(known):
        return (number for number in range(first, last + 1) if number in known)
    return (number for number in known if first <= number <= last)


def _back(cell: Place, start: Place, came: Mapping[Place, Place]) -> list[Place]:
    """The way by which a cell was reached, without the start."""
    way: list[Place] = []
    while cell != start:
        way.insert(0, cell)
        cell = came[cell]
    return way


def _reached(starts: Iterable[Place], ways: Mapping[Place, tuple[Place, ...]]) -> frozenset[Place]:
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        new = [other for other in ways.get(waiting.pop(), ()) if other not in reached]
        reached.update(new)
        waiting.extend(new)
    return frozenset(reached)


def _loops(uses: Mapping[Place, tuple[Place, ...]]) -> Iterator[frozenset[Place]]:
    """The strongly connected sets of more than one cell, and the cells that use themselves."""
    left = _in_circles(uses)
    while left:
        start = min(left)
        ways = {cell: tuple(other for other in uses[cell] if other in left) for cell in left}
        back: dict[Place, list[Place]] = {}
        for cell, others in ways.items():
            for other in others:
                back.setdefault(other, []).append(cell)
        loop = _reached((start,), ways) & _reached(
            (start,), {cell: tuple(others) for cell, others in back.items()}
        )
        if len(loop) > 1 or start in ways[start]:
            yield loop
        left -= loop


def _in_circles(uses: Mapping[Place, tuple[Place, ...]]) -> set[Place]:
    """The cells left when those that use nothing that is left are taken away, again and again."""
    count = {cell: len(others) for cell, others in uses.items()}
    users: dict[Place, list[Place]] = {}
    for cell, others in uses.items():
        for other in others:
            users.setdefault(other, []).append(cell)
    free = [cell for cell, number in count.items() if not number]
    for cell in free:
        for user in users.get(cell, ()):
            count[user] -= 1
            if not count[user]:
                free.append(user)
    return set(count) - set(free)
