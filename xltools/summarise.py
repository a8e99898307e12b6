"""Summary -> 汇总.xlsx whose formulas carry the right values, proved against the exact totals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from xltools.core.amounts import exact
from xltools.core.consolidation.division import Division
from xltools.core.consolidation.outliers import Outliers
from xltools.core.consolidation.summary import Summary
from xltools.core.errors import EngineRefused, XltoolsError
from xltools.core.model import Value
from xltools.core.refs import Place
from xltools.engines.base import Engine
from xltools.whole import whole
from xltools.writers.summary import Plan, draft, write_summary
from xltools.writers.summary.batch import Batch, batches, department_batches
from xltools.writers.summary.over import OverPlan, WrittenPart
from xltools.writers.summary.part_list import over_draft, write_over
from xltools.writers.summary.settle import left, settled

#: A spreadsheet's sum (binary doubles) may differ from the exact one by less than half a cent.
_HALF_CENT = Decimal("0.005")

#: Doubles hold 15 digits: of totals so large that cents are beyond them, only those digits must agree.
_DIGITS = Decimal("1e-14")

#: So many units are computed at a time: as many as an engine is quick with, and keeps loaded.
_BATCH = 200


def summarise(
    summary: Summary, path: Path, engine: Engine, *, told: str = "", apart: Outliers | None = None
) -> Mapping[str, int]:
    """Write the summary workbook to ``path``, its formulas with the values that ``engine`` computes.

    ``told`` is what its readers must know of it as a whole, ``apart`` what stands apart where that is known
    from more units than these. Returns how many units have each rate, as far as it was computed.

    The file appears whole or not at all. When the engine refuses, totals get their exact values and other
    formulas wait for Excel. Raises OutputError where the place cannot be written, and XltoolsError with the
    code "internal" when the engine's totals are not the exact ones.
    """
    plan = Plan(summary, told)
    home = path.parent
    cells = computed(plan, engine)
    with whole(path, folders=False) as part:
        write_summary(plan, part, cells, home, apart)
    return dict(plan.rated(cells))


def summarise_over(
    division: Division,
    parts: Sequence[WrittenPart],
    path: Path,
    engine: Engine,
    *,
    told: str,
) -> None:
    """Write the workbook over the ``parts``, in the order of the division; all else as above."""
    plan = OverPlan(division, parts, told)

    def cells() -> Iterator[Mapping[Place, Value]]:
        yield engine.ask(over_draft(plan).workbook(), []).cells

    proved = _proved(plan, cells())
    with whole(path, folders=False) as part:
        write_over(plan, part, proved, path.parent)


def computed(plan: Plan, engine: Engine, size: int = _BATCH) -> Mapping[Place, Value]:
    """The value of every formula of the summary workbook; totals are proved against the exact ones.

    First, ``size`` units at a time, formulas that look at one unit alone: each time the same, over other
    figures. Then, over what was computed, all that adds up (:mod:`~xltools.writers.summary.settle`): so what
    units give to the rates is proved too, by its totals. Of these totals, an engine computes the rates of
    departments, and at last what is left. Raises as :func:`summarise`.
    """

    def asked(batch: Batch) -> Mapping[Place, Value]:
        return dict(batch.places(engine.ask(batch.workbook(), []).cells))

    def cells() -> Iterator[Mapping[Place, Value]]:
        rows: dict[Place, Value] = {}
        for batch in batches(plan, size):
            rows.update(asked(batch))
        whole = draft(plan, rows)
        yield rows
        yield dict(settled(whole))
        for batch in department_batches(plan, whole, size):
            rates = asked(batch)
            whole.settle(rates)
            yield rates
        yield engine.ask(left(whole), []).cells

    return _proved(plan, cells())


def _proved(plan: Plan, computed: Iterator[Mapping[Place, Value]]) -> Mapping[Place, Value]:
    """What an engine computed, as it is shown, once its totals are found to be the exact ones."""
    totals = dict(plan.expected_totals())
    cells: dict[Place, Value] = {}
    try:
        for each in computed:
            cells.update(each)
    except EngineRefused:
        return {place: "" if total is None else float(total) for place, total in totals.items()}
    for place, total in totals.items():
        if not _agree(cells.get(place), total):
            message = f"自检未通过:{place} 公式算得 {cells.get(place)},应为 {total}"
            fix = "这是程序的问题,请把这条信息和报送文件夹交给维护人员"
            raise XltoolsError(message, fix=fix, code="internal")
    shown = {place: _rounded(value) for place, value in cells.items()}
    return shown | {place: "" if total is None else float(total) for place, total in totals.items()}


def _rounded(value: Value) -> Value:
    """A number as Excel shows it, without the noise of binary sums: 95303.96, not 95303.95999999999."""
    return float(exact(value)) if isinstance(value, float) and math.isfinite(value) else value


def _agree(value: Value, total: Decimal | None) -> bool:
    """Whether a computed value is the exact total; a blank one for a total of blanks."""
    if total is None:
        return value is None or value == ""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(Decimal(value) - total) <= max(_HALF_CENT, abs(total) * _DIGITS)
