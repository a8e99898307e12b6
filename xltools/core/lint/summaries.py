"""The entries of 词表 that summaries go by (摘要 异常值): cells that are added up, pairs, limits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.core.consolidation import headlines, outliers, ranking
from xltools.core.definition import VOCABULARY
from xltools.core.guess import guess
from xltools.core.lint.fault import Fault
from xltools.core.standard import Parameter, Standard

_LIMITS = (outliers.SCORE_LIMIT, outliers.FENCE, outliers.FEWEST)
_CELLS = (headlines.FIELDS, headlines.COMPARED, outliers.FIELDS)

#: More than half from either end would mark a unit twice.
_HALF = 50

#: All entries that a summary looks for; no rule has to name them.
SUMMARY_ENTRIES = frozenset((*_CELLS, outliers.PAIRS, *_LIMITS, ranking.MARKED))


def summary_faults(standard: Standard) -> Iterator[Fault]:
    """What a summary could not go by."""
    added_up = {name for name, (item, _) in standard.by_cell_name.items() if item.aggregate != "不汇总"}
    given = {entry.name: entry for entry in standard.vocabulary}
    for index, entry in enumerate(standard.vocabulary):
        for what, why, fix in _faults(entry, added_up, given):
            yield Fault(VOCABULARY, index, entry.name, "值", what, why, fix)


def _faults(
    entry: Parameter, added_up: set[str], given: dict[str, Parameter]
) -> Iterator[tuple[str, str, str]]:
    """(what, why, fix) of one entry."""
    if entry.name in (outliers.FIELDS, outliers.PAIRS) and (
        lacking := [n for n in _LIMITS if n not in given]
    ):
        yield f"没有{'、'.join(f'“{name}”' for name in lacking)}", "不比较，没有异常值表", "在词表补上"
    value = entry.values[0] if len(entry.values) == 1 else None
    if entry.name in _LIMITS and (not isinstance(value, Decimal) or value <= 0):
        yield "不是一个大于 0 的数", "不比较，没有异常值表", "写一个数，例：3"
    if entry.name == ranking.MARKED and (not isinstance(value, Decimal) or not 0 < value <= _HALF):
        yield "不是 0 到 50 之间的一个数", "得分排名不标前列、靠后", "写百分之几，例：10"
    for value in entry.values if entry.name in (*_CELLS, outliers.PAIRS) else ():
        names = str(value).split("=") if entry.name == outliers.PAIRS else [str(value)]
        if entry.name == outliers.PAIRS and len(names) != 2:
            yield f"“{value}”不成对", "这一项不比较", "写成 本年=上年"
        for name in names:
            if name not in added_up:
                why = "汇总里没有这一项"
                yield f"“{name}”不是汇总的字段{guess(name, added_up)}", why, "写求和、重算等字段的单元格名称"
