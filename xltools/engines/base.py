"""The one protocol every formula engine keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from xltools.core.model import Value, Workbook
from xltools.core.refs import Place


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine computed.

    ``cells``: every formula cell of the workbook with its recomputed value;
    ``values``: one per question, in order (a broken question answers an ErrorValue);
    ``engine``: the name of the engine that did compute it;
    ``spilled``: the other cells that array formulas fill, of an engine that computes such formulas.
    """

    cells: Mapping[Place, Value] = field(default_factory=dict)
    values: tuple[Value, ...] = ()
    engine: str = ""
    spilled: Mapping[Place, Value] = field(default_factory=dict)


class Engine(Protocol):
    """Computes a workbook's formulas and answers questions about it."""

    name: str

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """Recompute ``workbook``, then evaluate each question, a formula like ``=自评表!F12*2``.

        Questions use addresses only (no defined names). Raises EngineRefused when the workbook's
        formulas cannot be trusted to this engine; never answers from a guess.
        """
        ...
