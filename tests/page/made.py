"""Summaries for pages, made from records of the real standard as if their files had been read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.consolidate.extracted import consolidate
from tests.core.altered import standard
from xltools.core.consolidation.page import page
from xltools.core.consolidation.roster import Roster, Unit, build_roster
from xltools.core.consolidation.summary import Summary
from xltools.core.layout import lay_out
from xltools.core.model import Checked, Datum, Finding, Record, Source, Typed, Verdict
from xltools.core.refs import Place
from xltools.writers.page import html

STANDARD = standard()
_PLACES = {name: cell.place for name, cell in lay_out(STANDARD).cells.items()}

#: A headline field of the standard.
BUDGET = "财政下达预算数"

#: What would run, were it ever read as HTML.
HOSTILE = "</script><img src=x onerror=alert(1)>"


#: The units of :func:`city` in the order of the tree, then its stray files.
UNITS = [
    "示例市甲局本级",
    "甲局示例中心",
    "甲局示例站",
    "示例市乙局本级",
    f"乙局{HOSTILE}",
    "乙局示例馆",
    "名册外示例社",
    "坏 #1%.xlsx",
]


def fault(rule: str = "R037", **changes: Any) -> Finding:
    """A failing finding; any part can be replaced."""
    parts: dict[str, Any] = {
        "level": "错误",
        "outcome": "不通过",
        "message": "“三公”合计 1,234.50 元，四项之和 1,200 元，不相等",
        "places": (Place("自评表", 65, 6), Place("自评表", 61, 6), Place("评分表", 3, 2)),
        "left": Decimal("1234.50"),
        "right": Decimal(1200),
        "difference": Decimal("34.50"),
        "fix": "核对四项费用",
    }
    return Finding(rule, **(parts | changes))


def file(
    code: str,
    name: str,
    *,
    findings: tuple[Finding, ...] = (),
    verdict: Verdict | None = None,
    path: str = "",
    scores: Decimal | None = None,
    moved: Mapping[str, Place] | None = None,
    **values: Typed,
) -> Checked:
    """One file of a unit; ``scores`` is what it gave itself for the first indicator."""
    cells: dict[str, Typed] = {"金额单位": "元", "填报口径": "单位本级", **values}
    if scores is not None:
        cells[f"{STANDARD.indicators[0].name}_自评得分"] = scores
        cells["评价等级"] = "优"
    content = repr((code, name, sorted(cells.items(), key=str)))
    source = Source(path or f"报送/{code}.xlsx", hashlib.sha256(content.encode()).hexdigest())
    places = _PLACES | (moved or {})
    data = {key: _datum(key, value, places) for key, value in cells.items()}
    record = Record(STANDARD.name, source, code, name, 2022, data, {})
    failed = any(each.level == "错误" and each.outcome == "不通过" for each in findings)
    told: Verdict = verdict or ("不通过" if failed else "需核实" if findings else "通过")
    return Checked(source.path, source.sha256, STANDARD.name, "formualizer", told, record, findings)


def _datum(name: str, value: Typed, places: Mapping[str, Place]) -> Datum:
    odd = isinstance(value, str) and value.startswith("?")
    return Datum(name, value, places.get(name, Place("自评表", 1, 1)), value, readable=not odd)


def unreadable(path: str = "报送/坏 #1%.xlsx") -> Checked:
    """A file that could not be read."""
    return Checked(
        path, "0" * 64, STANDARD.name, "", "无法读取", error=("not-a-workbook", "不是工作簿", "请另存")
    )


def summed(files: Iterable[Checked], roster: Roster | None = None) -> Summary:
    """The summary of these files."""
    return consolidate(STANDARD, files, roster)


def two_departments() -> Roster:
    """A city with two departments: one with its own office and two units, one with two units."""
    return build_roster(
        [
            Unit("1", "示例市甲局", "", "虚拟", expected=False),
            Unit("101", "示例市甲局本级", "1", "本级"),
            Unit("102", "甲局示例中心", "1"),
            Unit("103", "甲局示例站", "1"),
            Unit("2", "示例市乙局", "", "虚拟", expected=False),
            Unit("201", "示例市乙局本级", "2", "本级"),
            Unit("202", f"乙局{HOSTILE}", "2"),
            Unit("203", "乙局示例馆", "2"),
        ]
    )


def city(where: str = "报送") -> Summary:
    """Units of every standing: passed, doubtful, failed, missing, doubled, copied, stray, unreadable."""
    doubt = fault("R045", level="核实", message="比上年增长 1,250%，请说明", places=())
    unjudged = fault("R011", outcome="未判", message="缺少年度指标值", left=None, right=None, difference=None)
    odd = fault("R040", message=f"采购{HOSTILE}超过计划", fix=HOSTILE, left=HOSTILE, right="<b>文字</b>")
    amounts = {"101": Decimal("1234567.5"), "102": Decimal(1000), "201": "?千把块"}
    files = [
        file("101", "示例市甲局本级", scores=Decimal("1.5"), **{BUDGET: amounts["101"]}),
        file("102", "甲局示例中心", findings=(fault(), doubt), scores=Decimal(1), **{BUDGET: amounts["102"]}),
        file(
            "201", "示例市乙局本级", findings=(doubt, unjudged), scores=Decimal(2), **{BUDGET: amounts["201"]}
        ),
        file("202", f"乙局{HOSTILE}", findings=(odd,), path=f"{where}/甲 #1%<i>.xlsx"),
        file("203", "乙局示例馆", path="一/203.xlsx"),
        file("203", "乙局示例馆", path="二/203.xlsx", findings=(doubt,), **{BUDGET: Decimal(7)}),
        file("999", "名册外示例社"),
        unreadable(),
    ]
    files.append(
        file("101", "示例市甲局本级", path="副本/101.xlsx", scores=Decimal("1.5"), **{BUDGET: amounts["101"]})
    )
    return summed(files, two_departments())


def many(number: int, findings: int = 1) -> Summary:
    """So many units in departments of a hundred; the odd ones with faults."""
    units = [
        Unit(f"A{each}", f"示例第{each}局", "", "虚拟", expected=False) for each in range(-(-number // 100))
    ]
    files = []
    for each in range(number):
        unit = Unit(f"{each:05d}", f"示例单位{each:05d}", f"A{each // 100}")
        units.append(unit)
        found = tuple(fault(left=Decimal(times)) for times in range(findings)) if each % 2 else ()
        files.append(file(unit.code, unit.name, findings=found, scores=Decimal(each % 3)))
    return summed(files, build_roster(units))


def written(summary: Summary, folder: Path, name: str = "汇总.html") -> Path:
    """The page of a summary as a file."""
    path = folder / name
    text = "".join(html(page(summary), path, folder / "汇总.xlsx"))
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
