"""Cells compared one by one, each at the position it stands at, with or without an ``r`` of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from .parts import M, Parts, exact, local, split_area, split_ref

Spot = tuple[int, int]
_SPAN = re.compile(r"(\d+):(\d+)")


def cells_lost(old: Parts, new: Parts, part: str, marked: set[Spot], *, values: bool) -> Iterator[str]:
    """What the cells and rows of a sheet lost; with ``values`` only cached values may differ."""
    before, after = _data(old.xml(part)), _data(new.xml(part))
    yield from _rows_lost(_rows(before), _rows(after), {row for row, _ in marked})
    was, now = dict(_cells(before)), dict(_cells(after))
    computed = _computed(was) if values else set()
    for spot, cell in was.items():
        if spot not in now:
            yield f"cell {spot}: lost"
        elif values:
            yield from _value_faults(spot, cell, now[spot], free=spot in computed)
        else:
            yield from _mark_faults(spot, cell, now[spot], marked=spot in marked)
            yield from _style_faults(old, new, spot, cell.get("s", "0"), now[spot].get("s", "0"))
    for spot in now.keys() - was.keys():
        if values or spot not in marked or len(now[spot]) or set(now[spot].attrib) - {"r", "s"}:
            yield f"cell {spot}: added {etree.tostring(now[spot])[:100]!r}"
    if [spot for spot in now if spot in was] != list(was):
        yield "cells: in another order"


def _data(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{M}sheetData")


def _rows(blocks: list[etree._Element]) -> dict[int, etree._Element]:
    """Row number -> element. A row without a number follows the one before."""
    found: dict[int, etree._Element] = {}
    last = 0
    for row in (row for data in blocks for row in data.iterchildren(f"{M}row")):
        last = int(row.get("r") or last + 1)
        found.setdefault(last, row)
    return found


def cells_of(root: etree._Element) -> Iterator[tuple[Spot, etree._Element]]:
    """Every cell of a worksheet at its place, with or without a reference of its own."""
    return _cells(_data(root))


def _cells(blocks: list[etree._Element]) -> Iterator[tuple[Spot, etree._Element]]:
    """Every cell at its place. A cell without a reference follows the one before."""
    for number, row in _rows(blocks).items():
        column = 0
        for cell in row.iterchildren(f"{M}c"):
            ref = cell.get("r")
            column = split_ref(ref)[1] if ref else column + 1
            yield (number, column), cell


def _rows_lost(
    before: dict[int, etree._Element], after: dict[int, etree._Element], marked: set[int]
) -> Iterator[str]:
    for number, row in before.items():
        if number not in after:
            yield f"row {number}: lost"
            continue
        now = after[number]
        for key in {*row.attrib, *now.attrib} - {"r"}:
            if row.get(key) != now.get(key) and not (key == "spans" and _wider(row, now)):
                yield f"row {number}: {key} was {row.get(key)!r}, is {now.get(key)!r}"
        if _others(row) != _others(now):
            yield f"row {number}: something beside its cells changed"
    for number in after.keys() - before.keys():
        if number not in marked or set(after[number].attrib) - {"r"}:
            yield f"row {number}: added"


def _others(row: etree._Element) -> list[bytes]:
    """Whatever stands in a row and is no cell: comments, instructions, extensions."""
    return [exact(each) for each in row if local(each) != "c"]


def _wider(row: etree._Element, now: etree._Element) -> bool:
    """Whether the columns a row says it spans still hold all those it said before."""
    before, after = (_SPAN.findall(each.get("spans", "")) for each in (row, now))
    held = (any(int(c) <= int(a) and int(b) <= int(d) for c, d in after) for a, b in before)
    return bool(before) and all(held)


def _mark_faults(spot: Spot, cell: etree._Element, now: etree._Element, *, marked: bool) -> Iterator[str]:
    """A marked cell may have another style; nothing else of any cell may change."""
    was, becomes = deepcopy(cell), deepcopy(now)
    for each in (was, becomes):
        each.tail = None
        each.attrib.pop("r", None)
    if cell.get("r") and cell.get("r") != now.get("r"):
        yield f"cell {spot}: now called {now.get('r')}"
    if marked:
        was.attrib.pop("s", None)
        becomes.attrib.pop("s", None)
    if exact(was) != exact(becomes):
        yield f"cell {spot}: {etree.tostring(was)[:200]!r} became {etree.tostring(becomes)[:200]!r}"


def _style_faults(old: Parts, new: Parts, spot: Spot, was: str, now: str) -> Iterator[str]:
    """The style of a marked cell is its own with another fill, and nothing else."""
    if was == now:
        return
    before, after = _format(old, was), _format(new, now)
    if after is None:
        yield f"cell {spot}: style {now} does not exist"
    elif before is not None:
        for each in (before, after):
            for key in ("fillId", "applyFill"):
                each.attrib.pop(key, None)
        if exact(before) != exact(after):
            yield f"cell {spot}: {etree.tostring(before)!r} became {etree.tostring(after)!r}"


def _format(parts: Parts, index: str) -> etree._Element | None:
    styles = parts.one(parts.workbook, "styles")
    formats = parts.xml(styles).findall(f"{M}cellXfs/{M}xf") if styles else []
    if int(index) >= len(formats):
        return None
    found = deepcopy(formats[int(index)])
    found.tail = None
    return found


def _computed(cells: dict[Spot, etree._Element]) -> set[Spot]:
    """The cells whose value a formula gives: its own cell, and those of an array or a data table."""
    found: set[Spot] = set()
    for spot, cell in cells.items():
        for formula in cell.iterchildren(f"{M}f"):
            found.add(spot)
            if formula.get("t") in {"array", "dataTable"} and formula.get("ref"):
                top, left, bottom, right = split_area(formula.get("ref", ""))
                found |= {
                    (row, column) for row, column in cells if top <= row <= bottom and left <= column <= right
                }
    return found


def _value_faults(spot: Spot, cell: etree._Element, now: etree._Element, *, free: bool) -> Iterator[str]:
    was, becomes = deepcopy(cell), deepcopy(now)
    for each in (was, becomes):
        each.tail = None
        if free:
            each.attrib.pop("t", None)
            for value in each.findall(f"{M}v"):
                _drop(each, value)
    if exact(was) != exact(becomes):
        yield f"cell {spot}: {etree.tostring(cell)[:200]!r} became {etree.tostring(now)[:200]!r}"


def _drop(parent: etree._Element, child: etree._Element) -> None:
    child.tail = None
    parent.remove(child)
