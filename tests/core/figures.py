"""A form in which every field holds its own figure, moved about at random; where each figure is in truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from xltools.core.layout import lay_out
from xltools.core.locating.located import Located
from xltools.core.model import Value, Workbook
from xltools.core.refs import Area
from xltools.core.standard import Standard

from . import moves


@dataclass(frozen=True)
class Case:
    """A workbook, and the figure each field and each column of a 明细 table holds in truth."""

    book: Workbook
    cells: Mapping[str, Value]
    columns: Mapping[str, frozenset[Value]]
    done: tuple[str, ...] = ()

    def doing(self, what: str, book: Workbook) -> Case:
        """The case after one thing was done to its workbook."""
        return replace(self, book=book, done=(*self.done, what))


def filled(standard: Standard, book: Workbook) -> Case:
    """The blank form with a distinct figure in every cell that is no given text."""
    layout = lay_out(standard)
    grids = {sheet.name: moves.grid_of(sheet) for sheet in book.sheets}
    number = 1_000_000
    cells: dict[str, Value] = {}
    for name, cell in layout.cells.items():
        if not isinstance(cell.constant, str) or not cell.constant:
            number += 1
            cells[name] = number
            _put(grids[cell.place.sheet], cell.place.row, cell.place.column, number)
    columns: dict[str, frozenset[Value]] = {}
    for table in layout.tables.values():
        for column in table.columns if not table.stems else ():
            held = set()
            for row in range(table.first_row, table.first_row + 5):
                number += 1
                held.add(number)
                _put(grids[table.block.sheet], row, table.columns[column], number)
            columns[f"{table.block.name}_{column}"] = frozenset(held)
    for name, grid in grids.items():
        book = moves.with_grid(book, name, grid)
    sheets = tuple(replace(sheet, formulas={}, arrays={}) for sheet in book.sheets)
    return Case(replace(book, sheets=sheets), cells, columns)


def _put(grid: moves.Grid, row: int, column: int, value: Value) -> None:
    while len(grid) < row:
        grid.append([])
    grid[row - 1].extend([None] * (column - len(grid[row - 1])))
    grid[row - 1][column - 1] = value


def stirred(case: Case, standard: Standard, rng: random.Random, times: int) -> Case:
    """The case after some random moves, each on a sheet that holds fields."""
    held = {cell.place.sheet for cell in lay_out(standard).cells.values()}
    held |= {table.block.sheet for table in lay_out(standard).tables.values()}
    for _ in range(times):
        names = [each.name for each in case.book.sheets]
        sheet = rng.choice([name for name in names if name.removeprefix("改名") in held] or names)
        case = rng.choice(MOVES)(case, standard, sheet, rng)
    return case


def _rows(case: Case, sheet: str) -> int:
    return max(1, len(next(each for each in case.book.sheets if each.name == sheet).values))


def _insert_rows(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    at, count = rng.randint(1, _rows(case, sheet)), rng.randint(1, 3)
    return case.doing(f"插行 {sheet} {at} {count}", moves.insert_rows(case.book, sheet, at, count))


def _delete_rows(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    at = rng.randint(1, _rows(case, sheet))
    return case.doing(f"删行 {sheet} {at}", moves.delete_rows(case.book, sheet, at, rng.randint(1, 2)))


def _insert_columns(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    at = rng.randint(1, 9)
    return case.doing(f"插列 {sheet} {at}", moves.insert_columns(case.book, sheet, at))


def _delete_columns(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    at = rng.randint(1, 9)
    return case.doing(f"删列 {sheet} {at}", moves.delete_columns(case.book, sheet, at))


def _rename(case: Case, _: Standard, sheet: str, __: random.Random) -> Case:
    return case.doing(f"改名 {sheet}", moves.rename_sheet(case.book, sheet, f"改名{sheet}"))


def _copy(case: Case, _: Standard, sheet: str, __: random.Random) -> Case:
    name = f"{sheet} ({len(case.book.sheets)})"
    return case.doing(f"复制 {sheet}", moves.copy_sheet(case.book, sheet, name, _other))


def _other(value: Value) -> Value:
    """What a copy holds instead: figures of its own."""
    return -value if isinstance(value, int) and value > 1_000_000 else value


def _copy_only(case: Case, _: Standard, sheet: str, __: random.Random) -> Case:
    """The original deleted, its copy left: the copy holds the figures."""
    book = moves.copy_sheet(case.book, sheet, f"{sheet} (副本)", lambda value: value)
    return case.doing(f"只剩副本 {sheet}", moves.delete_sheet(book, sheet))


def _delete_sheet(case: Case, _: Standard, sheet: str, __: random.Random) -> Case:
    own = sheet.removeprefix("改名")
    if len(case.book.sheets) == 1 or any(
        each.name.removeprefix("改名").startswith(f"{own} (") for each in case.book.sheets
    ):
        return case.doing("无", case.book)
    return case.doing(f"删表 {sheet}", moves.delete_sheet(case.book, sheet))


def _order(case: Case, _: Standard, __: str, rng: random.Random) -> Case:
    sheets = list(case.book.sheets)
    rng.shuffle(sheets)
    return case.doing("换次序", replace(case.book, sheets=tuple(sheets)))


def _drop_some(case: Case, _: Standard, __: str, rng: random.Random) -> Case:
    names = [name.name for name in case.book.names if rng.random() < 0.2]
    return case.doing("丢一些名称", moves.drop_names(case.book, names))


def _drop_all(case: Case, _: Standard, __: str, ___: random.Random) -> Case:
    return case.doing("丢全部名称", replace(case.book, names=()))


def _point(case: Case, standard: Standard, sheet: str, rng: random.Random) -> Case:
    book, names = case.book, list(lay_out(standard).cells)
    for name in rng.sample(names, min(5, len(names))):
        row, column = rng.randint(1, _rows(case, sheet) + 2), rng.randint(1, 9)
        book = moves.point(book, name, Area(sheet, row, column, row, column))
    for name in rng.sample(sorted(case.columns), 1):
        row, column = rng.randint(1, _rows(case, sheet)), rng.randint(1, 9)
        book = moves.point(book, name, Area(sheet, row, column, row + 10, column))
    return case.doing(f"指错 {sheet}", book)


def _swap_names(case: Case, standard: Standard, _: str, rng: random.Random) -> Case:
    one, other = rng.sample([name.name for name in case.book.names] or ["甲", "乙"], 2)
    texts = {name.name: name.text for name in case.book.names}
    swapped = {one: texts.get(other, ""), other: texts.get(one, "")}
    names = (replace(n, text=swapped.get(n.name, n.text)) if n.sheet is None else n for n in case.book.names)
    return case.doing(f"名称对调 {one} {other}", replace(case.book, names=tuple(names)))


def _sort(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    first = rng.randint(1, _rows(case, sheet))
    rows = list(range(first, min(_rows(case, sheet), first + rng.randint(1, 8)) + 1))
    order = rng.sample(rows, len(rows))
    return case.doing(f"排序 {sheet} {rows[0]}-{rows[-1]}", moves.reorder_rows(case.book, sheet, rows, order))


def _title(case: Case, _: Standard, sheet: str, __: random.Random) -> Case:
    return case.doing(f"加标题 {sheet}", moves.insert_rows(case.book, sheet, 1, 1, "某某市某某局"))


def _paste(case: Case, _: Standard, sheet: str, rng: random.Random) -> Case:
    at = rng.randint(1, _rows(case, sheet))
    return case.doing(f"粘贴下移 {sheet} {at}", moves.paste_lower(case.book, sheet, at, rng.randint(1, 4)))


def _label(case: Case, standard: Standard, sheet: str, rng: random.Random) -> Case:
    """A text of the form edited or wiped out."""
    values = next(each for each in case.book.sheets if each.name == sheet).values
    texts = [
        (r, c) for r, row in enumerate(values, 1) for c, value in enumerate(row, 1) if isinstance(value, str)
    ]
    if not texts:
        return case.doing("无", case.book)
    row, column = rng.choice(texts)
    new = rng.choice([None, "别的项目", "改过的字"])
    return case.doing(f"改字 {sheet} {row},{column}", moves.put(case.book, sheet, row, column, new))


MOVES: tuple[Callable[[Case, Standard, str, random.Random], Case], ...] = (
    *(
        _insert_rows,
        _delete_rows,
        _insert_columns,
        _delete_columns,
        _rename,
        _copy,
        _copy_only,
        _delete_sheet,
    ),
    *(_order, _drop_some, _drop_all, _point, _swap_names, _sort, _title, _paste, _label),
)


def wrong(case: Case, located: Located) -> list[str]:
    """Every field that is located and does not hold its own figure."""
    found = []
    present = {value for sheet in case.book.sheets for row in sheet.values for value in row if _figure(value)}
    for name, place in located.cells.items():
        value = case.book.value(place)
        truth = case.cells.get(name)
        if _figure(value) and value != truth:
            found.append(f"{name} 在 {place} 读到别的数 {value}")
        elif truth in present and value != truth:
            found.append(f"{name} 在 {place} 没有读到自己的数")
    for name, figures in case.columns.items():
        area = located.areas.get(name)
        told = [outside.area for outside in located.outside if name.startswith(f"{outside.table}_")]
        for row, value in _column(case.book, area) if area else ():
            if any(each.first_row <= row <= each.last_row for each in told):
                continue
            if _figure(value) and value not in figures:
                found.append(f"{name} 在 {area} 读到别的数 {value}")
    return found


def _figure(value: Value) -> bool:
    return isinstance(value, int) and abs(value) > 1_000_000


def _column(book: Workbook, area: Area) -> list[tuple[int, Value]]:
    sheet = book.sheet(area.sheet)
    assert sheet is not None
    return [(row, sheet.value(row, area.first_column)) for row in range(area.first_row, area.last_row + 1)]


def unread(case: Case, located: Located) -> list[str]:
    """Figures of 明细 columns that are located, and yet neither read nor told of as outside."""
    found = []
    for name, figures in case.columns.items():
        area = located.areas.get(name)
        if area is None:
            continue
        sheet = case.book.sheet(area.sheet)
        assert sheet is not None
        told = [outside.area for outside in located.outside if outside.area.sheet == sheet.name]
        for row, cells in enumerate(sheet.values, 1):
            for column, value in enumerate(cells, 1):
                inside = area.first_row <= row <= area.last_row and column == area.first_column
                outside = any(a.first_row <= row <= a.last_row for a in told)
                if value in figures and not inside and not outside:
                    found.append(f"{name} {sheet.name} 第{row}行 {value} 没有读,也没有说")
    return found
