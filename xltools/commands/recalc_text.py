"""The result of a recalculation for people: what changed by kind, then what was kept by reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.console import Line, line
from xltools.core.amounts import exact, grouped
from xltools.core.model import ErrorValue, Value
from xltools.core.recalculated import KINDS, Change, Kept, Recalculated

#: How many cells of a group are written out, and how much of a formula or a text.
CELLS = 20
LONGEST = 60


def lines(result: Recalculated) -> Iterator[Line]:
    """Everything about one workbook."""
    yield line(f"{result.path}  {_sums(result)}", "标题")
    for kind in KINDS:
        yield from _group(kind, [_changed(each) for each in result.changed if each.kind == kind], "核实")
    reasons: dict[str, list[Kept]] = {}
    for each in result.kept:
        reasons.setdefault(each.why, []).append(each)
    if reasons:
        yield line("未重算，保留原来保存的值（请用 Excel 打开，按 Ctrl+Alt+F9 重算）：", "提示")
    for why, cells in reasons.items():
        yield from _group(why, [_kept(each) for each in cells], "提示")


def _sums(result: Recalculated) -> str:
    if not result.formulas:
        return "没有公式"
    changed = f"变化 {len(result.changed)} 格" if result.changed else "没有变化"
    kept = f"，未重算 {len(result.kept)} 格" if result.kept else ""
    engine = f"（计算引擎：{result.engine}）" if result.engine else ""
    return f"公式 {result.formulas} 个，{changed}{kept}{engine}"


def _group(title: str, cells: Sequence[str], style: str) -> Iterator[Line]:
    """A group with its number of cells; a long one is cut."""
    if not cells:
        return
    yield line(f"{title}：{len(cells)} 格", style, indent=2)
    for text in cells[:CELLS]:
        yield line(text, indent=4)
    if len(cells) > CELLS:
        more = f"……还有 {len(cells) - CELLS} 格，共 {len(cells)} 格；全部内容用 --format json 查看"
        yield line(more, "次要", indent=4)


def _changed(change: Change) -> str:
    difference = change.difference
    less = "" if difference is None else f"（差 {_signed(difference)}）"
    array = f"（数组公式在 {change.array.cell}）" if change.array else ""
    formula = f"{_short(change.formula)}{array}"
    return f"{change.place}  {_shown(change.saved)} → {_shown(change.computed)}{less}  {formula}"


def _kept(kept: Kept) -> str:
    origin = f"  见 {kept.origin}" if kept.origin else ""
    return f"{kept.place}  {_shown(kept.saved)}  {_short(kept.formula)}{origin}"


def _shown(value: Value) -> str:
    match value:
        case None:
            return "（无值）"
        case bool():
            return str(value).upper()
        case int() | float():
            return _figure(exact(value))
        case ErrorValue():
            return value.code
    return f"“{_short(value)}”"


def _figure(number: Decimal) -> str:
    """A number for people; with an exponent where it would be endless."""
    text = grouped(number)
    return text if len(text) <= 30 else f"{number:E}"


def _signed(difference: Decimal) -> str:
    return ("+" if difference > 0 else "") + _figure(difference)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST]}……"
