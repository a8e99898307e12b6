"""Summary -> what a page for the screen shows (汇总页): headlines, charts, the tree of units, fields, rules.

Only values: how they look is the writer's business. Figures and findings of single units are not held here
but handed out one by one, for a province has 50,000 units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.core.consolidation.figure import Figure
from xltools.core.consolidation.headlines import Headlines, headline_names, headlines
from xltools.core.consolidation.issue import Issue
from xltools.core.consolidation.labels import titled
from xltools.core.consolidation.outliers import figure_of
from xltools.core.consolidation.page_charts import Chart, charts
from xltools.core.consolidation.page_findings import Allotment, allot, listed
from xltools.core.consolidation.page_tiles import Tile, tiles
from xltools.core.consolidation.page_units import PageUnit, page_units
from xltools.core.consolidation.summary import Summary
from xltools.core.standard import Field


@dataclass(frozen=True, slots=True)
class KeyField:
    """A cell whose figure each unit shows: its name, what people call it, and its field."""

    name: str
    label: str
    field: Field

    @property
    def decimals(self) -> int:
        """How many decimals its figures are shown with at least."""
        return 2 if self.field.decimals is None else self.field.decimals


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that a unit filled with what nobody can read: no figure, and no blank either."""


#: What a unit shows for a key field; None for a blank.
Shown = Figure | Unreadable | None


@dataclass(frozen=True)
class Page:
    """What a page shows of a summary; ``units`` are in tree order, files of no unit at the end.

    ``rules`` are the names of the rules by which something was found, by number, sorted; "" for a check that
    has no row in the standard.
    """

    summary: Summary
    headlines: Headlines
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    units: tuple[PageUnit, ...]
    fields: tuple[KeyField, ...]
    rules: Mapping[str, str]
    allotment: Allotment

    def figures(self) -> Iterator[tuple[Shown, ...]]:
        """Yield each unit's key figures, in the order of ``fields``; () for a unit nothing is counted of."""
        for member in self.summary.members:
            if not member.figures and not member.unread:
                yield ()
                continue
            yield tuple(
                Unreadable() if field.name in member.unread else figure_of(member, field.name)
                for field in self.fields
            )

    def findings(self) -> Iterator[tuple[int, Issue]]:
        """Yield (row, issue) of the findings that are listed; row -1 for what is about everyone."""
        return listed(self.summary, self.units, self.allotment)


def page(summary: Summary, rates: Mapping[str, Decimal | None] | None = None) -> Page:
    """The page of a summary; ``rates`` are the recomputed headline rates by cell name, where known.

    The same files in another order give an equal page.
    """
    head = headlines(summary, rates)
    units = page_units(summary)
    allotment = allot(summary, units)
    numbers = sorted({rule for counts in allotment.counts.values() for rule, _ in counts})
    known = summary.standard.rule
    return Page(
        summary=summary,
        headlines=head,
        tiles=tiles(head),
        charts=charts(head),
        units=units,
        fields=tuple(_fields(summary)),
        rules={number: known[number].name if number in known else "" for number in numbers},
        allotment=allotment,
    )


def _fields(summary: Summary) -> Iterator[KeyField]:
    for name in headline_names(summary.standard):
        field, _ = summary.standard.by_cell_name[name]
        yield KeyField(name, titled(summary.standard, name), field)
