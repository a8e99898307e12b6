"""公式: formula cells of the form that hold something else."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.amounts import exact, grouped
from xltools.core.builtin.merged import taken_in
from xltools.core.builtin.saved import equal
from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.expressions import names_in
from xltools.core.formulas.form import Change
from xltools.core.formulas.tokens import tokens
from xltools.core.model import ErrorValue, Finding, Value
from xltools.core.refs import Area, Place
from xltools.core.standard import Rule


def formulas(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Formula cells that hold a value, nothing, or another formula, unless another check names them."""
    told = _told_elsewhere(seen) if seen.changed else frozenset()
    for place, change in seen.changed.items():
        if place in told:
            continue
        label = seen.labels.get(place, (change.field, change.field))[1]
        yield finding(
            rule,
            change.field,
            place,
            label,
            _now(change),
            change.expected,
            what=_what(change) + _due(change, seen),
        )


def _told_elsewhere(seen: Seen) -> frozenset[Place]:
    """Cells that read another file, lie in a circle, or under a merged area: findings of their own."""
    external = seen.unsound.external if seen.asks("外部链接") else frozenset()
    circles = seen.unsound.circular if seen.asks("循环引用") else ()
    taken = taken_in(seen) if seen.asks("合并") else frozenset()
    return external.union(*circles) | taken


def _now(change: Change) -> str:
    """What stands in the cell."""
    return change.present or _value(change)


def _what(change: Change) -> str:
    if change.present:
        return change.what
    if change.value in (None, ""):
        return "公式被删掉了"
    return "公式被填的内容盖掉了"


def _due(change: Change, seen: Seen) -> str:
    """What the form's formula would give, beside what stands there now."""
    right = seen.due.get(change.place)
    if right is None or isinstance(right, ErrorValue) or _rests_on_unreadable(change, seen):
        return ""
    now = change.value if not change.present else seen.computed.get(change.place)
    if equal(now, right):
        return "（结果现在相同）"
    return f"，按表样的公式应得{_said(right)}"


def _rests_on_unreadable(change: Change, seen: Seen) -> bool:
    """Whether the formula takes a cell that cannot be read: what it gives would leave something out."""
    bad = {datum.place for datum, _, _, _ in all_data(seen) if not datum.readable} - {change.place}
    names = names_in(change.expected) if bad else ()
    taken = {seen.located.cells[name] for name in names if name in seen.located.cells}
    areas = [seen.located.areas[name] for name in names if name in seen.located.areas]
    boxes = [token.box for token in tokens(change.expected) if token.box is not None]
    areas += [Area(change.place.sheet, *box) for box in boxes]
    return any(place in taken or any(place in area for area in areas) for place in bad)


def _said(value: Value) -> str:
    if value == "":
        return "空白"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f" {grouped(exact(value))}"
    return f"“{value}”"


def _value(change: Change) -> str:
    value = change.value
    if value in (None, ""):
        return "空白"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"数值 {exact(value)}"
    return f"错误值 {value}" if isinstance(value, ErrorValue) else f"文字“{value}”"
