"""Faults planted in what summaries go by (词表: 摘要 异常值 排名): each is named where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.core.altered import standard
from tests.core.forms import FIELDS, tiny
from xltools.core.lint import Fault, lint
from xltools.core.lint.summaries import SUMMARY_ENTRIES, summary_faults

GOOD: Mapping[str, Any] = {"绝对容差": 0.01, "标注单元格": "甲"}

#: The small form, its amounts added up.
ADDED = [{**field, "汇总方式": "求和"} if field.get("类型") == "金额" else field for field in FIELDS]

#: The entries of a standard that nobody can find fault with; 支出_决算 and 甲 are cells of the small form.
ENTRIES: Mapping[str, tuple[object, str]] = {
    "摘要字段": ("支出_决算", "文本"),
    "异常值字段": ("支出_决算", "文本"),
    "异常值上年字段": ("支出_决算=甲", "文本"),
    "异常值修正Z上限": (3.5, "数值"),
    "异常值四分位倍数": (3, "数值"),
    "异常值最少单位数": (5, "整数"),
    "排名标注比例": (10, "数值"),
}


def faults(**changes: object) -> list[Fault]:
    """What is wrong with the small standard, these entries changed; None takes an entry away."""
    rows = []
    for name, (value, kind) in ENTRIES.items():
        given = changes.get(name, value)
        if given is not None:
            rows.append({"名称": name, "值": given, "类型": "文本" if isinstance(given, str) else kind})
    return list(lint(tiny(GOOD, fields=ADDED, vocabulary=rows)))


def test_good_entries_have_no_fault() -> None:
    """No rule has to name them; the project's own standards have each kind of entry, and no fault."""
    assert faults() == []
    for name in ("湛江2022", "四川"):
        assert list(summary_faults(standard(name))) == []
        named = {entry.name for entry in standard(name).vocabulary}
        assert named >= SUMMARY_ENTRIES - {"异常值上年字段"}


PLANTED = [
    ("摘要没有的字段", {"摘要字段": "支出_决祘"}, "摘要字段", "不是汇总的字段；是不是“支出_决算”"),
    ("异常值没有的字段", {"异常值字段": "没有这一项"}, "异常值字段", "“没有这一项”不是汇总的字段"),
    ("不成对", {"异常值上年字段": "支出_决算"}, "异常值上年字段", "不成对"),
    ("上年没有的字段", {"异常值上年字段": "支出_决算=没有这一项"}, "异常值上年字段", "“没有这一项”不是"),
    ("没有界限", {"异常值四分位倍数": None}, "异常值字段", "没有“异常值四分位倍数”"),
    ("界限不是数", {"异常值修正Z上限": "三"}, "异常值修正Z上限", "不是一个大于 0 的数"),
    ("界限为零", {"异常值最少单位数": 0}, "异常值最少单位数", "不是一个大于 0 的数"),
    ("比例过半", {"排名标注比例": 60}, "排名标注比例", "不是 0 到 50 之间的一个数"),
]


@pytest.mark.parametrize(("changes", "entry", "words"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED])
def test_a_planted_fault_is_named(changes: Mapping[str, object], entry: str, words: str) -> None:
    """The fault is told at its entry, with why and a fix."""
    told = [fault for fault in faults(**changes) if fault.item == entry and words in fault.what]
    assert len(told) == 1, faults(**changes)
    assert (told[0].sheet, told[0].column) == ("词表", "值")
    assert told[0].why
    assert told[0].fix
