"""Fields whose formulas come back to themselves: nobody can compute them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.core.expressions import columns_in
from xltools.core.layout import lay_out
from xltools.core.lint.fault import Fault
from xltools.core.standard import Standard
from xltools.core.taint import needs_of


def circles(standard: Standard) -> Iterator[Fault]:
    """Each circle of formulas once, at the first of its fields."""
    needs, owner = dict(needs_of(standard)), _owners(standard)
    for field in standard.fields:
        if field.each_row and field.formula:
            columns = tuple(f"{field.block}_{column}" for column in columns_in(field.formula))
            needs.setdefault(f"{field.block}_{field.name}", columns)
    told: set[frozenset[int]] = set()
    for name in needs:
        circle = _back_to(name, needs)
        indices = frozenset(owner[each] for each in circle if each in owner)
        if indices and indices not in told:
            told.add(indices)
            index, way = min(indices), " → ".join((name, *circle))
            yield Fault(
                "字段", index, standard.fields[index].name, "公式", f"公式绕回了自己：{way}",
                "谁也算不出这一格，靠它的规则都不能判", "改正其中一个公式", fatal=True,
            )  # fmt: skip


def _owners(standard: Standard) -> Mapping[str, int]:
    """The row in 字段 of each cell, and of each whole column, by its name."""
    rows = {id(field): index for index, field in enumerate(standard.fields)}
    columns = {f"{f.block}_{f.name}": index for index, f in enumerate(standard.fields) if f.each_row}
    return columns | {name: rows[id(cell.field)] for name, cell in lay_out(standard).cells.items()}


def _back_to(name: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The way from a name back to it, ending with it; () where there is none."""
    ways: list[tuple[str, ...]] = [(need,) for need in needs.get(name, ())]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == name:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, need) for need in needs.get(way[-1], ())]
    return ()
