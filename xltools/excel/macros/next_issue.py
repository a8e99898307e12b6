"""转到下一个问题: select the next cell with a problem, and say what it is and how to correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xltools.core.errors import UsageError
from xltools.core.model import Sheet
from xltools.core.refs import parse_area, parse_cell
from xltools.core.returned import layout
from xltools.excel.areas import Spot
from xltools.excel.done import Done
from xltools.excel.reading import results_of
from xltools.excel.showing import is_shown, show
from xltools.excel.talk import Talk
from xltools.excel.troubles import spoken

#: Where nothing is left to do for the unit.
_SETTLED = frozenset(("已说明", "已认可", "已消除"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of 审核结果, in the row ``at`` of its sheet."""

    at: int
    words: dict[str, str]

    @property
    def place(self) -> tuple[str, Spot] | None:
        """The sheet and cell it names."""
        spot = parse_cell(self.words[layout.CELL.label])
        return (self.words[layout.SHEET.label], spot) if spot else None


def run(book: Any, talk: Talk) -> Done:
    """Go there; from the last one back to the first."""
    found = results_of(book)
    if not found.results:
        raise UsageError("还没有校验过，或“审核结果”表已删去", fix="先点“校验本表”")
    sheet = found.results[0]
    lines = [line for line in _lines(sheet) if line.words[layout.STATUS.label] not in _SETTLED]
    with spoken("转到单元格"):
        every = list(dict.fromkeys(line.place for line in lines if line.place))
        named = dict.fromkeys(name for name, _ in every if name in found.sheets)
        seen = {name: is_shown(found.sheets[name]) for name in named}
        steps = [place for place in every if seen.get(place[0])]
        if not steps:
            return _nowhere(lines, sheet.name)
        at = _after(steps, lines, _where(book, found.app), sheet.name)
        name, (row, column) = steps[at]
        show(found.sheets[name], (row, column))
    here = [line for line in lines if line.place == steps[at]]
    hidden = [name for name, shown in seen.items() if not shown]
    text = "\n".join([_told(here, at + 1, len(steps)), *_hidden(hidden)])
    talk.progress(at + 1, len(steps), text.splitlines()[0])
    return Done(text, text.splitlines()[0], quiet=True)


def _lines(sheet: Sheet) -> list[_Line]:
    head, columns = layout.headings(sheet) or (0, {})
    wanted = (
        layout.LEVEL,
        layout.RULE,
        layout.SHEET,
        layout.CELL,
        layout.MESSAGE,
        layout.FIX,
        layout.STATUS,
    )
    return [
        _Line(row, {each.label: _text(sheet, row, columns.get(each.label)) for each in wanted})
        for row in range(head + 1, len(sheet.values) + 1)
        if _text(sheet, row, columns.get(layout.RULE.label))
    ]


def _text(sheet: Sheet, row: int, column: int | None) -> str:
    value = sheet.value(row, column) if column else None
    return "" if value is None else str(value).strip()


def _where(book: Any, app: Any) -> tuple[str, Spot]:
    """The active sheet, and the first selected cell; A1 where a drawing is selected."""
    sheet = str(book.sheets.active.name)
    selected = app.selection
    area = parse_area(f"x!{str(selected.address).split(',', 1)[0]}") if selected is not None else None
    return sheet, (area.first_row, area.first_column) if area else (1, 1)


def _after(
    steps: Sequence[tuple[str, Spot]], lines: Sequence[_Line], now: tuple[str, Spot], title: str
) -> int:
    """Which step comes next: the one of a line selected in 审核结果, else the one after the selected cell."""
    sheet, (row, _) = now
    if sheet == title:
        place = next((line.place for line in lines if line.at == row), None)
        return steps.index(place) if place in steps else 0
    return (steps.index(now) + 1) % len(steps) if now in steps else 0


def _told(lines: Sequence[_Line], number: int, count: int) -> str:
    """The first line is the whole in short."""
    told = []
    for line in lines:
        status = line.words[layout.STATUS.label]
        word = status if status in ("未判", "规则异常") else line.words[layout.LEVEL.label]
        told.append(f"【{word}】{line.words[layout.RULE.label]} {line.words[layout.MESSAGE.label]}")
        if fix := line.words[layout.FIX.label]:
            told.append(f"怎么改：{fix}")
    place = lines[0].place
    where = f"{place[0]}!{lines[0].words[layout.CELL.label]}" if place else ""
    first = f"第 {number} 处，共 {count} 处（{where}）：{told[0]}"
    return "\n".join([first, *told[1:]])


def _hidden(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [f"隐藏的工作表“{'、'.join(names)}”也有问题：右键点任一工作表标签，选“取消隐藏”，再看。"]


def _nowhere(lines: Sequence[_Line], title: str) -> Done:
    if lines:
        text = f"剩下的 {len(lines)} 条问题不在看得见的单元格上，见“{title}”表。"
        return Done(text, text)
    return Done("没有要处理的问题了。改过数的，再点一次“校验本表”。", "没有要处理的问题了")
