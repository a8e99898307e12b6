"""An engine that is not kept from the form by what a unit reckons beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xltools.core.errors import EngineRefused
from xltools.core.formulas.unsound import bare
from xltools.core.model import Workbook
from xltools.core.refs import Area
from xltools.engines.base import Answers, Engine


class Sparing:
    """Asks an engine; where it refuses, once more without the formulas on which no field rests."""

    def __init__(self, engine: Engine, fields: Callable[[], Sequence[Area]]) -> None:
        """``fields`` gives every cell that questions may be about; asked only when it is needed."""
        self.name = engine.name
        self._engine = engine
        self._fields = fields

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """As the protocol says; formulas left out have no value among the cells."""
        try:
            return self._engine.ask(workbook, questions)
        except EngineRefused:
            less = bare(workbook, self._fields())
            if less is workbook:
                raise
            return self._engine.ask(less, questions)
