"""What became of a form's fields, in sentences: sheets renamed, blocks moved, fields lost, copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.layout import Layout
from xltools.core.locating.formtext import label_of
from xltools.core.locating.frame import labels_of
from xltools.core.locating.headings import words
from xltools.core.locating.located import Located, Move
from xltools.core.messages import inner
from xltools.core.model import Sheet, Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Standard

#: How many fields a sentence names before it says how many there are.
NAMED = 3

#: A sheet on which this part of a form sheet's labels stands is a copy of it.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to say: the field it is about (the first of several), the cells, the sentence.

    ``harmless``: every figure was read for certain, and the form's own formulas still work.
    """

    field: str | None
    places: tuple[Place, ...]
    problem: str
    harmless: bool = False


def drift(workbook: Workbook, standard: Standard, layout: Layout, located: Located) -> Iterator[Told]:
    """Everything that happened to the places of fields; nothing where names and words agree."""
    yield from _renamed(layout, located)
    yield from _copies(workbook, standard, layout, located)
    if located.moves:
        yield from _moved(layout, located)
    if located.lost:
        yield from _lost(standard, layout, located)
    for outside in located.outside:
        rows = _rows(outside.area)
        said = (
            f"“{outside.table}”有填在表格范围之外的行：{rows}，紧接表格，已按表内的行计入"
            if outside.counted
            else f"“{outside.table}”下方还有填了数的行：{rows}，不在表格范围内，没有计入"
        )
        yield Told(None, (outside.area.first,), said, outside.counted)


def _rows(area: Area) -> str:
    rows = f"第{area.first_row}行"
    return (
        f"{area.sheet}{rows}" if area.first_row == area.last_row else f"{area.sheet}{rows}至{area.last_row}行"
    )


@lru_cache(maxsize=16)
def homes(layout: Layout, located: Located) -> Mapping[str, Counter[str]]:
    """For each sheet of the form the sheets on which its fields were found."""
    found: dict[str, Counter[str]] = {}
    for name, place in located.cells.items():
        found.setdefault(layout.cells[name].place.sheet, Counter())[place.sheet] += 1
    for table in layout.tables.values():
        for column in table.columns:
            area = located.areas.get(f"{table.block.name}_{column}")
            if area is not None:
                found.setdefault(table.block.sheet, Counter())[area.sheet] += 1
    return found


def _renamed(layout: Layout, located: Located) -> Iterator[Told]:
    """Sheets whose fields stand on a sheet of another name."""
    for sheet, found in homes(layout, located).items():
        if sheet in found:
            continue
        now = found.most_common(1)[0][0]
        place = next(place for place in _places(located) if place.sheet == now)
        problem = f"没有工作表“{sheet}”，它的内容在“{now}”中找到（改名或副本）"
        yield Told(None, (place,), problem, harmless=True)


def _places(located: Located) -> Iterator[Place]:
    yield from located.cells.values()
    yield from (area.first for area in located.areas.values())


def _copies(workbook: Workbook, standard: Standard, layout: Layout, located: Located) -> Iterator[Told]:
    """Sheets that look like one of the form's and hold no field: a unit may have filled the wrong one."""
    used = {sheet for found in homes(layout, located).values() for sheet in found}
    used |= {block.sheet for block in standard.blocks if block.style == "校验"}
    for sheet in workbook.sheets:
        like = "" if sheet.name in used else _like(sheet, standard)
        if like in homes(layout, located):
            problem = f"工作表“{sheet.name}”与“{like}”相同，没有采用其中的数字；如填错了表，请移到“{like}”"
            yield Told(None, (Place(sheet.name, 1, 1),), problem, harmless=True)


def _like(sheet: Sheet, standard: Standard) -> str:
    """The sheet of the form whose labels stand on this one, or ""."""
    said = {words(value) for row in sheet.values for value in row if isinstance(value, str)}
    return next((name for name, labels in labels_of(standard).items() if _share(labels, said) >= ALIKE), "")


def _share(labels: frozenset[str], said: set[str]) -> float:
    return len(labels & said) / len(labels)


def _moved(layout: Layout, located: Located) -> Iterator[Told]:
    """What was found by its words, together where a block went one way."""
    ways: dict[tuple[str, ...], list[Move]] = {}
    for move in located.moves:
        ways.setdefault(_way(layout, move), []).append(move)
    for moves in ways.values():
        first = moves[0]
        said = _said(layout, [move.name for move in moves])
        now = _address(first.after)
        more = " 等处" if len(moves) > 1 else ""
        lost = f"{said}的单元格名称丢失，按表头和行名找到在 {now}{more}"
        pointed = (
            first.before
            and f"{said}的单元格名称指向 {_address(first.before)}{more}，按表头和行名找到在 {now}{more}"
        )
        yield Told(first.name, tuple(move.after.first for move in moves), pointed or lost)


def _way(layout: Layout, move: Move) -> tuple[str, ...]:
    """What moves have in common that are told together: the block, and from where to where it went."""
    cell, before, after = layout.cells.get(move.name), move.before, move.after
    block = _block(layout, move.name)
    if before is None:
        return (block, "", after.sheet)
    down, right = after.first_row - before.first_row, after.first_column - before.first_column
    return (block, before.sheet, after.sheet, _sign(down), _sign(right), "" if cell else "column")


def _sign(number: int) -> str:
    return "+" if number > 0 else "-" if number < 0 else "0"


def _block(layout: Layout, name: str) -> str:
    """The block a field belongs to."""
    cell = layout.cells.get(name)
    if cell is None:
        return next(table for table in layout.tables if name.startswith(f"{table}_"))
    return cell.table or cell.field.block


def _address(area: Area) -> str:
    return f"{area.sheet}!{area.ref}"


def _said(layout: Layout, names: Iterable[str]) -> str:
    """The first few fields by what people call them, and how many there are."""
    labels = list(dict.fromkeys(_called(layout, name) for name in names))
    said = "、".join(f"“{label}”" for label in labels[:NAMED])
    return said if len(labels) <= NAMED else f"{said}等{len(labels)}项"


def _called(layout: Layout, name: str) -> str:
    cell = layout.cells.get(name)
    if cell is None:
        return inner(name)
    return inner(label_of(cell))


def _lost(standard: Standard, layout: Layout, located: Located) -> Iterator[Told]:
    """What could not be found: by whole sheets, by blocks, and what may be in several places."""
    gone = [sheet for sheet in standard.sheets if sheet not in homes(layout, located)]
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for name in located.lost:
        sheet = _sheet(layout, name)
        doubts = tuple(place.sheet for place in located.doubts.get(name, ()))
        whole = sheet in gone and not doubts
        groups.setdefault((sheet if whole else "", "" if whole else _block(layout, name), doubts), []).append(
            name
        )
    for (sheet, _, doubts), names in groups.items():
        said, cell = _said(layout, names), layout.cells.get(names[0])
        if doubts:
            places = located.doubts[names[0]]
            where = "、".join(map(str, places)) + (" 等" if len(names) > 1 else "")
            why = f"有{len(places)}处像：{where}" if len(places) > 1 else f"与别的项目都像在 {where}"
            yield Told(names[0], places, f"{said}{why}，不能确定是哪一处，没有检查")
        elif sheet:
            yield Told(names[0], (), f"找不到工作表“{sheet}”的内容（{said}），没有检查")
        else:
            yield Told(names[0], (cell.place,) if cell else (), f"找不到{said}，没有检查")


def _sheet(layout: Layout, name: str) -> str:
    cell = layout.cells.get(name)
    return cell.place.sheet if cell else layout.tables[_block(layout, name)].block.sheet
