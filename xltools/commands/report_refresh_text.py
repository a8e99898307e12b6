"""What a refresh did, for people: conflicts last, where they are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xltools.console import Line, line

if TYPE_CHECKING:
    from xltools.core.merging.plan import Told
    from xltools.core.merging.settle import FigureTold
    from xltools.writers.refresh.refresh import Refreshed

#: Longer texts are cut.
_LONGEST = 60
#: As many cells tell a row from others.
_CELLS = 3

_WORDS = (
    ("更新", "改写了 {} 处文字：", ""),
    ("新增", "新增了 {} 段（行）：", ""),
    ("删去", "删去了 {} 段（行），没有手改过：", ""),
    ("已删", "手工删去的 {} 段（行）现在有改动，没有加回：", "核实"),
    ("保留", "工作簿和模板不再写、但有手改的 {} 段（行），保留：", "核实"),
)
_FIGURES = (
    ("更新", "更新了 {} 个数：", ""),
    ("手改", "保留了手改的 {} 个数：", "核实"),
    ("不再写", "模板不再写的 {} 个数，没有更新：", "核实"),
    ("旧数", "文中手打的 {} 个数还是旧的，没有动，请核对：", "核实"),
    ("手删", "文中已删去或改成普通文字的 {} 个数，不再更新；文中若还有，请自行核对：", ""),
)


def lines(result: Refreshed, *, only_check: bool) -> Iterator[Line]:
    """Everything."""
    if not result.changed:
        yield line("√ 报告里的数和文字与工作簿一致，没有要改的", "通过")
    elif only_check:
        yield line("下面是刷新会做的改动，没有写文件", "标题")
    for kind, title, style in _FIGURES:
        told = [each for each in result.figures if each.kind == kind]
        told.sort(key=lambda each: each.base == each.theirs)
        yield from _section(title, style, list(map(_figure, told)))
    if result.charts:
        yield line(f"更新了 {result.charts} 幅图")
    if result.contents:
        yield line("目录已按现在的标题重列；页码请在 Word 或 WPS 里右键目录，选“更新域”")
    for kind, title, style in _WORDS:
        yield from _section(title, style, [_word(each) for each in result.words if each.kind == kind])
    yield from _left_undone(result)
    yield from _conflicts(result)
    if result.own:
        yield line(f"手改或手写的段落、表格 {result.own} 处，文字都保留")


def _section(title: str, style: str, told: Sequence[str]) -> Iterator[Line]:
    if told:
        yield line(title.format(len(told)), style)
        yield from (line(text, indent=2) for text in told)


def _figure(told: FigureTold) -> str:
    name = named(told.key)
    if told.kind == "更新":
        return f"{name}　{told.mine} → {told.theirs}"
    if told.kind == "手改":
        return f"{name}　文中 {told.mine}，工作簿 {told.theirs}{_elsewhere(told)}"
    if told.kind == "旧数":
        return f"{name}　“…{short(told.mine)}…”，现在是 {told.theirs}"
    if told.kind == "手删":
        return f"{name}　上次 {told.base}，工作簿 {told.theirs}"
    return f"{name}　文中 {told.mine}"


def _elsewhere(told: FigureTold) -> str:
    return "（文中别处用工作簿的数）" if told.elsewhere else ""


def _word(told: Told) -> str:
    if told.kind == "更新":
        return f"“{short(told.mine) or '（空）'}” → “{short(told.theirs) or '（空）'}”{_row(told)}"
    if told.kind == "已删":
        return f"现在应为“{short(told.theirs)}”"
    return f"“{short(told.theirs or told.mine)}”{_row(told)}"


def _row(told: Told) -> str:
    cells = [cell for cell in told.row.split("│") if cell.strip()]
    return f"（表格行：{short('│'.join(cells[:_CELLS]))}）" if cells else ""


def _left_undone(result: Refreshed) -> Iterator[Line]:
    if result.undrawn:
        yield line(f"{result.undrawn} 幅图已不是生成时的样子，没有更新；请手工改图里的数", "核实")
    if result.refused:
        yield line(
            f"模板里新有的图片或脚注 {result.refused} 个，插不进改过的报告；请另写一份新的，从中复制",
            "核实",
        )


def _conflicts(result: Refreshed) -> Iterator[Line]:
    figures = [each for each in result.figures if each.kind == "冲突"]
    words = [each for each in result.words if each.kind == "冲突"]
    if not figures and not words:
        return
    yield line(f"冲突 {len(figures) + len(words)} 处，两边都改了，保留文中的；请逐条核对：", "错误")
    for figure in figures:
        values = f"上次 {figure.base}，文中 {figure.mine}，工作簿 {figure.theirs}{_elsewhere(figure)}"
        yield line(f"{named(figure.key)}　{values}", indent=2)
    for told in words:
        yield line(f"上次：{short(told.base) or '（空）'}{_row(told)}", indent=2)
        yield line(f"文中：{short(told.mine) or '（已删去）'}", indent=4)
        yield line(f"现在：{short(told.theirs) or '（不再写）'}", indent=4)


def named(key: str) -> str:
    """A figure's field, and how it is written where that is not the field's own way.

    >>> named("支出合计_决算|万元")
    '支出合计_决算（万元）'
    """
    field, _, form = key.partition("|")
    return f"{field}（{form}）" if form else field


def short(text: str) -> str:
    """A text in one line that can be read at a glance."""
    whole = " ".join(text.split())
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
