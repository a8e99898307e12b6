"""The blank form, read once, and a case of a rule page typed into it: no file is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from xltools.authoring.beside import is_beside
from xltools.authoring.whole_book import HEADINGS, WHOLE, done_to
from xltools.core.entries import Entry, Put, changed, value_of
from xltools.core.guess import guess
from xltools.core.layout import Layout, Table, lay_out
from xltools.core.model import Workbook
from xltools.core.refs import Place
from xltools.core.rule_page import Case, Grid, Page, fault
from xltools.core.standard import Field, Standard
from xltools.readers.xlsx import read_bytes
from xltools.writers.form import form_bytes

#: The row of a table's grid that stands for all rows not named.
OTHERS = ("各行", "其余各行")


@lru_cache(maxsize=4)
def blank_form(standard: Standard) -> Workbook:
    """The standard's blank form, written and read back once."""
    return read_bytes(form_bytes(standard, {}), f"{standard.name}空白表.xlsx")


def filled(standard: Standard, page: Page, case: Case, form: Workbook) -> Workbook:
    """The form with the case's values typed in; StandardError names the line that cannot be typed."""
    layout = lay_out(standard)
    puts: dict[Place, Put] = {}
    for grid in case.grids:
        if grid.table != WHOLE and not is_beside(grid):
            for put in _Filler(standard, layout, form, page.number, grid).puts():
                puts[put.place] = put
    book = changed(form, puts.values())
    for grid in case.grids:
        if grid.table == WHOLE:
            book = _whole(book, layout, page.number, grid)
    return book


def _whole(book: Workbook, layout: Layout, number: str, grid: Grid) -> Workbook:
    """The workbook after what a grid named 工作簿 does to it."""
    if grid.headings != HEADINGS:
        raise fault(number, grid.line, f"“{WHOLE}”的表头应为“{'、'.join(HEADINGS)}”")
    for line, (item, value) in enumerate(grid.rows, grid.line + 2):

        def find(name: str, line: int = line) -> Place:
            cell = layout.cells.get(name)
            if cell is None:
                raise fault(number, line, f"没有字段“{name}”{guess(name, layout.cells)}")
            return cell.place

        try:
            book = done_to(book, item, value, find)
        except LookupError as error:
            raise fault(number, line, str(error)) from None
    return book


class _Filler:
    """One grid of a case on its way into the form."""

    def __init__(self, standard: Standard, layout: Layout, form: Workbook, number: str, grid: Grid) -> None:
        self._standard, self._layout, self._form = standard, layout, form
        self._number, self._grid = number, grid
        self._line = grid.line

    def puts(self) -> Iterator[Put]:
        """What the grid changes, a cell each."""
        grid = self._grid
        if not grid.table:
            for self._line, (name, text) in enumerate(grid.rows, grid.line + 2):
                yield self._cell(name, text)
            return
        table = self._layout.tables.get(grid.table)
        if table is None:
            raise self._fault(f"没有表“{grid.table}”{guess(grid.table, self._layout.tables)}")
        for column in grid.headings:
            if column not in table.columns:
                raise self._fault(f"表“{grid.table}”没有列“{column}”{guess(column, table.columns)}")
        yield from self._fixed(table) if table.stems else self._free(table)

    def _fault(self, problem: str) -> Exception:
        return fault(self._number, self._line, problem)

    def _cell(self, name: str, text: str) -> Put:
        cell = self._layout.cells.get(name)
        if cell is None:
            raise self._fault(f"没有字段“{name}”{guess(name, self._layout.cells)}")
        return self._put(text, cell.field, cell.place, may_type=cell.is_input)

    def _free(self, table: Table) -> Iterator[Put]:
        """The rows of a 明细 table, from its first row down."""
        columns = {field.name: field for field in self._standard.columns(table.block.name)}
        room = table.last_row - table.first_row + 1
        if len(self._grid.rows) > room:
            raise self._fault(f"表“{table.block.name}”只有{room}行")
        for offset, texts in enumerate(self._grid.rows):
            self._line = self._grid.line + 2 + offset
            for name, text in zip(self._grid.headings, texts, strict=True):
                if text:
                    place = Place(table.block.sheet, table.first_row + offset, table.columns[name])
                    yield self._put(text, columns[name], place, may_type=not columns[name].formula)

    def _fixed(self, table: Table) -> Iterator[Put]:
        """The rows of a table of indicators, named in the first column by what the form has there."""
        key, *columns = self._grid.headings
        name = table.block.name
        rows = {stem: str(self._layout.row_cell(name, stem, key).constant or stem) for stem in table.stems}
        named = {texts[0] for texts in self._grid.rows}
        for offset, (label, *texts) in enumerate(self._grid.rows):
            self._line = self._grid.line + 2 + offset
            stems = [stem for stem, shown in rows.items() if label in (shown, stem)]
            if label in OTHERS:
                stems = [stem for stem, shown in rows.items() if not named & {stem, shown}]
            elif not stems:
                raise self._fault(f"表“{name}”没有“{label}”这一行{guess(label, rows.values())}")
            for stem in stems:
                yield from self._row(name, stem, dict(zip(columns, texts, strict=True)))

    def _row(self, table: str, stem: str, texts: Mapping[str, str]) -> Iterator[Put]:
        """One row of a fixed table; [@列] is what the form gives that column of the row."""
        for column, text in texts.items():
            if not text:
                continue
            cell = self._layout.row_cell(table, stem, column)
            if text.startswith("[@"):
                text = self._given(table, stem, text[2:].removesuffix("]"))  # noqa: PLW2901
            yield self._put(text, cell.field, cell.place, may_type=cell.is_input)

    def _given(self, table: str, stem: str, column: str) -> str:
        """What the form itself has in a column of a row."""
        try:
            constant = self._layout.row_cell(table, stem, column).constant
        except KeyError:
            constant = None
        if constant is None:
            raise self._fault(f"表“{table}”的“{column}”没有规范给定的值，[@{column}] 取不到")
        return f"{constant:f}" if isinstance(constant, Decimal) else constant

    def _put(self, text: str, field: Field, place: Place, *, may_type: bool) -> Put:
        entry = Entry.of(text)
        if entry.how == "填" and not may_type:
            problem = (
                f"“{field.label}”是公式或规范给定的，填不进；要试改动的，写成 `数值 …`、`文本 …` 或 `公式 …`"
            )
            raise self._fault(problem)
        sheet = self._form.sheet(place.sheet)
        formats = self._form.formats
        code = formats[sheet.style(place.row, place.column)].number if sheet and formats else "General"
        try:
            value = value_of(entry, field, code)
        except ValueError as error:
            raise self._fault(str(error)) from None
        formula = {"公式": entry.text, "显示": None}.get(entry.how, "")
        return Put(place, value, formula)
