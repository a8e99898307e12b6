"""One in-text formula of a report: its parts, and the words they stand in."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.core.prose.figures.measure_words import NUMBERING
from xltools.core.prose.formulas.arithmetic import Operand
from xltools.core.prose.formulas.steps import Step
from xltools.core.prose.formulas.worded import Worded
from xltools.core.prose.read import Read
from xltools.core.prose.spot import Spot


@dataclass(frozen=True, slots=True)
class Formula:
    """The parts of one formula, in the passage with that index."""

    read: Read
    passage: int
    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """The normalised text it stands in."""
        return self.read.texts[self.passage]

    @property
    def head(self) -> str:
        """What is worked out, in the words before the first equals sign."""
        return self.text[self.steps[0].start : self.steps[0].end]

    def words(self, start: int, end: int) -> str:
        """As the report has them."""
        return self.read.narrative.passages[self.passage].text[start:end].strip()

    def said(self, result: Operand) -> str:
        """A result as the report has it."""
        return self.words(result.first, result.last)

    def spot(self, start: int, end: int, repair: str | None = None) -> Spot:
        """The words without blanks at either end."""
        words = self.text[start:end]
        begin = start + len(words) - len(words.lstrip())
        return self.read.spot(self.passage, begin, start + len(words.rstrip()), repair)

    def result_spot(self, result: Operand, repair: str) -> Spot:
        """A result with its equals sign, which tells it from any other 1, and what should stand there."""
        before = self.text[: result.first].rstrip()
        sign = len(before) - 1 if before.endswith(("=", "≈")) else result.first
        return self.spot(sign, result.last, f"{self.words(sign, result.first)}{repair}")

    def worded(self, step: Step) -> Worded | None:
        """The formula in words that stands before an expression."""
        before = self.steps[: self.steps.index(step)]
        return next((one.words for one in reversed(before) if one.words), None)

    def results(self, step: Step) -> tuple[tuple[Operand, bool], ...]:
        """The numbers an expression is said to come to, each with whether only about (≈).

        The next expression may work out something else: 95.32%×10=9.53分 after 3100.5/3252.67×100%.
        """
        found: list[tuple[Operand, bool]] = []
        for later in self.steps[self.steps.index(step) + 1 :]:
            if later.is_expression:
                break
            if later.result:
                found.append((later.result, later.about))
        return tuple(found) or self._stated_before(step)

    def _stated_before(self, step: Step) -> tuple[tuple[Operand, bool], ...]:
        """The result, where it stands first (100分=20分+30分+50分); 第1项=… and 2022年=… number something."""
        at = self.steps.index(step)
        first = self.steps[at - 1].result if at == 1 else None
        if first is None or first.unit in NUMBERING or first.word.endswith("第"):
            return ()
        return ((first, step.about),) if first.unit or not first.word else ()
