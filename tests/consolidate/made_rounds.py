"""A whole round of reports, made by chance from a seed: departments, missing units, doubles, findings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.consolidate.extracted import consolidate
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.model import Checked, Finding
from xltools.core.refs import Place
from xltools.core.standard import Standard

Make = Callable[..., Checked]

#: The cells that a unit of the round may fill.
CELLS = (
    "财政下达预算数",
    "收入合计_决算",
    "支出合计_年初预算",
    "支出合计_决算",
    "支出合计_上年决算",
    "采购计划金额",
    "实际采购金额",
)
_GRADES = ("优", "良", "中", "差", "")
_OUTCOMES = ("不通过", "不通过", "未判", "已说明")


def roster_of(departments: int, units: int) -> Roster:
    """A city with departments of so many units each, and one unit right below it.

    Without departments the units are right below it too.
    """
    rows = [Unit("9", "示例市", kind="虚拟", expected=False)]
    rows.extend(
        Unit(f"97{number:03}", f"示例{number}中心", "9") for number in range(units if not departments else 0)
    )
    for department in range(departments):
        code = f"9{department:02}"
        rows.append(Unit(code, f"示例{department}局", "9"))
        rows.extend(Unit(f"{code}{n:03}", f"示例{department}局{n}中心", code) for n in range(units))
    return build_roster([*rows, Unit("98", "示例直属单位", "9")])


def files_of(standard: Standard, make: Make, roster: Roster, random: Random) -> list[Checked]:
    """What the units of a roster hand in: two of three do; one file is of another year, one is a copy."""
    files = []
    for number, unit in enumerate(each for each in roster.units if each.expected):
        if random.random() < 1 / 3:
            continue
        files.append(_file(standard, make, unit, random, year=2021 if number == 5 else 2022))
    if files:
        first = files[0]
        files.append(make(first.record.code if first.record else "", name="另一份", path="报送/另一份.xlsx"))
    return files


def _file(standard: Standard, make: Make, unit: Unit, random: Random, *, year: int) -> Checked:
    values = {name: Decimal(random.randrange(10**9)) / 100 for name in CELLS if random.random() < 0.8}
    scores = {
        indicator.name: random.choice((indicator.points, indicator.points / 2, Decimal(0)))
        for indicator in standard.indicators
        if random.random() < 0.9
    }
    findings = tuple(_finding(standard, random) for _ in range(random.randrange(4)))
    grade = random.choice(_GRADES)
    text = {"评价等级": grade} if grade else {}
    path = f"报送/{unit.code}.xlsx"
    return make(
        unit.code, name=unit.name, path=path, year=year, scores=scores, findings=findings, **values, **text
    )


def _finding(standard: Standard, random: Random) -> Finding:
    rule = random.choice(standard.rules)
    places = (Place("自评表", random.randrange(5, 60), 6),)
    cause = "R086 自评表!F5" if random.random() < 0.2 else ""
    outcome = random.choice(_OUTCOMES)
    return Finding(rule.number, rule.level, outcome, "=示例问题", places, cause=cause)  # type: ignore[arg-type]


def round_of(standard: Standard, make: Make, *, seed: int, departments: int = 3, units: int = 6) -> Summary:
    """The summary of such a round."""
    roster, random = roster_of(departments, units), Random(seed)  # noqa: S311  # the same round again
    return consolidate(standard, files_of(standard, make, roster, random), roster)
