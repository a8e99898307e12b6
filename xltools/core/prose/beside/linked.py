"""A figure of the report beside the cell of the workbook it speaks of, and which cell of several that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.amounts import CURRENCY_UNITS
from xltools.core.model import Datum
from xltools.core.prose.figure import Figure
from xltools.core.standard import Field

SAME, NEAR, SURE = range(3)

#: A figure of fewer digits is not known again by all but one of them.
_DIGITS = 3
#: Units that are taken for one another: 10,000 and 100,000,000 times, either way.
_MIX_UPS = tuple(Decimal(10) ** power for power in (4, 8, -4, -8))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A filled cell that a figure may speak of: its defined name, its field, what the form calls it.

    ``value`` is in 元 for money, else in the field's own unit, or a date; ``slack`` how far it is from what
    it stands for where the workbook itself rounds (万元). ``claim`` is how surely it is meant: SURE,
    NEAR (where but a digit or a unit differs), SAME (where nothing differs).
    """

    name: str
    field: Field
    called: str
    datum: Datum
    value: Decimal | dt.date
    slack: Decimal
    claim: int


@dataclass(frozen=True, slots=True)
class Link:
    """A figure and the cell it speaks of, with that cell's value in the figure's unit."""

    figure: Figure
    cell: Candidate

    @property
    def value(self) -> Decimal | dt.date:
        """The cell's value, in 元 for money."""
        return self.cell.value

    @property
    def difference(self) -> Decimal | None:
        """The figure less the cell's value; None for dates."""
        if isinstance(self.value, Decimal) and self.figure.value is not None:
            return self.figure.value - self.value
        return None

    def agrees(self, about: Decimal) -> bool:
        """Whether the figure is the cell's value as far as it is written; ``about`` is how loose 约 is."""
        return agrees(self.figure, self.value, self.cell.slack, about)


def agrees(figure: Figure, value: Decimal | dt.date, slack: Decimal, about: Decimal) -> bool:
    """Whether a figure, rounded as it is, says a value."""
    if isinstance(value, dt.date):
        return _same_day(figure, value)
    if figure.date is not None:
        return figure.date[0] == value
    if figure.value is None:
        return False
    limit = max(figure.half_unit, slack)
    if figure.approximate:
        limit = max(4 * limit, abs(value) * about)
    return abs(figure.value - value) <= limit


def _same_day(figure: Figure, day: dt.date) -> bool:
    written = figure.date or (None, None, None)
    return all(ours in (None, theirs) for ours, theirs in zip(written, day.timetuple()[:3], strict=True))


def mixed(figure: Figure, value: Decimal | dt.date, slack: Decimal) -> Decimal | None:
    """How many times too large a figure is where a wrong unit alone explains it (10,000); None where not."""
    if not isinstance(value, Decimal) or not value or not figure.value:
        return None
    for factor in _MIX_UPS:
        if abs(figure.value - value * factor) <= max(figure.half_unit, slack * factor):
            return factor
    return None


def chosen(figure: Figure, candidates: Sequence[Candidate], about: Decimal) -> Link | None:
    """The link to the one cell the figure speaks of: one it agrees with, else the only one it can be.

    Of several it differs from, and of one the words do not name for certain, it is the one it is but a digit
    away from.
    """
    equal = [c for c in candidates if agrees(figure, c.value, c.slack, about)]
    sure = [c for c in candidates if c.claim == SURE]
    one = len({c.value for c in sure}) == 1
    found = equal[:1] or sure[:one] or _near(figure, candidates)
    return Link(figure, found[0]) if len({c.datum.place for c in found}) == 1 else None


def in_any_scale(figure: Figure, candidates: Sequence[Candidate], about: Decimal) -> Link | None:
    """The link of a figure; one without a unit may be told in 万元 or 亿元, whichever fits."""
    link = chosen(figure, candidates, about)
    money = [candidate for candidate in candidates if candidate.field.kind == "金额"]
    if figure.unit or figure.value is None or not money or (link and link.agrees(about)):
        return link
    value, scales = figure.value, CURRENCY_UNITS.values()
    scaled = [replace(figure, value=value * scale, scale=figure.scale * scale) for scale in scales]
    links = [found for each in scaled if (found := chosen(each, money, about))]
    fits = [found for found in links if found.agrees(about)]
    close = [found for found in links if one_digit_off(found.figure, found.value)]
    return next(iter((*fits, *close)), link if figure.role else None)


def _near(figure: Figure, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates a figure is one digit, or a wrong unit, away from."""
    close = (c for c in candidates if c.claim != SAME)
    return [c for c in close if mixed(figure, c.value, c.slack) or _is_slip(figure, c.value)]


def _is_slip(figure: Figure, value: Decimal | dt.date) -> bool:
    """Whether a figure is a value but for a digit, and neither so round that this may be by chance."""
    telling = max(map(_significant, (figure.value, value))) >= _DIGITS
    return telling and sum(map(str.isdigit, figure.text)) >= _DIGITS and one_digit_off(figure, value)


def _significant(value: object) -> int:
    """How many digits a number has without the zeros at either end."""
    return len(f"{value:f}".replace(".", "").strip("0-")) if isinstance(value, Decimal) else 0


def one_digit_off(figure: Figure, value: Decimal | dt.date) -> bool:
    """Whether a figure of three digits or more differs from a value in one digit only."""
    if not isinstance(value, Decimal) or figure.value is None or value == figure.value:
        return False
    unit = figure.scale.scaleb(-figure.places)
    ours, theirs = (f"{(number / unit).to_integral_value():f}" for number in (figure.value, value))
    if abs(len(ours) - len(theirs)) > 1 or len(theirs) < _DIGITS:
        return False
    ours, theirs = (text.zfill(max(len(ours), len(theirs))) for text in (ours, theirs))
    return sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1
