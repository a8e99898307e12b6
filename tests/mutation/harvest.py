"""Plant faults, check, count: how many were found, what else was said."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tests.core.altered import standard
from tests.form.books import CLEAN
from xltools.checking import check_workbook
from xltools.core.model import Checked, Finding
from xltools.engines import choose
from xltools.engines.base import Engine
from xltools.readers.xlsx import read

from .draft import Draft
from .kinds import Ground, Kind, Plant


@lru_cache(maxsize=1)
def ground() -> Ground:
    """The clean sample, checked."""
    book = read(CLEAN)
    checked = check_workbook(book, standard(), choose("auto"))
    assert checked.record is not None
    return Ground(book, standard(), checked.record)


@dataclass(frozen=True)
class Outcome:
    """One planted fault: whether its rule told at its cell, and what other 错误 there were."""

    kind: str
    plant: Plant
    found: tuple[Finding, ...]
    others: tuple[Finding, ...]
    error: str = ""


def harvest(ground: Ground, kind: Kind, engine: Engine, *, at_most: int, seed: int = 0) -> list[Outcome]:
    """Plant a kind at no more than that many places, drawn by the seed."""
    plants: Sequence[Plant] = kind.plants
    if len(plants) > at_most:
        plants = random.Random(f"{seed}{kind.name}").sample(plants, at_most)  # noqa: S311  # a choice, no secret
    return [_outcome(ground, kind.name, plant, engine) for plant in plants]


def _outcome(ground: Ground, kind: str, plant: Plant, engine: Engine) -> Outcome:
    draft = Draft(ground.workbook)
    plant.edit(draft)
    try:
        checked = check_workbook(draft.done(), ground.standard, engine)
    except Exception as error:  # noqa: BLE001  # counted as not found, and shown
        return Outcome(kind, plant, (), (), f"{type(error).__name__}: {error}")
    found = tuple(f for f in checked.findings if tells(ground, f, plant))
    return Outcome(kind, plant, found, others(ground, checked, plant))


def tells(ground: Ground, finding: Finding, plant: Plant) -> bool:
    """Whether a finding is the one the fault must give: by its rule, at its cell."""
    rule = ground.standard.rule[finding.rule]
    at = plant.place is None or plant.place in finding.places
    return finding.outcome == "不通过" and plant.rule in (rule.compare, rule.number) and at


def others(ground: Ground, checked: Checked, plant: Plant) -> tuple[Finding, ...]:
    """Every other failed 错误, and every 规则异常."""
    return tuple(
        f
        for f in checked.findings
        if f.outcome == "规则异常"
        or (f.outcome == "不通过" and f.level == "错误" and not f.cause and not _expected(ground, f, plant))
    )


def _expected(ground: Ground, finding: Finding, plant: Plant) -> bool:
    rule = ground.standard.rule[finding.rule]
    return tells(ground, finding, plant) or finding.rule in plant.also or rule.compare in plant.also
