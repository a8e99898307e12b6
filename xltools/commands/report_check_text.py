"""The result of checking reports for people: that of ``check``, each finding with the words it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltools.commands import check_text
from xltools.commands.tally import KEYS, Tally
from xltools.console import Line, line
from xltools.core.model import Checked


def lines(results: Iterable[Checked], tally: Tally, workbook: Checked | None) -> Iterator[Line]:
    """Everything: what was compared, each report, then the sums of ``tally``."""
    yield from _opening(workbook)
    for checked in results:
        yield line()
        yield from check_text.file_lines(checked, _counts(checked))
    yield line()
    yield check_text.summary(tally)


def _opening(workbook: Checked | None) -> Iterator[Line]:
    """Against which workbook, and how places are told."""
    if workbook is None:
        yield line("没有给出工作簿，报告里的数没有与工作簿核对；加 --workbook 工作簿 再校验一次。", "核实")
    else:
        yield line(f"对照的工作簿：{workbook.path}", "次要")
    yield line("“第3段”是报告里第3个有文字的段落（表格一格算一段，空段不算），引号里是报告的原话。", "次要")


def _counts(checked: Checked) -> Iterator[Line]:
    """How much was found."""
    if checked.error is None:
        counts = ((key, checked.count(key)) for key in KEYS)
        told = "、".join(f"{key} {count}" for key, count in counts if count)
        yield line(told or "没有发现问题", "标题", indent=2)
