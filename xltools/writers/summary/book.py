"""A workbook being written: formats made once, text that stays text, formulas with their cached values."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from xltools.core.filenames import readable
from xltools.core.model import ErrorValue, Value
from xltools.core.names import SUMMARY_NAME
from xltools.core.refs import Place, quote_sheet
from xltools.core.standard import Field
from xltools.writers.links import address
from xltools.writers.summary.lean import LeanWorksheet

HEAD_FILL = "#D9E2F0"
BLOCK_FILL = "#EEF2F8"
ERROR_FILL = "#F8D7D3"
DOUBT_FILL = "#FCE9C8"
GOOD_FILL = "#E2F0DF"
GIVEN_FILL = "#F2F2F2"
NOTE_COLOUR = "#666666"
LINK_COLOUR = "#1F4E9E"
LINE_COLOUR = "#B8C0CC"

#: Height of a row of figures, in points.
ROW_HEIGHT = 17

#: What stands in a formula for the number of its own row: texts of formulas are made once for all rows.
ROW = "\0"

#: A further line of wrapped text, and the tallest row: a long formula is cut off rather than fill the page.
_LINE_HEIGHT = 13.5
_TALLEST = 98

_FONT = "宋体"
_TITLE_FONT = "黑体"

#: A fixed date, so that the same summary gives the same bytes.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format has no time zone here

#: What Excel allows: characters in a cell, links on a sheet, characters in a link.
_LONGEST_TEXT = 32_767
MOST_LINKS = 65_000
_LONGEST_LINK = 2_000

#: What ends a text that does not fit a cell.
_CUT = "……（过长，后面没有写）"

#: Halves of surrogates and what XML forbids outright; in a cell's text the format escapes controls.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_BARRED = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")

_A4 = 9


class Book:
    """An XlsxWriter workbook with our formats; ``cached`` are the values its formulas show unrecalculated.

    ``by_rows``: rows are written from the top down, none twice, and so are not all held in memory.
    """

    #: Whether people see it: otherwise what no formula looks at is left out.
    drawn = True

    def __init__(
        self,
        path: Path | BytesIO,
        home: Path,
        cached: Mapping[Place, Value],
        title: str = "部门整体支出绩效自评汇总",
        *,
        by_rows: bool = False,
    ) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        options["constant_memory" if by_rows else "in_memory"] = True
        self.book = xlsxwriter.Workbook(str(path) if isinstance(path, Path) else path, options)
        self.book.set_properties({"title": title, "created": _CREATED})
        self.address = lru_cache(maxsize=256)(partial(address, home=home))
        self.cached = cached
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._boxed: dict[tuple[tuple[str, Any], ...], Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets so far, in order."""
        return tuple(sheet.get_name() for sheet in self.book.worksheets())

    def mark(self, name: str = SUMMARY_NAME) -> None:
        """Give the workbook the hidden name by which it is known as an output later."""
        self.book.define_name(name, '="1"')
        self.book.defined_names[-1][3] = True

    def close(self) -> None:
        """Write the file; raises OSError."""
        try:
            self.book.close()
        except FileCreateError as error:
            raise error.args[0] from error

    def format(self, **properties: Any) -> Any:
        """The cell format with these properties on top of the common ones."""
        asked = tuple(properties.items())
        if asked not in self._formats:
            key = tuple(sorted(asked))
            if key not in self._formats:
                common = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
                self._formats[key] = self.book.add_format(common | properties)
            self._formats[asked] = self._formats[key]
        return self._formats[asked]

    def boxed(self, **properties: Any) -> Any:
        """The same with thin lines around."""
        asked = tuple(properties.items())
        if asked not in self._boxed:
            self._boxed[asked] = self.format(border=1, border_color=LINE_COLOUR, **properties)
        return self._boxed[asked]

    def head(self, **properties: Any) -> Any:
        """The format of a column's heading."""
        centred = {"bold": True, "bg_color": HEAD_FILL, "align": "center", "text_wrap": True}
        return self.boxed(**(centred | properties))

    def sheet(self, name: str, title: str, note: str, *, by_rows: bool = False) -> Sheet:
        """A new sheet, A4 landscape, with its title in row 1 and a note in row 2.

        ``by_rows`` as for the whole book, of this sheet alone.
        """
        if by_rows:
            self.book.in_memory = False
        usual = self.book.constant_memory
        lean = self.book.constant_memory = usual or by_rows
        sheet = Sheet(self, self.book.add_worksheet(name, LeanWorksheet if lean else None))
        self.book.constant_memory = usual
        sheet.raw.hide_gridlines(2)
        sheet.raw.set_landscape()
        sheet.raw.set_paper(_A4)
        sheet.raw.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.raw.set_footer('&L&"宋体"&9&A&R&"宋体"&9第 &P 页,共 &N 页')
        sheet.raw.set_row(0, 28)
        sheet.text(1, 1, title, self.format(font_name=_TITLE_FONT, font_size=16))
        sheet.text(2, 1, note, self.format(font_color=NOTE_COLOUR))
        return sheet


