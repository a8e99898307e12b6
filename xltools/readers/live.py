"""An open ``xlwings.Book`` -> the Workbook that the file reader makes: what is on the screen, saved or not.

Values and formulas come from the program, one bulk read a sheet for each. What it does not give in bulk
(number formats, locks, validations, names, merged areas …) comes from the file as last saved; where rows or
columns moved since, the two do not fit together, and the person is asked to save first: nothing is guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from xltools.core.errors import InputError
from xltools.core.model import Sheet, Value, Workbook
from xltools.core.refs import Area, column_letters, parse_area, parse_cell
from xltools.readers.live_cells import Grid, constant, formula_value, plain, rows_of
from xltools.readers.live_links import Links
from xltools.readers.live_moved import moved
from xltools.readers.xlsx import read

_SAVE = "请先保存（Ctrl+S），再点一次"

#: A sheet whose used area is larger was reached by a slip far off: of it, what the file holds and some more.
_MOST_CELLS = 300_000
_MORE_ROWS, _MORE_COLUMNS = 500, 50

_SHOWN = {True: "visible", -1: "visible", 2: "veryHidden"}


def sheets_of(book: Any) -> Mapping[str, Any]:
    """The ``xlwings.Sheet``s by name: to ask for them again is a call each."""
    return {str(sheet.name): sheet for sheet in book.sheets}


def read_live(book: Any, app: Any, named: Mapping[str, Any]) -> Workbook:
    """The workbook as it stands in the program; its path, and what is beside cells, as last saved.

    ``named`` are its sheets, by :func:`sheets_of`, ``app`` its program. InputError where it was
    never saved, its file cannot be read, or rows, columns or sheets moved since.
    """
    path = path_of(book)
    saved = read(path)
    links = Links(saved.links)
    sheets = tuple(_sheets(named, saved, app.engine.name, links))
    gone = {sheet.name for sheet in saved.sheets} - {sheet.name for sheet, _ in sheets}
    new = [sheet.name for sheet, at in sheets if at is None]
    if gone and new:
        raise _moved(f"工作表“{'、'.join(sorted(gone))}”在上次保存后改了名或删去了")
    changed = [sheet for sheet, at in sheets if sheet != at]
    manual = app.calculation == "manual"
    if not changed and not gone and manual == saved.manual_calculation:
        return saved
    return replace(
        saved,
        sha256=_digest(saved, changed, sorted(gone)),
        sheets=tuple(sheet for sheet, _ in sheets),
        links=links.files,
        manual_calculation=manual,
    )


def read_values(sheets: Mapping[str, Any], engine: str) -> tuple[Sheet, ...]:
    """Just the values of ``xlwings.Sheet``s by name, whatever moved."""
    return tuple(
        replace(Sheet(name), values=_Reading(sheet, name, None, engine, Links(()), date1904=False).values())
        for name, sheet in sheets.items()
    )


def path_of(book: Any) -> Path:
    """The book's file; InputError where it is not on this machine."""
    name = str(book.fullname)
    if "://" in name:
        message = f"“{book.name}”开在网盘或网站上，读不到它的文件"
        raise InputError(message, fix="另存到本机的文件夹，打开那一份再校验", code="not-local")
    path = Path(name)
    if not path.is_file():
        message = f"“{book.name}”还没有保存成文件"
        raise InputError(message, fix="先把它保存到本机的文件夹（Ctrl+S），再点一次", code="unsaved")
    return path


def _moved(what: str) -> InputError:
    return InputError(f"{what}，还没有保存，格的位置对不上", fix=_SAVE, code="moved")


def _sheets(
    named: Mapping[str, Any], saved: Workbook, engine: str, links: Links
) -> Iterator[tuple[Sheet, Sheet | None]]:
    """Each sheet as it stands, with the one saved under its name."""
    for name, each in named.items():
        at = saved.sheet(name)
        yield _Reading(each, name, at, engine, links, date1904=saved.date1904).sheet(), at


