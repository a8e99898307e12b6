"""A report made ready for its checks: normalised texts, figures, and the workbook beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from xltools.core.expressions import names_in
from xltools.core.model import Checked, Record
from xltools.core.prose.figure import Figure
from xltools.core.prose.figures.figures import figures_of
from xltools.core.prose.normal import normal
from xltools.core.prose.outline.headings import Line, lines_of
from xltools.core.prose.passage import Narrative
from xltools.core.prose.spot import Spot
from xltools.core.standard import Standard


@dataclass(frozen=True, eq=False)
class Read:
    """What every check of a report looks at; ``checked`` is its workbook's check, None without one."""

    narrative: Narrative
    standard: Standard
    checked: Checked | None = None

    @property
    def record(self) -> Record | None:
        """What the unit's workbook reports."""
        return self.checked.record if self.checked else None

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The passages' texts, full-width digits and signs made half-width, each as long as it was."""
        return tuple(normal(passage.text) for passage in self.narrative.passages)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in order."""
        return figures_of(self.texts)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line outside tables, with the number of the heading or item it begins with."""
        return tuple(lines_of(self.narrative.passages))

    @cached_property
    def figures_by_passage(self) -> Mapping[int, tuple[Figure, ...]]:
        """Index of a passage -> its figures, in order."""
        found: dict[int, list[Figure]] = {}
        for figure in self.figures:
            found.setdefault(figure.passage, []).append(figure)
        return {index: tuple(figures) for index, figures in found.items()}

    def spot(self, passage: int, start: int, end: int, repair: str | None = None) -> Spot:
        """The exact words from ``start`` to ``end`` of the passage with that index."""
        found = self.narrative.passages[passage]
        return Spot(found.number, start, end, found.text[start:end], repair)

    def listed(self, formula: str) -> tuple[Decimal | str, ...]:
        """The values of every entry of the 词表 that a rule's 左式 or 右式 names, in its order."""
        entries = {entry.name: entry.values for entry in self.standard.vocabulary}
        return tuple(value for name in names_in(formula) for value in entries.get(name, ()))

    def words(self, formula: str) -> tuple[str, ...]:
        """The same as words."""
        return tuple(map(str, self.listed(formula)))
