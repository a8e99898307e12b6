"""The fast engine first, the slow one where the fast one refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from xltools.core.errors import EngineRefused
from xltools.core.model import ErrorValue, Value, Workbook
from xltools.engines.base import Answers
from xltools.engines.formualizer import Formualizer

if TYPE_CHECKING:
    from xltools.engines.libreoffice import LibreOffice

#: The answer to a question whose text no engine here can be trusted with.
NOT_IMPLEMENTED = ErrorValue("#N/IMPL!")
#: The answer to a question whose values in this workbook no engine here can be trusted with.
UNSURE = ErrorValue("#需重算!")


class Auto:
    """formualizer, and LibreOffice where formualizer refuses; ``Answers.engine`` tells which.

    Where only some questions are refused, the workbook stays with formualizer and LibreOffice is asked just
    those; one that it cannot answer either answers ``#N/IMPL!``: a broken rule stops no other.
    """

    name = "auto"

    def __init__(self) -> None:
        self._fast = Formualizer()

    @cached_property
    def _slow(self) -> LibreOffice:
        """Imported where it is needed: that is seldom."""
        from xltools.engines.libreoffice import LibreOffice

        return LibreOffice()

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """As the protocol says; raises formualizer's EngineRefused where there is no LibreOffice."""
        try:
            return self._fast.ask(workbook, questions)
        except EngineRefused as refused:
            if refused.questions:
                return self._divide(workbook, questions, refused)
            if refused.final or not self._slow.available():
                raise
            try:
                return self._slow.ask(workbook, questions)
            except EngineRefused as again:
                raise _together(refused, again) from None

    def _divide(self, workbook: Workbook, questions: Sequence[str], refused: EngineRefused) -> Answers:
        """The doubtful questions to LibreOffice, all others (which may raise more doubts) as before."""
        doubtful = refused.questions
        sound = [question for question in questions if _formula(question) not in doubtful]
        answers = self.ask(workbook, sound)
        told: dict[str, Value] = dict(zip(sound, answers.values, strict=True))
        unsaid = NOT_IMPLEMENTED if refused.by_text else UNSURE
        told.update(self._slowly(workbook, [q for q in questions if _formula(q) in doubtful], unsaid))
        return Answers(answers.cells, tuple(told[question] for question in questions), answers.engine)

    def _slowly(self, workbook: Workbook, questions: Sequence[str], unsaid: Value) -> Mapping[str, Value]:
        """LibreOffice's answers; ``unsaid`` where there are none."""
        try:
            values = self._slow.ask(workbook, questions).values if self._slow.available() else ()
        except EngineRefused:
            values = ()
        return dict(zip(questions, values or (unsaid,) * len(questions), strict=True))


def _together(fast: EngineRefused, slow: EngineRefused) -> EngineRefused:
    """Two refusals as one: at fault are the cells that the last to try could not compute."""
    both = EngineRefused(f"{fast.message}；{slow.message}", fix=slow.fix)
    both.cells = slow.cells or fast.cells
    return both


def _formula(question: str) -> str:
    """A question as the engines name it: with its equals sign."""
    return question if question.startswith("=") else f"={question}"