class _Reading:
    """One sheet being read."""

    def __init__(
        self, sheet: Any, name: str, saved: Sheet | None, engine: str, links: Links, *, date1904: bool
    ) -> None:
        self._sheet = sheet
        self._name = name
        self._saved = saved
        self._engine = engine
        self._links = links
        self._date1904 = date1904

    def sheet(self) -> Sheet:
        """The sheet; what only a file tells is as saved, if nothing moved."""
        base = self._saved or Sheet(self._name)
        state = _state(self._sheet.visible, base)
        grid = self._grid(base)
        if self._saved is not None and (where := moved(base, grid)):
            raise _moved(f"工作表“{self._name}”在上次保存后插入、删除或移动过{where}")
        spilled = self._spilled(base, grid)
        formulas = {at: text for at, text in grid.formulas.items() if at not in spilled}
        arrays = {at: ref for at, ref in base.arrays.items() if formulas.get(at) == base.formulas.get(at)}
        values = _trimmed(grid)
        if values == base.values and formulas == base.formulas and state == base.state:
            return base
        return replace(base, state=state, values=values, formulas=formulas, arrays=arrays)

    def values(self) -> tuple[tuple[Value, ...], ...]:
        """The values alone: one call for them."""
        area, first = self._area(Sheet(self._name))
        raw = plain(area.raw_value, self._engine, date1904=self._date1904)
        grid = Grid({}, {})
        for row, line in enumerate(raw, first[0]):
            for column, value in enumerate(line, first[1]):
                if (found := constant(value, None, None)) is not None:
                    grid.values[row, column] = found
        return _trimmed(grid)

    def _grid(self, base: Sheet) -> Grid:
        """The cells as they stand; a value that differs only by how it is handed over is the saved one."""
        area, first = self._area(base)
        texts = rows_of(area.formula)
        raw = plain(area.raw_value, self._engine, date1904=self._date1904)
        grid = Grid({}, {})
        for row, (line, written) in enumerate(zip(raw, texts, strict=True), first[0]):
            for column, (value, text) in enumerate(zip(line, written, strict=True), first[1]):
                self._put(grid, base, (row, column), value, text)
        return grid

    def _put(self, grid: Grid, base: Sheet, at: tuple[int, int], value: Any, text: Any) -> None:
        is_formula = isinstance(text, str) and text.startswith("=") and text != value and len(text) > 1
        held = base.value(*at)
        if is_formula:
            grid.formulas[at] = self._links.formula(str(text), base.formulas.get(at, ""))
            grid.values[at] = formula_value(value, held)
        elif (found := constant(value, text, held)) is not None:
            grid.values[at] = found

    def _area(self, base: Sheet) -> tuple[Any, tuple[int, int]]:
        """The used area as a range, and its first cell."""
        used = self._sheet.used_range
        area = parse_area(f"x!{used.address}")
        if area is None:
            raise InputError(f"认不出工作表“{self._name}”的范围", fix=_SAVE)
        first = (area.first_row, area.first_column)
        if area.cells <= _MOST_CELLS:
            return used, first
        rows = min(area.last_row, len(base.values) + _MORE_ROWS)
        columns = min(area.last_column, max(map(len, base.values), default=0) + _MORE_COLUMNS)
        ref = f"A1:{column_letters(columns)}{rows}"
        return self._sheet.range(ref), (1, 1)

    def _spilled(self, base: Sheet, grid: Grid) -> set[tuple[int, int]]:
        """The cells that array formulas fill besides their own: the program shows the formula in each."""
        found = set()
        for at, ref in base.arrays.items():
            first, _, last = ref.partition(":")
            start, end = parse_cell(first), parse_cell(last or first)
            if start and end:
                area = Area(self._name, *start, *end)
                found |= {
                    (row, column)
                    for row in range(area.first_row, area.last_row + 1)
                    for column in range(area.first_column, area.last_column + 1)
                    if (row, column) != at and grid.formulas.get((row, column)) == grid.formulas.get(at)
                }
        return found


def _state(shown: Any, base: Sheet) -> Any:
    if shown in _SHOWN:
        return _SHOWN[shown]
    return base.state if base.state != "visible" else "hidden"


def _trimmed(grid: Grid) -> tuple[tuple[Value, ...], ...]:
    """Row by row, each as long as its last filled cell, down to the last filled row."""
    lines: dict[int, dict[int, Value]] = {}
    for (row, column), value in grid.values.items():
        if value is not None:
            lines.setdefault(row, {})[column] = value
    return tuple(
        tuple(line.get(column) for column in range(1, max(line, default=0) + 1))
        for line in (lines.get(row, {}) for row in range(1, max(lines, default=0) + 1))
    )


def _digest(saved: Workbook, changed: list[Sheet], gone: list[str]) -> str:
    """What stands for the bytes that saving it now would give: another for any other content."""
    digest = hashlib.sha256(saved.sha256.encode())
    for sheet in changed:
        content: Mapping[str, object] = {"name": sheet.name, "values": sheet.values, "state": sheet.state}
        digest.update(repr((content, sorted(sheet.formulas.items()))).encode("utf-8", "surrogatepass"))
    digest.update(repr(gone).encode())
    return digest.hexdigest()
