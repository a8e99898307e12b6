"""Formulas that add up, count or rank what stands in columns, computed without an engine.

An engine needs a value and a formula for each cell, as objects of its own: a gigabyte for 5,000 units. Yet
almost all that is left when units' rows are known is SUM, COUNT, MAX, AVERAGE and RANK of a column. These are
computed here from the formulas' texts, as they will be written, and from the cells, as they will be written:
nothing is taken from the summary's own totals. So comparing the two still proves that each formula looks at
the cells it ought to and at no others; that a spreadsheet's SUM adds up is not in doubt. What is anything but
these, or looks at a cell whose value is not known, is left to an engine.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeGuard

from xltools.core.model import Value, Workbook
from xltools.core.refs import Place, column_number
from xltools.writers.summary.draft import Draft, DraftSheet

_CELL = r"\$?([A-Z]{1,3})\$?(\d+)"
_SHEET = r"(?:'([^']+)'!|([^\W\d]\w*)!)?"
_COLUMN = rf"{_SHEET}{_CELL}:{_CELL}"
_CALL = re.compile(
    rf"(?P<call>COUNT|SUM|MAX|AVERAGE)\((?P<over>{_COLUMN})\)"
    rf"|COUNT\((?P<cells>{_SHEET}{_CELL}(?:,{_SHEET}{_CELL})*)\)"
    rf"|RANK\((?P<cell>{_CELL}),(?P<among>{_COLUMN})\)"
    rf'|SUMIF\((?P<names>{_COLUMN}),"(?P<name>[^"]*)",(?P<amounts>{_COLUMN})\)'
)
_AREA = re.compile(_COLUMN)
_ONE = re.compile(_SHEET + _CELL)
_REFERENCE = re.compile(rf"(?<![\w.]){_SHEET}{_CELL}(?::{_CELL})?(?![\w(])")

#: A number as this module writes it, or a cell; some of them added and taken away.
_ATOM = rf"(?:\(-?[\d.e+-]+\)|\d+|{_ONE.pattern})"
_SUM = rf"(?:{_ATOM}(?:[+-]{_ATOM})*)"
_ASKED = r"\d+[=<>]\d+"
_IF = re.compile(
    rf"=IF\((?:AND\((?P<all>{_ASKED}(?:,{_ASKED})*)\)|(?P<one>{_ASKED})),"
    rf'(?P<then>""|{_SUM}),(?P<other>""|#N/A|{_SUM})\)'
)
_PLAIN = re.compile(rf"=(?P<whole>{_SUM})")
_TERM = re.compile(rf"([+-]?)({_ATOM})")


#: What stands in a packed column for a formula whose value is not known.
_UNKNOWN = math.inf


class _Unsettled(Exception):
    """The formula is another one, or looks at what is not known."""


def settled(draft: Draft) -> Iterator[tuple[Place, Value]]:
    """Yield the values of the formulas that can be computed here; the draft has them as values from then on.

    From the last sheet to the first: totals stand before what they add up.
    """
    cells = _Cells(draft)
    for sheet in reversed(draft.sheets):
        for (row, column), formula in list(sheet.formulas.items()):
            try:
                text = sheet.formulas[row, column] = cells.shortened(sheet.name, formula)
                value = cells.value(sheet.name, text)
            except _Unsettled:
                continue
            sheet.settle(row, column, value)
            yield Place(sheet.name, row, column), value


def left(draft: Draft) -> Workbook:
    """What is left for an engine: the formulas that are not computed, and the cells they look at."""
    wanted = Draft()
    sheets = {sheet.name: wanted.sheet(sheet.name, "", "") for sheet in draft.sheets}
    for sheet in draft.sheets:
        for (row, column), formula in sheet.formulas.items():
            sheets[sheet.name].formula(row, column, formula)
            for name, at in _looked_at(sheet.name, formula):
                source = next(each for each in draft.sheets if each.name == name)
                if at not in source.formulas:
                    sheets[name].put(*at, source.value(*at))
    return wanted.workbook()


def _looked_at(sheet: str, formula: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield (sheet, (row, column)) of the cells in a formula."""
    for match in _REFERENCE.finditer(formula):
        quoted, plain, first, top, last, bottom = match.groups()
        for row in range(int(top), int(bottom or top) + 1):
            for column in range(column_number(first), column_number(last or first) + 1):
                yield quoted or plain or sheet, (row, column)


