"""What became of a form's fields, in sentences: sheets renamed, blocks moved, fields lost, copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from xltools.core.layout import Layout
from xltools.core.locating.copies import copies
from xltools.core.locating.formtext import label_of
from xltools.core.locating.located import Located, Move
from xltools.core.locating.strays import strays
from xltools.core.locating.told import Told
from xltools.core.messages import inner
from xltools.core.model import Workbook
from xltools.core.refs import Area, Place
from xltools.core.standard import Standard

#: How many fields a sentence names before it says how many there are.
NAMED = 3


def drift(workbook: Workbook, standard: Standard, layout: Layout, located: Located) -> Iterator[Told]:
    """Everything that happened to the places of fields; nothing where names and words agree."""
    yield from _renamed(layout, located)
    at = {sheet: found.most_common(1)[0][0] for sheet, found in homes(layout, located).items()}
    yield from copies(workbook, standard, layout, located, at)
    yield from strays(workbook, standard, located)
    if located.local:
        yield _local(layout, located)
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


def _local(layout: Layout, located: Located) -> Told:
    """Names that belong to a copied sheet alone: formulas on other sheets cannot use them."""
    names = [name for name in (*located.cells, *located.areas) if name in located.local]
    first = located.cells[names[0]] if names[0] in located.cells else located.areas[names[0]].first
    problem = (
        f"工作表“{inner(first.sheet)}”是复制来的，{_said(layout, names)}的单元格名称只在这张表里有效，"
        "工作簿里的同名名称已经没有了：别的工作表用到它们的公式在 Excel 中会显示 #NAME? 或 #REF!，"
        "这里按找到的位置计算"
    )
    return Told(names[0], (first,), problem)


def _moved(layout: Layout, located: Located) -> Iterator[Told]:
    """What was found by its words, together where a block went one way."""
    ways: dict[tuple[str, ...], list[Move]] = {}
    nameless = _nameless(layout, located)
    for move in located.moves:
        ways.setdefault(_way(layout, move, nameless), []).append(move)
    for moves in ways.values():
        first = moves[0]
        said = _said(layout, [move.name for move in moves])
        now = _address(first.after)
        more = " 等处" if len(moves) > 1 else ""
        lost = f"{said}的单元格名称丢失，按表头和行名找到在 {now}{more}"
        if first.before is None and _sheet(layout, first.name) in nameless and more:
            sheet = inner(first.after.sheet)
            lost = f"工作表“{sheet}”的单元格名称全部丢失（{said}），按表头和行名找到在 {now}{more}"
        pointed = (
            first.before
            and f"{said}的单元格名称指向 {_address(first.before)}{more}，按表头和行名找到在 {now}{more}"
        )
        yield Told(
            first.name, tuple(move.after.first for move in moves), (pointed or lost) + _consequence(moves)
        )


def _consequence(moves: list[Move]) -> str:
    """What the unit's own formulas make of names that cover too few or too many cells."""
    spans = any(move.before is not None and not _alike(move.before, move.after) for move in moves)
    return "，用到这个名称的公式会少算或多算" if spans else ""


def _alike(one: Area, other: Area) -> bool:
    """Whether two areas have the same size."""
    return (one.last_row - one.first_row, one.last_column - one.first_column) == (
        other.last_row - other.first_row,
        other.last_column - other.first_column,
    )


def _nameless(layout: Layout, located: Located) -> frozenset[str]:
    """The sheets of the form on which every field found has lost its name."""
    without = {move.name for move in located.moves if move.before is None}
    fields = (*layout.cells, *(f"{table}_{c}" for table, t in layout.tables.items() for c in t.columns))
    found = located.cells.keys() | located.areas.keys()
    named = {_sheet(layout, name) for name in fields if name in found and name not in without}
    return frozenset({_sheet(layout, name) for name in without} - named)


def _way(layout: Layout, move: Move, nameless: frozenset[str]) -> tuple[str, ...]:
    """What moves have in common that are told together: the block, and from where to where it went."""
    cell, before, after = layout.cells.get(move.name), move.before, move.after
    sheet = _sheet(layout, move.name)
    block = _block(layout, move.name)
    if before is None:
        return (sheet if sheet in nameless else block, "", after.sheet)
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
