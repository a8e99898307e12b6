"""Own scores beside reference scores for people: a line when all agree, else a table of those to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from xltools.console import Line, line, table
from xltools.core.amounts import grouped
from xltools.core.scores.score import Basis, Score, Scores, ScoreTotal

_BLANK = "—"
#: How many indicators that could not be worked out are explained one by one.
_FEW = 3
_BASES: dict[Basis, str] = {"自评": "自评", "参考": "按参考得分", "不计豁免": "不计豁免"}


def score_lines(scores: Scores | None) -> Iterator[Line]:
    """The comparison; nothing where no indicator has a formula."""
    if scores is None:
        return
    same, other, missing = (scores.of(state) for state in ("一致", "不同", "没有算出"))
    formulas = len(same) + len(other) + len(missing)
    if not formulas:
        return
    if not scores.noteworthy and not missing:
        yield line(f"评分对照：{formulas} 项有公式，自评与参考一致", "通过", indent=2)
        return
    counts = (("一致", same), ("不同", other), ("没有算出", missing))
    told = "，".join(f"{len(those)} 项{word}" for word, those in counts if those)
    yield line(f"评分对照：{formulas} 项有公式，{told}", "核实" if other else "标题", indent=2)
    yield from _table(scores.noteworthy)
    yield line("；".join(map(_total, scores.totals)), indent=4)
    yield from _missing(missing)


def _missing(scores: tuple[Score, ...]) -> Iterator[Line]:
    """What could not be worked out: a few with their reasons, more by their names."""
    if len(scores) <= _FEW:
        yield from (line(f"{score.name}：{score.why}", "次要", indent=4) for score in scores)
    else:
        names = "、".join(score.name for score in scores)
        yield line(f"没有算出 {len(scores)} 项（缺数据）：{names}", "次要", indent=4)


def _table(scores: tuple[Score, ...]) -> Iterator[Line]:
    """A row an indicator, and under it why."""
    if not scores:
        return
    exempt = any(score.without is not None for score in scores)
    headings = ("指标", "分值", "自评", *(("不计豁免",) if exempt else ()), "参考", "差")
    rows = [_row(score, exempt=exempt) for score in scores]
    head, *lines = table(headings, rows, numbers=frozenset(range(1, len(headings))))
    yield replace(head, indent=4)
    for printed, score in zip(lines, scores, strict=True):
        yield replace(printed, indent=4)
        yield line(score.why, "次要", indent=6)


def _row(score: Score, *, exempt: bool) -> tuple[str, ...]:
    reference = _shown(score.reference)
    if score.floor is not None:
        reference = f"{_shown(score.floor)}~{reference}"
    difference = _BLANK if score.difference is None else f"{score.difference.normalize():+f}"
    without = (_shown(score.without),) if exempt else ()
    return (score.name, grouped(score.points), _shown(score.own), *without, reference, difference)


def _shown(number: Decimal | None) -> str:
    return _BLANK if number is None else grouped(number)


def _total(total: ScoreTotal) -> str:
    """A total with its grade, and what of it is not by formula."""
    said = f"{_BASES[total.basis]} {grouped(total.total)} 分"
    said += f"，等级“{total.grade}”" if total.grade else ""
    return f"{said}（{total.own} 项没有参考得分，按自评计）" if total.basis == "参考" and total.own else said
