"""版式: is the form still the form: fields that lost their names, labels and given values altered."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.core.builtin.seen import Seen
from xltools.core.builtin.wording import finding
from xltools.core.formtext import altered, label_of
from xltools.core.model import Finding
from xltools.core.standard import Rule


def form(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields found again or lost, and whatever of the form's own words was changed."""
    yield from _lost(rule, seen)
    for found in altered(seen.workbook, seen.standard, seen.layout, seen.located):
        yield finding(rule, found.field, found.place, found.field, found.problem)


def _lost(rule: Rule, seen: Seen) -> Iterator[Finding]:
    """Fields that lost their names: found again by their label, or lost."""
    layout, located = seen.layout, seen.located
    for name in located.healed:
        cell = layout.cells.get(name)
        label = label_of(cell) if cell else name
        place = located.cells[name] if cell else located.areas[name].first
        yield finding(rule, name, place, label, f"“{label}”的单元格名称丢失，已按表头和行次找到")
    for name in located.lost:
        cell = layout.cells.get(name)
        label = label_of(cell) if cell else name
        yield finding(rule, name, cell.place if cell else None, label, f"找不到“{label}”,这一项没有检查")
