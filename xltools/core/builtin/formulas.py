"""公式: formula cells of the form that hold something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xltools.core.amounts import exact, grouped, within
from xltools.core.builtin.merged import taken_in
from xltools.core.builtin.seen import Seen, all_data
from xltools.core.builtin.wording import finding
from xltools.core.expressions import names_in
from xltools.core.formulas.change import shortened
from xltools.core.formulas.form import Change
from xltools.core.formulas.tokens import tokens
from xltools.core.model import ErrorValue, Finding, Value
from xltools.core.refs import Area, Place
from xltools.core.standard import Rule

#: More cells than this of one block, altered in one way, are one finding.
_MANY = 5
_SHOWN = 3
#: What doubles may differ by that are one number; anything more is a difference somebody could see.
_NOISE = Decimal("1e-6")
_SAME = "（结果现在相同）"


def formulas(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Formula cells that hold a value, nothing, or another formula, unless another check names them.

    Many in one block that were altered in one way, and give no other figure for it, are one finding at the
    first, with all places: a sheet pasted as values.
    """
    told = _told_elsewhere(seen) if seen.changed else frozenset()
    unread = _unreadable(seen) if seen.changed else frozenset()
    groups: dict[tuple[object, ...], list[Change]] = {}
    for place, change in seen.changed.items():
        if place not in told:
            right, same = _result(change, seen, unread)
            alone = place if right is not None and not same else None
            key = (place.sheet, _block(change, seen), "" if change.present else _what(change), same, alone)
            groups.setdefault(key, []).append(change)
    for group in groups.values():
        if len(group) > _MANY:
            yield _gathered(rule, group, seen, unread)
        else:
            yield from (_one(rule, change, seen, unread) for change in group)


def _block(change: Change, seen: Seen) -> str:
    """The block of the form a cell belongs to, a table by its name."""
    cell = seen.layout.cells.get(change.field)
    if cell is not None:
        return cell.table or cell.field.block
    areas = seen.located.areas.items()
    name = next((name for name, area in areas if change.place in area), change.field)
    return name.partition("_")[0]


def _one(rule: Rule, change: Change, seen: Seen, unread: Collection[Place]) -> Finding:
    what = _what(change) + _due(change, seen, unread)
    name = _called(change, seen)
    return finding(rule, change.field, change.place, name, _now(change), change.expected, what=what)


def _called(change: Change, seen: Seen) -> str:
    return seen.labels.get(change.place, ("", change.label or change.field))[1]


def _gathered(rule: Rule, group: Sequence[Change], seen: Seen, unread: Collection[Place]) -> Finding:
    """Many cells as one finding with all places, the first few by name."""
    first = group[:_SHOWN]
    names = "、".join(f"{_called(each, seen)}（{each.place.cell}）" for each in first)
    what = "算式与表样不同" if group[0].present else _what(group[0])
    now = "、".join(dict.fromkeys(shortened(_now(each)) for each in first)) + "等"
    label, what = f"{names}等{len(group)}格", what + _due(group[0], seen, unread)
    found = finding(rule, group[0].field, None, label, now, "表样的公式", what=what)
    return replace(found, places=tuple(each.place for each in group))


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


def _due(change: Change, seen: Seen, unread: Collection[Place]) -> str:
    """What the form's formula would give, beside what stands there now."""
    right, same = _result(change, seen, unread)
    if same:
        return _SAME
    return "" if right is None else f"，按表样的公式应得{_said(right)}"


def _result(change: Change, seen: Seen, unread: Collection[Place]) -> tuple[Value, bool]:
    """What the form's formula gives (None: not known), and whether the same stands there now."""
    right = seen.due.get(change.place)
    if right is None or isinstance(right, ErrorValue) or _takes(change, seen, unread):
        return None, False
    if change.place in seen.unsound.resting:
        return right, False
    return right, _same(change.value if not change.present else seen.computed.get(change.place), right)


def _same(now: Value, right: Value) -> bool:
    """Whether two values are one to people: a figure typed is the formula's to the last digit shown."""
    if isinstance(now, int | float) and isinstance(right, int | float):
        return within(exact(now) - exact(right), _NOISE)
    return now == right or (now in (None, "") and right in (None, ""))


def _unreadable(seen: Seen) -> frozenset[Place]:
    return frozenset(datum.place for datum, _, _, _ in all_data(seen) if not datum.readable)


def _takes(change: Change, seen: Seen, unread: Collection[Place]) -> bool:
    """Whether the form's formula takes such a cell: what it gives would leave something out."""
    bad = [place for place in unread if place != change.place]
    if not bad:
        return False
    names = names_in(change.expected)
    taken = {seen.located.cells[name] for name in names if name in seen.located.cells}
    areas = [seen.located.areas[name] for name in names if name in seen.located.areas]
    found = tokens(change.expected)
    areas += [Area(t.sheet or change.place.sheet, *t.box) for t in found if t.box is not None]
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