class Sheet:
    """One worksheet; rows and columns count from 1."""

    def __init__(self, book: Book, raw: Any) -> None:
        self.book = book
        self.raw = raw
        self.name: str = raw.get_name()
        self.links = 0

    def text(self, row: int, column: int, text: str, style: Any = None) -> None:
        """Write text that is never taken for a formula or a link."""
        if text:
            self.raw.write_string(row - 1, column - 1, writable(text), style)
        else:
            self.raw.write_blank(row - 1, column - 1, None, style)

    def number(self, row: int, column: int, value: Decimal | int | None, style: Any = None) -> None:
        """Write a number; None leaves the cell blank."""
        if value is None:
            self.raw.write_blank(row - 1, column - 1, None, style)
        else:
            self.raw.write_number(row - 1, column - 1, float(value), style)

    def numbers(self, row: int, first: int, values: Sequence[float | None], styles: Sequence[Any]) -> None:
        """Write numbers side by side from a column on; None leaves a cell blank."""
        for column, (value, style) in enumerate(zip(values, styles, strict=True), first - 1):
            if value is None:
                self.raw.write_blank(row - 1, column, None, style)
            else:
                self.raw.write_number(row - 1, column, value, style)

    def formula(self, row: int, column: int, formula: str, style: Any = None) -> None:
        """Write a live formula with its cached value."""
        value = self.book.cached.get(Place(self.name, row, column))
        shown = str(value) if isinstance(value, ErrorValue) else "" if value is None else value
        self.raw.write_formula(row - 1, column - 1, formula, style, shown)

    def row_formula(self, row: int, column: int, formula: str, style: Any = None) -> None:
        """The same for a formula over its own row (:data:`ROW`) and what is the same for every row, only."""
        self.formula(row, column, formula.replace(ROW, str(row)), style)

    def jump(self, at: tuple[int, int], target: tuple[str, int], formula: str, style: Any) -> None:
        """Write a live formula that leads to (sheet, row) of this workbook when it is clicked."""
        url = f"internal:{quote_sheet(target[0])}!A{target[1]}"
        self.raw.write_url(at[0] - 1, at[1] - 1, url, style, "")
        self.formula(*at, formula, style)

    def known(self, at: tuple[int, int], formula: str, value: Decimal | int | str | None, style: Any) -> None:
        """Write a live formula whose value is known without an engine; None is shown as a blank."""
        shown = "" if value is None else value if isinstance(value, str) else float(value)
        self.raw.write_formula(at[0] - 1, at[1] - 1, formula, style, shown)

    def heads(self, row: int, names: tuple[str, ...], first: int = 1) -> None:
        """Write headings from a column on."""
        for offset, name in enumerate(names):
            self.text(row, first + offset, name, self.book.head())

    def merged(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        """Write text over several columns of a row."""
        if last > first:
            self.raw.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        self.text(row, first, text, style)

    def link(self, place: tuple[int, int], target: tuple[str, str], text: str, style: Any) -> None:
        """Write ``text`` as a link to (file, cell in it); plain text where Excel has no room for a link.

        The link is relative to the workbook, so that the folder can be moved as a whole. The file at an
        address (s3://…) has its address for a text.
        """
        path, anchor = target
        if "://" in path:
            self.text(*place, path, style)
            return
        leads = self.book.address(path)
        url = f"external:{leads}{f'#{anchor}' if anchor and not _BARRED.search(anchor) else ''}"
        if not leads or self.links >= MOST_LINKS or len(url) > _LONGEST_LINK:
            self.text(*place, text, style)
            return
        self.links += 1
        self.raw.write_url(place[0] - 1, place[1] - 1, url, style, writable(text))


def writable(text: str) -> str:
    """A text as a cell can hold it: what no file can hold by its number, what is too long says so."""
    text = _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", readable(text))
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT


def height(*cells: tuple[str, float]) -> float:
    """The height in points of a row of wrapped (text, column's width); a Chinese sign is two digits wide."""
    lines = 1
    for text, width in cells:
        wide = (sum(1 if sign.isascii() else 2 for sign in line) for line in text.split("\n"))
        lines = max(lines, sum(max(1, math.ceil(signs / (width - 1.5))) for signs in wide))
    return min(_TALLEST, ROW_HEIGHT + (lines - 1) * _LINE_HEIGHT)


def number_format(field: Field) -> str:
    """How a field's numbers are shown; dates are serial numbers."""
    if field.kind == "日期":
        return "yyyy-mm-dd"
    decimals = field.decimals if field.decimals is not None else 2
    return "#,##0" + ("." + "0" * decimals if decimals else "")
