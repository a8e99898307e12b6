"""Figures where the form has no cell: in rows and columns put into its blocks, and far away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xltools.core.amounts import currency_suffixes, exact, grouped
from xltools.core.entry.entered import read_number
from xltools.core.layout import CHECK_COLUMN, lay_out
from xltools.core.locating.frame import frame_of
from xltools.core.locating.headings import TOTAL, words
from xltools.core.locating.located import Located
from xltools.core.locating.told import Told
from xltools.core.messages import inner
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import Place, column_letters
from xltools.core.standard import Standard

#: Units that may stand behind a figure written as text; what they multiply by is all the same here.
_UNITS = currency_suffixes("元")

#: How many rows or columns a sentence names before it says how many there are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it stands in a workbook: its rows and columns of figures, and others between them.

    ``end`` is the row before which what is typed under the block still belongs to it.
    """

    name: str
    sheet: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    more_rows: tuple[int, ...]
    more_columns: tuple[int, ...]
    end: int
    fixed: bool


def strays(workbook: Workbook, standard: Standard, located: Located) -> Iterator[Told]:
    """The rows and columns with figures that are none of the form's, and cells far away."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for block in blocks_of(standard, located):
        sheet = sheets[block.sheet]
        yield from _in_rows(sheet, block, _known(standard, located))
        yield from _in_columns(sheet, block)
    for sheet in workbook.sheets:
        if sheet.far:
            yield _far(sheet)


def _far(sheet: Sheet) -> Told:
    places = tuple(Place(sheet.name, *at) for at in sorted(sheet.far))
    first = _figure(next(iter(sheet.far[at] for at in sorted(sheet.far))))
    more = f"等{len(places)}格" if len(places) > 1 else ""
    problem = f"{places[0]}{more}离表格很远，有内容（{first}），没有计入；请移到表格里，或删除那几行、列"
    return Told(None, places, problem, harmless=True)


@lru_cache(maxsize=16)
def blocks_of(standard: Standard, located: Located) -> tuple[Block, ...]:
    """The blocks of items under headings and the tables, where their fields stand."""
    layout, frame = lay_out(standard), frame_of(standard)
    items: dict[tuple[str, str], list[str]] = {}
    for line in frame.lines:
        if not line.beside:
            items.setdefault(line.block, []).extend(cell.name for cell, _ in line.cells)
    found = [_of_items(name, names, located) for (_, name), names in items.items()]
    for name, table in layout.tables.items():
        names = (*(f"{name}_{column}" for column in table.columns), f"{name}_{CHECK_COLUMN}")
        found.append(_of_table(name, names, located))
    return tuple(_bounded([block for block in found if block is not None], located))


def _of_items(name: str, names: Iterable[str], located: Located) -> Block | None:
    places = [located.cells[each] for each in names if each in located.cells]
    if not places:
        return None
    sheet = Counter(place.sheet for place in places).most_common(1)[0][0]
    rows = sorted({place.row for place in places if place.sheet == sheet})
    columns = sorted({place.column for place in places if place.sheet == sheet})
    more_rows = tuple(sorted(set(range(rows[0], rows[-1])) - set(rows)))
    return Block(name, sheet, tuple(rows), tuple(columns), more_rows, _between(columns), 0, fixed=False)


def _of_table(name: str, names: Iterable[str], located: Located) -> Block | None:
    areas = [located.areas[each] for each in names if each in located.areas]
    if not areas:
        return None
    sheet = Counter(area.sheet for area in areas).most_common(1)[0][0]
    here = [area for area in areas if area.sheet == sheet]
    columns = sorted({area.first_column for area in here})
    rows = range(min(area.first_row for area in here), max(area.last_row for area in here) + 1)
    return Block(name, sheet, tuple(rows), tuple(columns), (), _between(columns), 0, fixed=True)


def _between(columns: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(range(columns[0], columns[-1])) - set(columns)))


def _bounded(blocks: list[Block], located: Located) -> Iterator[Block]:
    """The blocks without what is another field's, each with where the next one on its sheet begins."""
    taken: dict[str, set[int]] = {}
    for place in (*located.cells.values(), *(p for places in located.doubts.values() for p in places)):
        taken.setdefault(place.sheet, set()).add(place.row)
    for block in blocks:
        if not block.fixed:
            taken.setdefault(block.sheet, set()).update(block.rows)
    for each in blocks:
        used = taken.get(each.sheet, set())
        below = [row for row in used if row > each.rows[-1]]
        below += [b.rows[0] - 1 for b in blocks if b.sheet == each.sheet and b.rows[0] > each.rows[-1]]
        yield Block(
            each.name,
            each.sheet,
            each.rows,
            each.columns,
            tuple(row for row in each.more_rows if row not in used),
            each.more_columns,
            min(below, default=each.rows[-1] + 1),
            each.fixed,
        )


