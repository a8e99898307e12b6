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
            if not self._slow.available():
                raise
            try:
                return self._slow.ask(workbook, questions)
            except EngineRefused as again:
                message = f"{refused.message};{again.message}"
                raise EngineRefused(message, fix=again.fix) from None

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
        """LibreOffice's answers; refused together, each is asked alone; ``unsaid`` where there is none."""
        if not self._slow.available():
            return dict.fromkeys(questions, unsaid)
        try:
            return dict(zip(questions, self._slow.ask(workbook, questions).values, strict=True))
        except EngineRefused:
            if len(questions) == 1:
                return {questions[0]: unsaid}
        told: dict[str, Value] = {}
        for question in questions:
            told.update(self._slowly(workbook, [question], unsaid))
        return told


def _formula(question: str) -> str:
    """A question as the engines name it: with its equals sign."""
    return question if question.startswith("=") else f"={question}"
