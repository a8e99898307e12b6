"""Where the numbers of a summary come from (溯源): each total -> units -> file and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
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
    score, name = _kind(summary, each)
    for member in summary.members:
        figures = _figures(member, score=score)
        if figures is not None and name in figures:
            yield member, figures[name]


def _kind(summary: Summary, each: Traced) -> tuple[bool, str]:
    """Whether a number is a score, and its name among those of its kind."""
    score = each.name not in summary.standard.by_cell_name or each.name.endswith(f"_{SCORE_COLUMN}")
    return score, each.name.removesuffix(f"_{SCORE_COLUMN}") if score else each.name


def count(summary: Summary) -> int:
    """How many numbers units filled in all."""
    kinds = (_figures(member, score=score) for member in summary.members for score in (False, True))
    return sum(len(each[0]) * len(each) for each in _layouts(each for each in kinds if each is not None))


def cell_maps(summary: Summary) -> Iterator[CellMap]:
    """Yield for each number where it is, when units are too many to list every cell."""
    layouts = {score: list(_layouts(_all(summary, score=score))) for score in (False, True)}
    for each in traced(summary.standard):
        score, name = _kind(summary, each)
        places: Counter[Place] = Counter()
        for alike in layouts[score]:
            if name in alike[0]:
                places[alike[0][name].place] += len(alike)
        place = min(places, key=lambda at: (-places[at], at), default=None)
        others = sources(summary, each) if len(places) > 1 else ()
        apart = tuple((member, figure) for member, figure in others if figure.place != place)
        yield CellMap(each, places.total(), place, apart)


def _all(summary: Summary, *, score: bool) -> Iterator[Figures]:
    own = (_figures(member, score=score) for member in summary.members)
    return (figures for figures in own if figures is not None)


def _layouts(units: Iterable[Figures]) -> Collection[Sequence[Figures]]:
    """The figures of units by the cells they fill: units that fill the same ones share them, as one object.

    Those that do not share them are only looked at apart.
    """
    alike: dict[tuple[int, tuple[str, ...]], list[Figures]] = {}
    for figures in units:
        alike.setdefault((id(figures.packed.places), figures.names), []).append(figures)
    return alike.values()


def _figures(member: Member, *, score: bool) -> Figures | None:
    if not score:
        return member.figures
    return member.score.by_indicator if member.score else None
