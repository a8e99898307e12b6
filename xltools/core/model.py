"""The nouns: what a workbook holds, what a unit reported, what a check found.

All are frozen; a number keeps where it came from (file, sha256, sheet, cell) to the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from xltools.core.prose.spot import Spot
from xltools.core.refs import Area, Place
from xltools.core.returned.answer import Answer
from xltools.core.scores.score import Scores


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error in a cell (#DIV/0!, #REF! …): never the same as a blank."""

    code: str

    def __str__(self) -> str:
        return self.code


#: What a cell holds. Numbers are Excel's doubles; a date is its serial number.
Value = None | bool | int | float | str | ErrorValue

#: What a field holds once its type is known.
Typed = None | bool | int | Decimal | str | dt.date | ErrorValue


@dataclass(frozen=True, slots=True)
class Validation:
    """A data validation: where (``sqref``), its type, and its two formulas."""

    sqref: str
    kind: str
    formulas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet as grids of rows; ``values[r - 1][c - 1]`` is row r, column c.

    Rows are as long as their last filled cell, so ask with :meth:`value`. A formula cell that has
    no cached value is in ``formulas`` and its value is None; a cached empty text is ``""``.
    """

    name: str
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    values: tuple[tuple[Value, ...], ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    arrays: Mapping[tuple[int, int], str] = field(default_factory=dict)
    styles: tuple[tuple[int, ...], ...] = ()
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    validations: tuple[Validation, ...] = ()
    protected: bool = False
    far: Mapping[tuple[int, int], Value] = field(default_factory=dict)
    """Cells too far off for a grid, formulas as texts: nothing is computed with them."""

    def value(self, row: int, column: int) -> Value:
        """The cell's value; None for a blank or a cell outside the grid."""
        if row > len(self.values):
            return None
        cells = self.values[row - 1]
        return cells[column - 1] if column <= len(cells) else None

    def style(self, row: int, column: int) -> int:
        """The cell's index into :attr:`Workbook.formats`; 0 outside the grid."""
        if row > len(self.styles):
            return 0
        cells = self.styles[row - 1]
        return cells[column - 1] if column <= len(cells) else 0


@dataclass(frozen=True, slots=True)
class Format:
    """What a cell style says that matters to a check: number format code and lock."""

    number: str = "General"
    locked: bool = True


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name: its text (``自评表!$F$12``), and the sheet it is local to (None: global)."""

    name: str
    text: str
    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as read, immutable; ``content`` are the bytes it was read from."""

    path: str
    sha256: str
    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...] = ()
    formats: tuple[Format, ...] = ()
    date1904: bool = False
    manual_calculation: bool = False
    links: tuple[str, ...] = ()
    """The other files that formulas call [1], [2] …, in that order, as the workbook names them."""
    content: bytes = field(default=b"", repr=False, compare=False)
    values_only: str = ""
    """The kind of file of which nothing but values could be read; "" where all was read."""

    def sheet(self, name: str) -> Sheet | None:
        """The worksheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def value(self, place: Place) -> Value:
        """The value at a place; None where the sheet or cell does not exist."""
        sheet = self.sheet(place.sheet)
        return None if sheet is None else sheet.value(place.row, place.column)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from: path as given, and the sha256 of the file."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Datum:
    """One field's value and its cell (溯源). ``value`` is typed; ``raw`` is what the cell holds.

    ``value`` is None for a blank; a text in a number field that means no number is kept as that text in
    both, and the datum is then not ``readable``: no rule may judge by it. ``written`` is how people see what
    had to be understood (“2,000万元”, “—”); "" where the cell is plain.
    """

    field: str
    value: Typed
    place: Place
    raw: Value = None
    readable: bool = True
    written: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """Sent between processes by the hundred a file, in half the time that slots take by themselves."""
        return Datum, (self.field, self.value, self.place, self.raw, self.readable, self.written)

    @property
    def blank(self) -> bool:
        """Whether nothing was entered (or a formula gave an empty text)."""
        return self.value is None or self.value == ""

    @property
    def number(self) -> Decimal | None:
        """The value as an exact number, or None when it is not one."""
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, int | Decimal):
            return Decimal(self.value)
        return None


#: One row of a table: column label -> datum.
Row = Mapping[str, Datum]


@dataclass(frozen=True, slots=True)
class Record:
    """What one unit reported (字段 -> 值), after its formulas were recomputed.

    ``data`` holds every located field by its name; ``tables`` the rows of each table in which
    something was entered. A field that could not be located is absent from ``data``.
    """

    standard: str
    source: Source
    code: str
    name: str
    year: int | None
    data: Mapping[str, Datum]
    tables: Mapping[str, tuple[Row, ...]]

    def number(self, name: str) -> Decimal | None:
        """The field as an exact number; None when blank, absent or not a number."""
        datum = self.data.get(name)
        return None if datum is None else datum.number

    def text(self, name: str) -> str:
        """The field as text; empty when blank or absent."""
        datum = self.data.get(name)
        return "" if datum is None or datum.value is None else str(datum.value)


Level = Literal["错误", "核实", "提示"]
Outcome = Literal["不通过", "未判", "规则异常", "已说明", "已认可"]
Verdict = Literal["通过", "需核实", "不通过", "无法读取"]

#: Weakest first, so that an index is a rank.
LEVELS: tuple[Level, ...] = ("提示", "核实", "错误")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check (审核结果): a value, never raised.

    ``left``, ``right`` and ``difference`` are the two sides at failure, as exact text;
    ``places`` are all cells the rule looked at, the one to correct first. ``cause`` says of which other
    finding this one is a mere consequence (``R086 自评表!F33``); "" when it stands by itself.
    """

    rule: str
    level: Level
    outcome: Outcome
    message: str
    places: tuple[Place, ...] = ()
    field: str | None = None
    left: Decimal | str | None = None
    right: Decimal | str | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    basis: str = ""
    fix: str = ""
    explanation: str | None = None
    cause: str = ""
    spot: Spot | None = None
    """The words of a report it is about; None for what is about a workbook, or the report as a whole."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The check of one file: its record and findings, or why it could not be read."""

    path: str
    sha256: str
    standard: str
    engine: str
    verdict: Verdict
    record: Record | None = None
    findings: tuple[Finding, ...] = ()
    error: tuple[str, str, str] | None = None
    """(code, message, fix) when the file could not be read or judged."""
    scores: Scores | None = None
    """Own and reference scores; None where nothing was computed or the standard has no score sheet."""
    answers: tuple[Answer, ...] = ()
    """The rows of its sheet 审核结果; findings it holds explanations for have their outcome by them."""

    def count(self, key: str) -> int:
        """How many findings: by level for failures, or by outcome for 未判 and 规则异常."""
        if key in LEVELS:
            return sum(f.outcome == "不通过" and f.level == key for f in self.findings)
        return sum(f.outcome == key for f in self.findings)
