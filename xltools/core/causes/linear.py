"""What an equality of a rule is as one sum: the cells a unit fills, each with its weight, left less right.

Only sums and differences of cells are told (through the form's own formulas, where they still stand); for
anything else there is no such sum. Blank cells have their weight too: an amount may be missing there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from xltools.core.attachments.forms import FormCell
from xltools.core.builtin.seen import Seen
from xltools.core.causes.sources import Sources
from xltools.core.model import Datum, Row
from xltools.core.questions import Asked, row_of
from xltools.core.refs import Place

#: A cell of the workbook, or of a form attached to it.
Part = Place | FormCell
#: How much each part counts in the left side less the right side; never 0.
Weights = Mapping[Part, int]

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|\[@(?P<column>[^\]]+)\]|(?P<number>\d+(?:\.\d+)?)'
    r"|(?P<call>[^\W\d][\w.]*)\s*\(|(?P<name>[^\W\d][\w.]*)|(?P<sign>.))",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def _pieces(formula: str) -> tuple[re.Match[str], ...]:
    return tuple(_TOKEN.finditer(formula.removeprefix("=").strip()))


class _NoSumError(Exception):
    """Something else than sums and differences of cells."""


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums that rules about one workbook compare; a workbook in which nothing is wrong needs none."""

    seen: Seen
    sources: Sources

    def of(self, asked: Asked) -> Weights | None:
        """The sum that an asked equality wants to be nought; None for any other rule."""
        if asked.instance.rule.compare != "=" or asked.unknown:
            return None
        reader = _Reader(self, dict(asked.taken), row_of(asked, self.seen.record))
        try:
            left, right = reader.weights(asked.instance.left), reader.weights(asked.instance.right)
        except _NoSumError:
            return None
        both = {part: left.get(part, 0) - right.get(part, 0) for part in (*left, *right)}
        return {part: weight for part, weight in both.items() if weight}

    def formula(self, place: Place) -> bool:
        """Whether a cell of the workbook holds a formula."""
        sheet = self.seen.sheets.get(place.sheet)
        return sheet is not None and (place.row, place.column) in sheet.formulas

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of whole columns."""
        return frozenset(f"{name}_{c}" for name, t in self.seen.layout.tables.items() for c in t.columns)


class _Reader:
    """Reads one side; ``taken`` are the cells of attached forms that a name stands for.

    ``through`` are the cells whose formulas it reads, which a circle would come back to.
    """

    def __init__(
        self,
        sums: Sums,
        taken: Mapping[str, tuple[FormCell, ...]],
        row: Row | None,
        through: frozenset[Place] = frozenset(),
    ) -> None:
        self._sums, self._taken, self._row, self._through = sums, taken, row, through

    def weights(self, formula: str) -> dict[Part, int]:
        """The weights of a formula's cells; _NoSumError where it is no sum."""
        pieces = list(_pieces(formula))
        total = self._sum(pieces)
        if pieces:
            raise _NoSumError
        return total

    def _sum(self, pieces: list[re.Match[str]]) -> dict[Part, int]:
        """Terms joined by plus and minus, taken from the front of ``pieces``."""
        total: dict[Part, int] = {}
        sign = 1
        if pieces and pieces[0]["sign"] in ("+", "-"):
            sign = -1 if pieces.pop(0)["sign"] == "-" else 1
        while True:
            for part, weight in self._term(pieces).items():
                total[part] = total.get(part, 0) + sign * weight
            if not pieces or pieces[0]["sign"] not in ("+", "-"):
                return total
            sign = -1 if pieces.pop(0)["sign"] == "-" else 1

    def _term(self, pieces: list[re.Match[str]]) -> dict[Part, int]:
        if not pieces:
            raise _NoSumError
        piece = pieces.pop(0)
        if piece["number"]:
            return {}
        if piece["column"]:
            return self._column(piece["column"])
        if piece["name"]:
            return self._name(piece["name"])
        if piece["sign"] == "(":
            inside = self._sum(pieces)
            _expect(pieces, ")")
            return inside
        if (piece["call"] or "").upper() == "SUM":
            return self._arguments(pieces)
        if (piece["call"] or "").upper() == "IF":
            return self._unless_blank(pieces)
        raise _NoSumError

    def _arguments(self, pieces: list[re.Match[str]]) -> dict[Part, int]:
        total = self._sum(pieces)
        while pieces and pieces[0]["sign"] == ",":
            pieces.pop(0)
            for part, weight in self._sum(pieces).items():
                total[part] = total.get(part, 0) + weight
        _expect(pieces, ")")
        return total

    def _unless_blank(self, pieces: list[re.Match[str]]) -> dict[Part, int]:
        """IF(…,"",sum): the sum, for a finding with two numbers does not come of the empty text."""
        _skip_argument(pieces)
        if not pieces or pieces.pop(0)["text"] != '""':
            raise _NoSumError
        _expect(pieces, ",")
        inside = self._sum(pieces)
        _expect(pieces, ")")
        return inside

    def _column(self, column: str) -> dict[Part, int]:
        if self._row is None or column not in self._row:
            raise _NoSumError
        return self._datum(self._row[column])

    def _name(self, name: str) -> dict[Part, int]:
        seen = self._sums.seen
        if name in self._taken:
            return dict.fromkeys(self._taken[name], 1)
        if name in seen.standard.parameter:
            return {}
        if name not in seen.record.data and name not in self._sums.columns:
            raise _NoSumError
        total: dict[Part, int] = {}
        for datum in self._sums.sources.named(name):
            for part, weight in self._datum(datum).items():
                total[part] = total.get(part, 0) + weight
        return total

    def _datum(self, datum: Datum) -> dict[Part, int]:
        """A cell by what it is computed from; by itself where it is filled, or is computed as no sum."""
        place, sums = datum.place, self._sums
        if place in self._through or place in sums.seen.changed or not sums.formula(place):
            return {place: 1}
        formula, row = sums.sources.formula(datum)
        try:
            return _Reader(sums, {}, row, self._through | {place}).weights(formula)
        except _NoSumError:
            return {place: 1}


def _expect(pieces: list[re.Match[str]], sign: str) -> None:
    if not pieces or pieces.pop(0)["sign"] != sign:
        raise _NoSumError


def _skip_argument(pieces: list[re.Match[str]]) -> None:
    """Drop a call's first argument and the comma after it."""
    depth = 0
    while pieces:
        piece = pieces.pop(0)
        depth += bool(piece["call"] or piece["sign"] == "(") - (piece["sign"] == ")")
        if piece["sign"] == "," and not depth:
            return
    raise _NoSumError