class _Cells:
    """What formulas look at; columns are kept packed once they were read."""

    def __init__(self, draft: Draft) -> None:
        self._sheets: Mapping[str, DraftSheet] = {sheet.name: sheet for sheet in draft.sheets}
        self._columns: dict[tuple[str, str], array[float]] = {}
        self._sorted = lru_cache(maxsize=1)(self._in_order)

    def shortened(self, sheet: str, formula: str) -> str:
        """A formula with numbers for its calls; _Unsettled where one looks at what is not known."""
        return _CALL.sub(lambda match: self._call(sheet, match), formula)

    def value(self, sheet: str, formula: str) -> Value:
        """The value of a shortened formula; _Unsettled where it is not one of those computed here."""
        found = _IF.fullmatch(formula)
        if found:
            chosen = (
                found["then"]
                if all(map(_holds, (found["all"] or found["one"]).split(",")))
                else found["other"]
            )
        else:
            plain = _PLAIN.fullmatch(formula)
            if plain is None:
                raise _Unsettled
            chosen = plain["whole"]
        return "" if chosen == '""' else self._added(sheet, chosen)

    def _added(self, sheet: str, text: str) -> int | float:
        terms = [(-1 if sign == "-" else 1, atom) for sign, atom, *_ in _TERM.findall(text)]
        total = math.fsum(sign * self._atom(sheet, atom) for sign, atom in terms)
        return int(total) if total.is_integer() and abs(total) < 2**53 else total

    def _atom(self, sheet: str, text: str) -> float:
        if text[0] == "(" or text.isdecimal():
            return float(text.strip("()"))
        value = self._cell(sheet, text)
        if not _is_number(value):
            raise _Unsettled
        return float(value)

    def _cell(self, sheet: str, text: str) -> Value:
        found = _ONE.fullmatch(text)
        if found is None:
            raise _Unsettled
        quoted, plain, letters, row = found.groups()
        return self._known(quoted or plain or sheet, int(row), column_number(letters))

    def _known(self, name: str, row: int, column: int) -> Value:
        sheet = self._sheets.get(name)
        if sheet is None or (row, column) in sheet.formulas:
            raise _Unsettled
        return sheet.value(row, column)

    def _call(self, sheet: str, match: re.Match[str]) -> str:
        """What a call comes to, as a number in brackets; a count as it is."""
        if match["cells"]:
            values = [self._cell(sheet, each) for each in match["cells"].split(",")]
            return str(sum(map(_is_number, values)))
        if match["cell"]:
            return self._rank(sheet, match["cell"], match["among"])
        if match["names"]:
            pairs = zip(*(self._values(sheet, match[each]) for each in ("names", "amounts")), strict=True)
            own = (amount for name, amount in pairs if name == match["name"] and _is_number(amount))
            return f"({math.fsum(own)!r})"
        numbers = self._numbers(sheet, match["over"])
        if match["call"] == "COUNT":
            return str(len(numbers))
        if not numbers:
            return "(0.0)"
        if match["call"] == "MAX":
            return f"({max(numbers)!r})"
        total = math.fsum(numbers)
        return f"({total if match['call'] == 'SUM' else total / len(numbers)!r})"

    def _rank(self, sheet: str, cell: str, among: str) -> str:
        """How many are more, and one; #N/A, which no formula of ours shows, for what is no number."""
        value = self._cell(sheet, cell)
        if not _is_number(value):
            return "#N/A"
        numbers = self._sorted(sheet, among)
        return str(len(numbers) - bisect_right(numbers, value) + 1)

    def _in_order(self, sheet: str, area: str) -> list[float]:
        return sorted(self._numbers(sheet, area))

    def _numbers(self, sheet: str, text: str) -> list[float]:
        """The numbers of a column from a row to another."""
        name, letters, first, last = self._bounds(sheet, text)
        if (name, letters) not in self._columns:
            self._columns[name, letters] = self._read(name, column_number(letters))
        cells = self._columns[name, letters][first - 1 : last]
        if _UNKNOWN in cells:
            raise _Unsettled
        return [each for each in cells if each == each]  # noqa: PLR0124  # NaN, which stands for no number

    def _read(self, name: str, column: int) -> array[float]:
        """A column down to the last row of its sheet."""
        sheet = self._sheets.get(name)
        if sheet is None:
            raise _Unsettled
        cells = array("d", (each if _is_number(each) else math.nan for each in sheet.column(column)))
        for row in sheet.unknown(column):
            cells[row - 1] = _UNKNOWN
        return cells

    def _values(self, sheet: str, text: str) -> list[Value]:
        name, letters, first, last = self._bounds(sheet, text)
        return [self._known(name, row, column_number(letters)) for row in range(first, last + 1)]

    @staticmethod
    def _bounds(sheet: str, text: str) -> tuple[str, str, int, int]:
        found = _AREA.fullmatch(text)
        if found is None or found[3] != found[5]:
            raise _Unsettled
        return found[1] or found[2] or sheet, found[3], int(found[4]), int(found[6])


def _holds(asked: str) -> bool:
    """Whether a comparison of two counts is true."""
    left, sign, right = re.split("([=<>])", asked)
    one, other = int(left), int(right)
    return {"=": one == other, "<": one < other, ">": one > other}[sign]


def _is_number(value: Value) -> TypeGuard[int | float]:
    return type(value) is float or type(value) is int
