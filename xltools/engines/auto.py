"""The fast engine first, the slow one where the fast one refuses."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.core.errors import EngineRefused
from xltools.core.model import Workbook
from xltools.engines.base import Answers
from xltools.engines.formualizer import Formualizer
from xltools.engines.libreoffice import LibreOffice


class Auto:
    """formualizer, and LibreOffice where formualizer refuses; ``Answers.engine`` tells which."""

    name = "auto"

    def __init__(self) -> None:
        self._fast = Formualizer()
        self._slow = LibreOffice()

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """As the protocol says; raises formualizer's EngineRefused where there is no LibreOffice."""
        try:
            return self._fast.ask(workbook, questions)
        except EngineRefused as refused:
            if not self._slow.available():
                raise
            try:
                return self._slow.ask(workbook, questions)
            except EngineRefused as again:
                message = f"{refused.message};{again.message}"
                raise EngineRefused(message, fix=again.fix) from None
