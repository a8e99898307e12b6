"""The page of the cover (封面): twelve columns, a cursor that goes down, tiles, small tables, sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.writers.summary.book import BLOCK_FILL, HEAD_FILL, LINE_COLOUR, NOTE_COLOUR, Book, Sheet

COVER = "封面"

#: The page is twelve columns wide; a tile takes three of them.
WIDE, WIDTH, _TILE = 12, 7.7, 3
_NUMERALS = "一二三四五六七八九十"
_DARK = "#1F3864"
_FONT = "黑体"
_A4 = 9

#: The height of a line of a table, in points.
LINE = 18


@dataclass(frozen=True, slots=True)
class Live:
    """A live formula, the value it has now (None: a blank), and how it is shown; "": the value alone."""

    formula: str
    value: Decimal | int | str | None
    shown: str = "#,##0"


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline: what it is, the figure in large type, live or a count, and a word below."""

    label: str
    figure: Live | int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table on the cover: its heading, and the columns of the page it takes."""

    heading: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: its columns and its lines of texts, live figures and counts."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[str | int | Live, ...], ...]


class Page:
    """The cover while it is written: :attr:`row` is the next free one, counted from 1."""

    def __init__(self, book: Book) -> None:
        """Add the sheet; it is the first one, and written last."""
        self.sheet = Sheet(book, book.book.add_worksheet(COVER))
        self.book = book
        self.row = 1
        self._sections = 0
        raw = self.sheet.raw
        raw.hide_gridlines(2)
        raw.set_portrait()
        raw.set_paper(_A4)
        raw.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        raw.set_footer('&L&"宋体"&9&A&R&"宋体"&9第 &P 页,共 &N 页')
        raw.set_column(0, WIDE - 1, WIDTH)
        raw.fit_to_pages(1, 1)
        raw.center_horizontally()

    def gap(self, height: float = 6) -> None:
        """Leave a low row empty."""
        self.sheet.raw.set_row(self.row - 1, height)
        self.row += 1

    def line(self, text: str, size: float, height: float, **properties: Any) -> None:
        """Write text over the whole width."""
        style = self.book.format(**({"font_size": size, "align": "center"} | properties))
        self.sheet.raw.set_row(self.row - 1, height)
        self.sheet.merged(self.row, 1, WIDE, text, style)
        self.row += 1

    def section(self, title: str) -> None:
        """Begin a section."""
        self.gap()
        text = f"{_NUMERALS[self._sections]}、{title}"
        self._sections += 1
        self.line(text, 12, 20, align="left", bold=True, font_color=_DARK, bottom=2, bottom_color=_DARK)
        self.gap(4)

    def tiles(self, tiles: Sequence[Tile]) -> None:
        """Write headlines, four in a row."""
        for start in range(0, len(tiles), WIDE // _TILE):
            row = tiles[start : start + WIDE // _TILE]
            heights = (15, 27, 13) if any(tile.note for tile in row) else (15, 29)
            for number, height in enumerate(heights):
                self.sheet.raw.set_row(self.row - 1, height)
                for place in range(WIDE // _TILE):
                    tile = row[place] if place < len(row) else None
                    if tile:
                        self._tile(tile, number, 1 + place * _TILE, len(heights))
                self.row += 1
            self.gap(5)

    def _tile(self, tile: Tile, part: int, first: int, parts: int) -> None:
        """Write the label, the figure, or the note of a tile."""
        edges = {"left": 1, "right": 1, "top": int(part == 0), "bottom": int(part == parts - 1)}
        colours = {f"{edge}_color": LINE_COLOUR for edge, width in edges.items() if width}
        common = {edge: width for edge, width in edges.items() if width} | colours | {"align": "center"}
        common |= {"bg_color": BLOCK_FILL}
        last = first + _TILE - 1
        if part == 1:
            figure = tile.figure
            shown = figure.shown if isinstance(figure, Live) else "#,##0"
            large = {"font_name": _FONT, "font_size": 18, "font_color": _DARK, "num_format": shown}
            style = self.book.format(**common, **large, shrink=True)
            if isinstance(figure, Live):
                self.live(first, last, figure, style)
            else:
                self.sheet.merged(self.row, first, last, "", style)
                self.sheet.number(self.row, first, figure, style)
        else:
            size, colour = (9.5, "#000000") if part == 0 else (8, NOTE_COLOUR)
            style = self.book.format(**common, font_size=size, font_color=colour, shrink=True)
            self.sheet.merged(self.row, first, last, tile.note if part else tile.label, style)

    def live(self, first: int, last: int, figure: Live, style: Any) -> None:
        """Write a live figure over several columns of the row."""
        if last > first:
            self.sheet.raw.merge_range(self.row - 1, first - 1, self.row - 1, last - 1, "", style)
        if figure.formula or isinstance(figure.value, str):
            self.sheet.known((self.row, first), figure.formula, figure.value, style)
        else:
            self.sheet.number(self.row, first, figure.value, style)

    def tables(self, *tables: Table) -> int:
        """Write tables side by side; the row of their headings."""
        above = self.row
        lines = max(len(table.lines) for table in tables)
        for number in range(lines + 1):
            self.sheet.raw.set_row(self.row - 1, LINE)
            for table in tables:
                if number <= len(table.lines):
                    self._line(table, number)
            self.row += 1
        return above

    def _line(self, table: Table, number: int) -> None:
        """Write the headings (0) or a line of a table."""
        for place, column in enumerate(table.columns):
            if not number:
                style = self.book.boxed(bold=True, bg_color=HEAD_FILL, align="center", shrink=True)
                self.sheet.merged(self.row, column.first, column.last, column.heading, style)
                continue
            cell = table.lines[number - 1][place]
            if isinstance(cell, Live):
                align = "left" if isinstance(cell.value, str) else "center"
                style = self.book.boxed(align=align, num_format=cell.shown, shrink=True)
                self.live(column.first, column.last, cell, style)
            elif isinstance(cell, int):
                style = self.book.boxed(align="center", num_format="#,##0")
                self.sheet.merged(self.row, column.first, column.last, "", style)
                self.sheet.number(self.row, column.first, cell, style)
            else:
                style = self.book.boxed(shrink=True)
                self.sheet.merged(self.row, column.first, column.last, cell, style)
