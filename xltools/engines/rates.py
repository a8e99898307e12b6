"""The rates of everyone, computed by an engine from the totals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xltools.core.consolidation.headlines import headline_names
from xltools.core.consolidation.summary import Summary
from xltools.core.consolidation.whole_rates import whole_rates
from xltools.core.errors import EngineRefused
from xltools.engines.base import Engine


def headline_rates(summary: Summary, engine: Engine) -> Mapping[str, Decimal | None]:
    """The headline rates by cell name; None where totals do not suffice, empty when the engine refuses."""
    asked = whole_rates(summary, headline_names(summary.standard))
    try:
        answers = engine.ask(asked.workbook, list(asked.questions.values()))
    except EngineRefused:
        return {}
    return asked.answered(answers.values)
