"""Sheets that look like one of the form's and hold no field: a unit may have filled the wrong one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.core.amounts import exact, grouped
from xltools.core.layout import Layout
from xltools.core.locating.frame import labels_of
from xltools.core.locating.headings import words
from xltools.core.locating.located import Located
from xltools.core.locating.told import Told
from xltools.core.messages import inner
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import Place
from xltools.core.standard import Standard

#: How much of a text a sentence shows.
SHOWN = 30

#: A sheet on which this part of a form sheet's labels stands is a copy of it.
ALIKE = 0.5


def copies(
    workbook: Workbook, standard: Standard, layout: Layout, located: Located, homes: Mapping[str, str]
) -> Iterator[Told]:
    """Each copy, and where it holds other entries than the sheet that was read.

    ``homes`` gives for each sheet of the form the sheet that holds its fields.
    """
    used = {*homes.values(), *(block.sheet for block in standard.blocks if block.style == "校验")}
    for sheet in workbook.sheets:
        like = "" if sheet.name in used else _like(sheet, standard)
        if like in homes:
            read = next(each for each in workbook.sheets if each.name == homes[like])
            yield _told(sheet, read, _differing(sheet, read, layout, located))


def _like(sheet: Sheet, standard: Standard) -> str:
    """The sheet of the form whose labels stand on this one, or ""."""
    said = {words(value) for row in sheet.values for value in row if isinstance(value, str)}
    return next((name for name, labels in labels_of(standard).items() if _share(labels, said) >= ALIKE), "")


def _share(labels: frozenset[str], said: set[str]) -> float:
    return len(labels & said) / len(labels)


def _differing(copy: Sheet, read: Sheet, layout: Layout, located: Located) -> list[Place]:
    """The entries of the sheet that was read that are others in its copy, as places of the copy."""
    return [
        Place(copy.name, row, column)
        for row, column in sorted(_inputs(read, layout, located))
        if not _same(copy.value(row, column), read.value(row, column))
    ]


def _inputs(read: Sheet, layout: Layout, located: Located) -> Iterator[tuple[int, int]]:
    """The cells of a sheet that a unit fills."""
    for name, place in located.cells.items():
        if place.sheet == read.name and layout.cells[name].is_input:
            yield place.row, place.column
    for table in layout.tables.values():
        for column in table.columns if not table.stems else ():
            area = located.areas.get(f"{table.block.name}_{column}")
            if area is not None and area.sheet == read.name:
                rows = range(area.first_row, area.last_row + 1)
                cells = ((row, area.first_column) for row in rows)
                yield from (at for at in cells if at not in read.formulas)


def _same(one: Value, other: Value) -> bool:
    return one == other or (_blank(one) and _blank(other))


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _told(copy: Sheet, read: Sheet, differing: list[Place]) -> Told:
    said = f"工作表“{inner(copy.name)}”与“{inner(read.name)}”版式相同，没有采用其中的数字"
    if not differing:
        said += "；两张表填的内容一样，多余的一张请删去"
        return Told(None, (Place(copy.name, 1, 1),), said, harmless=True)
    first = differing[0]
    now, was = copy.value(first.row, first.column), read.value(first.row, first.column)
    said += f"；有{len(differing)}格填的不同，如 {first.cell}：采用的是{_quoted(was)}，这里是{_quoted(now)}"
    blank = sum(
        _blank(read.value(p.row, p.column)) and not _blank(copy.value(p.row, p.column)) for p in differing
    )
    if blank:
        said += f"；其中{blank}格在“{inner(read.name)}”是空白，只在这里填了"
    said += f"；如填错了表，请移到“{inner(read.name)}”"
    return Told(None, tuple(differing), said, harmless=True)


def _quoted(value: Value) -> str:
    if _blank(value):
        return "空白"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return grouped(exact(value))
    text = str(value)
    return f"“{inner(text if len(text) <= SHOWN else f'{text[:SHOWN]}…')}”"
