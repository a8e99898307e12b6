"""Two cells of two workbooks: by their field where one of them is of a field, by what they say elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.core.compare.difference import Difference, Spot
from xltools.core.compare.fields import Fields, Named
from xltools.core.compare.grid import At, Grid
from xltools.core.compare.reading import DAYS_1904, Reading
from xltools.core.compare.sentences import Change, changes
from xltools.core.compare.tables import plainly
from xltools.core.compare.verdict import Verdict, judge, shown_difference
from xltools.core.model import Sheet, Workbook
from xltools.core.record import to_date
from xltools.core.refs import Place

#: A longer text is shown by what changed in it.
_LONG = 60


@dataclass(frozen=True, eq=False)
class Side:
    """One workbook: the sheets that are compared, as grids too; its fields where it follows the standard."""

    workbook: Workbook
    sheets: Mapping[str, Sheet]
    grids: Mapping[str, Grid]
    fields: Fields | None = None


class Cells:
    """Compares two cells, by their field where one of them is of a field."""

    def __init__(self, left: Side, right: Side, one: Grid, other: Grid) -> None:
        self._sides = left, right
        self._grids = one, other
        self._plainly = plainly(one, other)

    def __call__(self, one: At, other: At) -> Difference | None:
        """The difference, or None where both cells say the same."""
        named = self._named(0, one), self._named(1, other)
        known = named[0] or named[1]
        if known is None:
            found = self._plainly(one, other)
            return found and _words(found, self._reading(0, one), self._reading(1, other))
        a, b = (self._as(n, at, known) for n, at in ((0, one), (1, other)))
        units = self._unit(0, known), self._unit(1, known)
        verdict = judge(a, b, units)
        if verdict is None:
            return None
        spots = self._grids[0].spot(*one), self._grids[1].spot(*other)
        found = difference_of(verdict, *spots, a, b)
        plain = units[0] if found.difference is not None and found.kind == "数字" else ""
        found = replace(found, unit=found.unit or plain, field=known.name, label=known.label)
        return _words(found, a, b)

    def _reading(self, side: int, at: At) -> Reading:
        return self._grids[side].cell(*at)

    def _named(self, side: int, at: At) -> Named | None:
        fields = self._sides[side].fields
        return fields.named.get(Place(self._grids[side].name, *at)) if fields else None

    def _unit(self, side: int, known: Named) -> str:
        fields = self._sides[side].fields
        return fields.unit(known.field) if fields else known.field.unit

    def _as(self, side: int, at: At, known: Named) -> Reading:
        """The reading; a plain number in a field of dates is a day."""
        reading = self._reading(side, at)
        if known.field.kind != "日期" or reading.number is None or reading.unit or reading.date:
            return reading
        days = DAYS_1904 if self._sides[side].workbook.date1904 else 0
        date = to_date(float(reading.number) + days)
        return (
            reading
            if date is None
            else replace(reading, text=str(date), words=str(date), number=None, date=date)
        )


def difference_of(verdict: Verdict, left: Spot, right: Spot, a: Reading, b: Reading) -> Difference:
    """A verdict on two cells as a difference."""
    return Difference(
        verdict.kind,
        verdict.weight,
        left,
        right,
        a.text,
        b.text,
        verdict.difference,
        verdict.unit,
        note=verdict.note,
    )


def _words(found: Difference, left: Reading, right: Reading) -> Difference:
    """A difference between long texts shown by what changed in them."""
    long = max(len(left.words), len(right.words)) > _LONG
    if found.kind != "文字" or found.weight != "不同" or not long:
        return found
    told = changes(left.text, right.text)
    if not told:
        return found
    figures = [_figure(change) for change in told if change.verdict.difference]
    return replace(
        found,
        submitted="；".join(change.submitted for change in told if change.submitted),
        published="；".join(change.published for change in told if change.published),
        note="；".join(filter(None, (found.note, *figures))),
    )


def _figure(change: Change) -> str:
    """One figure of a text that was changed."""
    apart = shown_difference(change.verdict.difference or Decimal(0), change.verdict.unit)
    return f"{change.submitted} → {change.published}，差 {apart}"
