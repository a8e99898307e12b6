"""Where the numbers of a summary come from (溯源): each total -> units -> file and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from xltools.core.common_fields import SCORE_COLUMN
from xltools.core.consolidation.extract import names_of
from xltools.core.consolidation.figure import Figure, Figures
from xltools.core.consolidation.figures import SUMMED
from xltools.core.consolidation.summary import Member, Summary
from xltools.core.refs import Place
from xltools.core.standard import Standard


@dataclass(frozen=True, slots=True)
class Traced:
    """A number that goes into others: its cell name, what it is called, its measure and unit of measure."""

    name: str
    label: str
    measure: str
    unit: str


@dataclass(frozen=True, slots=True)
class CellMap:
    """Where most units have a number (None: nobody filled it), and the units that have it elsewhere."""

    traced: Traced
    units: int
    place: Place | None
    others: tuple[tuple[Member, Figure], ...]


def traced(standard: Standard) -> Iterator[Traced]:
    """Yield what is added up, in the order of the form, then the scores."""
    for name in names_of(standard, SUMMED):
        item, measure = standard.by_cell_name[name]
        yield Traced(name, item.label, measure, item.unit)
    for indicator in standard.indicators:
        yield Traced(f"{indicator.name}_{SCORE_COLUMN}", indicator.third, SCORE_COLUMN, "分")


def sources(summary: Summary, each: Traced) -> Iterator[tuple[Member, Figure]]:
    """Yield the units that filled a number, in tree order, with the number and its cell."""
    score = each.name not in summary.standard.by_cell_name or each.name.endswith(f"_{SCORE_COLUMN}")
    name = each.name.removesuffix(f"_{SCORE_COLUMN}") if score else each.name
    for member in summary.members:
        figures = _figures(member, score=score)
        if figures is not None and name in figures:
            yield member, figures[name]


def count(summary: Summary) -> int:
    """How many numbers units filled in all."""
    kinds = [_figures(member, score=score) for member in summary.members for score in (False, True)]
    return sum(len(figures) for figures in kinds if figures is not None)


def cell_maps(summary: Summary) -> Iterator[CellMap]:
    """Yield for each number where it is, when units are too many to list every cell."""
    for each in traced(summary.standard):
        found = list(sources(summary, each))
        places = Counter(figure.place for _, figure in found)
        place = min(places, key=lambda at: (-places[at], at), default=None)
        others = tuple((member, figure) for member, figure in found if figure.place != place)
        yield CellMap(each, len(found), place, others)


def _figures(member: Member, *, score: bool) -> Figures | None:
    if not score:
        return member.figures
    return member.score.by_indicator if member.score else None