def _in_rows(sheet: Sheet, block: Block, known: frozenset[str]) -> Iterator[Told]:
    """Rows between the items of a block, and right under it, with figures under its headings."""
    rows = list(block.more_rows)
    below = block.rows[-1] + 1
    while not block.fixed and below < block.end and _holds_anything(sheet, below):
        rows.append(below)
        below += 1
    found: dict[int, Place] = {}
    for row in rows:
        cells = sheet.values[row - 1] if row <= len(sheet.values) else ()
        figures = [column for column in block.columns if _is_figure(sheet, row, column)]
        if figures and not any(words(value) in known for value in cells if isinstance(value, str)):
            found[row] = Place(sheet.name, row, figures[0])
    if found:
        names = [f"第{row}行{_label(sheet, row, block.columns[0])}" for row in found]
        yield _told(sheet, block, names, tuple(found.values()), "行")


def _in_columns(sheet: Sheet, block: Block) -> Iterator[Told]:
    """Columns between those of a block with figures in its rows."""
    found: dict[int, Place] = {}
    for column in block.more_columns:
        rows = [row for row in block.rows if _is_figure(sheet, row, column)]
        if rows:
            found[column] = Place(sheet.name, rows[0], column)
    if found:
        names = [f"{column_letters(column)}列{_heading(sheet, block, column)}" for column in found]
        yield _told(sheet, block, names, tuple(found.values()), "列")


def _told(sheet: Sheet, block: Block, names: list[str], places: tuple[Place, ...], what: str) -> Told:
    said = "、".join(names[:NAMED]) + (f"等{len(names)}{what}" if len(names) > NAMED else "")
    first = places[0]
    figure = _figure(sheet.value(first.row, first.column))
    where = f"{sheet.name}{said}（{first.cell} 填的是 {figure}）"
    problem = f"“{block.name}”里有表样以外的{what}填了数，没有计入：{where}"
    return Told(None, places, problem, harmless=True)


@lru_cache(maxsize=16)
def _known(standard: Standard, located: Located) -> frozenset[str]:
    """The words of rows of which nothing is to be said here: titles, notes, items told of as lost."""
    frame = frame_of(standard)
    lost = (line for line in frame.lines if any(cell.name not in located.cells for cell, _ in line.cells))
    return frame.titles | {line.label for line in lost} | {TOTAL}


def _holds_anything(sheet: Sheet, row: int) -> bool:
    return row <= len(sheet.values) and any(value is not None for value in sheet.values[row - 1])


def _is_figure(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell holds a number, typed, written as text, or by a formula."""
    value = sheet.value(row, column)
    if isinstance(value, str):
        return bool(value.strip()) and read_number(value, _UNITS) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _label(sheet: Sheet, row: int, before: int) -> str:
    """What stands left of the figures in a row."""
    cells = sheet.values[row - 1][: before - 1]
    texts = [value for value in cells if isinstance(value, str) and value.strip()]
    longest = max(texts, key=len, default="")
    return f"“{inner(longest.strip())}”" if longest else ""


def _heading(sheet: Sheet, block: Block, column: int) -> str:
    now: Value = sheet.value(block.rows[0] - 1, column)
    return f"“{inner(now.strip())}”" if isinstance(now, str) and now.strip() else ""


def _figure(value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return grouped(exact(value))
    return f"“{inner(str(value))}”"
