"""The cells of a worksheet: ``<sheetData>`` into grids of values and styles, and maps of formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple, TypeVar

from lxml import etree

from xltools.core.errors import InputError
from xltools.core.model import Value
from xltools.core.refs import MAX_COLUMN, MAX_ROW, column_letters, column_number
from xltools.readers.directory import too_big
from xltools.readers.limits import limits
from xltools.readers.shared_formula import SharedFormula
from xltools.readers.strings import rich_text
from xltools.readers.values import Convert, unknown

#: Rows times columns of a sheet; beyond it far cells would cost more memory than the file is worth.
MAX_CELLS = 5_000_000

#: Where a sheet is cut: what lies in later columns or rows is far, and kept by itself …
NEAR_COLUMNS = 256
NEAR_ROWS = MAX_CELLS // NEAR_COLUMNS

#: … if it is no more cells than this; a sheet with more is really that big.
MOST_FAR = 1000

#: What to do about a file that Excel would read otherwise than it is written.
SAVE_AGAIN = "请用 Excel 或 WPS 打开核对，另存为 .xlsx 后再试。"

TRUE = frozenset(("1", "true", "on"))

#: The height of a row or width of a column that is there and not seen.
NO_SIZE = frozenset(("0", "0.0"))

_ADDRESS = re.compile(r"([A-Za-z]+)([0-9]+)")
_T = TypeVar("_T")

#: Column letters that were met -> number: at most one entry a column, shared by all files.
_columns: dict[str, int] = {}


class Book(NamedTuple):
    """What a sheet needs of its workbook: file name for messages, converters by cell type, style indexes."""

    file: str
    convert: Mapping[str | None, Convert]
    styles: Mapping[str, int]


class Grid:
    """Collects the cells of one sheet; :meth:`read` once, then ask."""

    def __init__(self, sheet: str, namespace: str, book: Book) -> None:
        self.formulas: dict[tuple[int, int], str] = {}
        self.arrays: dict[tuple[int, int], str] = {}
        self.far: dict[tuple[int, int], Value] = {}
        self.hidden_rows: set[int] = set()
        self._sheet = sheet
        self._namespace = namespace
        self._book = book
        self._values: dict[int, tuple[Value, ...]] = {}
        self._styles: dict[int, tuple[int, ...]] = {}
        self._widest = 0
        self._last = 0
        self._held = 0
        self._styled = 0
        self._shared: dict[str | None, SharedFormula] = {}
        self._waiting: list[tuple[int, int, str | None]] = []
        self._most = limits().formulas
        self._long = 0

    @property
    def values(self) -> tuple[tuple[Value, ...], ...]:
        """Row by row, each as long as its last filled cell, down to the last filled row."""
        return _dense(self._values)

    @property
    def styles(self) -> tuple[tuple[int, ...], ...]:
        """Row by row, each as long as its last cell of a style other than 0."""
        return _dense(self._styles)

    def read(self, data: etree._Element) -> None:
        """Take in a ``<sheetData>`` element; InputError when a cell lies outside the grid or far off."""
        number = 0
        tag = self._namespace + "row"
        for row in data:
            if row.tag != tag:
                raise self._foreign(row)
            text = row.get("r")
            number = number + 1 if text is None else _whole(text)
            if not 1 <= number <= MAX_ROW:
                raise self._outside(f"第 {number} 行")
            if row.get("hidden") in TRUE or row.get("ht") in NO_SIZE:
                self.hidden_rows.add(number)
            if len(row):
                self._row(row, number)
        for place_row, column, index in self._waiting:
            shared = self._shared.get(index)
            # A sharer of nothing: the formula is lost, and a recalculation must show it.
            self._note(place_row, column, "#REF!" if shared is None else shared.at(place_row, column))
        last = max(self._last, max(map(itemgetter(0), self.formulas), default=0))
        widest = max(self._widest, max(map(itemgetter(1), self.formulas), default=0))
        if last > NEAR_ROWS or widest > NEAR_COLUMNS:
            self._cut(last * widest)

    def _cut(self, size: int) -> None:
        """Take what lies far away out of the grid of ``size`` cells, unless it is too much to be a slip.

        InputError where the grid is too big as well.
        """
        far = {
            (row, column): value
            for row, values in self._values.items()
            if row > NEAR_ROWS or len(values) > NEAR_COLUMNS
            for column, value in enumerate(values, 1)
            if value is not None and _is_far(row, column)
        }
        formulas = {at: text for at, text in self.formulas.items() if _is_far(*at)}
        self.far = {**far, **formulas}
        if len(self.far) > MOST_FAR:
            if size > MAX_CELLS:
                raise self._too_sparse(*max(self.far))
            self.far = {}
            return
        for at in formulas:
            del self.formulas[at]
            self.arrays.pop(at, None)
        near = ((r, _trimmed(values[:NEAR_COLUMNS])) for r, values in self._values.items() if r <= NEAR_ROWS)
        self._values = {row: values for row, values in near if values}

    def _row(self, row: etree._Element, number: int) -> None:  # noqa: C901, PLR0912
        """The loop that the time goes into: in one piece, and nothing made for a cell but its value."""
        namespace, convert, indexes = self._namespace, self._book.convert, self._book.styles
        tag_c, tag_v, tag_f, tag_is = (namespace + name for name in ("c", "v", "f", "is"))
        values: list[Value] = []
        styles: list[int] = []
        suffix = str(number)
        column = 0
        for cell in row:
            if cell.tag != tag_c:
                if cell.tag == namespace + "extLst":
                    continue
                raise self._foreign(cell)
            get = cell.get
            address = get("r")
            if address is None:
                column = self._next(column, number)
            else:
                column = _columns.get(address.removesuffix(suffix)) or self._column(address, number)
            style = indexes.get(get("s", "0"), 0)
            if style:
                if len(styles) == column - 1:
                    styles.append(style)
                else:
                    self._put(styles, number, column, style, 0)
            if not len(cell):
                continue
            value: Value = None
            for child in cell:
                tag = child.tag
                if tag == tag_f:
                    self._formula(child, number, column)
                elif value is not None:
                    self._second(cell, child, number, column)
                    if tag == tag_is:
                        value = rich_text(child, namespace)
                elif tag == tag_v:
                    if len(child):
                        raise self._foreign(child[0])
                    value = convert.get(get("t"), unknown)(child.text or "")
                elif tag == tag_is:
                    value = rich_text(child, namespace)
                elif tag != namespace + "extLst":
                    raise self._foreign(child)
            if value is None:
                continue
            if len(values) == column - 1:
                values.append(value)
            else:
                self._put(values, number, column, value, None)
        self._keep(number, values, styles)

    def _put(self, line: list[_T], row: int, column: int, item: _T, blank: _T) -> None:
        """Set the item of a column, growing the line with blanks up to it."""
        gap = column - 1 - len(line)
        if gap >= 0:
            line.extend([blank] * gap)
            line.append(item)
        elif line[column - 1] == blank:
            line[column - 1] = item
        else:
            raise self._twice(f"单元格 {column_letters(column)}{row}")

    def _keep(self, number: int, values: list[Value], styles: list[int]) -> None:
        if number in self._values or number in self._styles:
            raise self._twice(f"第 {number} 行")
        if values:
            self._values[number] = tuple(values)
            self._last = max(self._last, number)
            self._widest = max(self._widest, len(values))
            self._held += len(values)
        if styles:
            self._styles[number] = tuple(styles)
            self._styled += len(styles)
        if self._held > MAX_CELLS or self._styled > MAX_CELLS:
            raise self._too_sparse(number, len(values) or len(styles))

    def _too_sparse(self, row: int, column: int) -> InputError:
        cell = column_letters(column) + str(row)
        message = f"{self._where}的单元格 {cell} 离其他内容太远，表格范围超过 {MAX_CELLS} 个单元格。"
        fix = f"请删除 {cell} 一带多余的内容和格式（选中整行或整列删除），保存后再试。"
        return InputError(message, fix=fix, code="too-sparse")

    def _formula(self, element: etree._Element, row: int, column: int) -> None:
        """Note the formula of a cell, with its leading ``=``, if it has one."""
        text = (element.text or "").removeprefix("=")
        kind = element.get("t")
        if kind == "shared":
            index = element.get("si")
            shared = self._shared.get(index)
            if text:
                if shared is None:
                    self._shared[index] = SharedFormula(text, row, column)
            elif shared is None:
                self._waiting.append((row, column, index))
            else:
                text = shared.at(row, column)
        elif kind == "dataTable":
            text = _data_table(element)
        if not text:
            return
        self._note(row, column, text)
        if kind in ("array", "dataTable"):
            self.arrays[row, column] = element.get("ref", "")

    def _note(self, row: int, column: int, text: str) -> None:
        """Keep a formula; a shared one of a kilobyte, unpacked a hundred thousand times, is a bomb."""
        self.formulas[row, column] = "=" + text
        self._long += len(text)
        if self._long > self._most:
            why = f"工作表“{self._sheet}”的公式共超过 {self._most} 个字符"
            raise too_big(self._book.file, why, "formulas")

    def _second(self, cell: etree._Element, child: etree._Element, row: int, column: int) -> None:
        """Refuse a second value: programs differ in which of the two they take.

        But a number that stands beside an inline text is written by some programs, and read by none.
        """
        values = [self._namespace + name for name in ("is", "v")]
        if child.tag in values:
            both = sorted(str(each.tag) for each in cell if each.tag in values)
            if cell.get("t") != "inlineStr" or both != values:
                raise self._twice(f"单元格 {column_letters(column)}{row} 的内容")
        elif child.tag != self._namespace + "extLst":
            raise self._foreign(child)

    def _foreign(self, element: etree._Element) -> InputError:
        """The refusal of what no cell holds: other programs may see figures there that we do not."""
        name = etree.QName(element).localname[:40]
        message = f"{self._where}里有认不出的内容（{name}），别的程序可能读出不同的数。"
        return InputError(message, fix=SAVE_AGAIN, code="malformed")

    def _column(self, address: str, row: int) -> int:
        """The column of an address not met before; InputError when it lies elsewhere than its row."""
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise ValueError(address)
        letters = match[1].upper()
        if len(letters) > 3 or column_number(letters) > MAX_COLUMN or not 1 <= int(match[2]) <= MAX_ROW:
            raise self._outside(f"单元格 {address} ")
        if int(match[2]) != row:
            message = f"{self._where}的单元格 {address} 写在第 {row} 行里，文件内容自相矛盾。"
            raise InputError(message, fix=SAVE_AGAIN, code="malformed")
        return _columns.setdefault(letters, column_number(letters))

    def _next(self, column: int, row: int) -> int:
        if column >= MAX_COLUMN:
            raise self._outside(f"第 {row} 行的单元格")
        return column + 1

    @property
    def _where(self) -> str:
        return f"“{self._book.file}”工作表“{self._sheet}”"

    def _outside(self, what: str) -> InputError:
        message = f"{self._where}的{what}超出了 Excel 的范围（{MAX_ROW} 行、{MAX_COLUMN} 列）。"
        return InputError(message, fix=SAVE_AGAIN, code="outside-grid")

    def _twice(self, what: str) -> InputError:
        message = f"{self._where}的{what}出现了两次，无法确定以哪个为准。"
        return InputError(message, fix=SAVE_AGAIN, code="malformed")


def _dense(rows: Mapping[int, tuple[_T, ...]]) -> tuple[tuple[_T, ...], ...]:
    return tuple(map(rows.get, range(1, max(rows, default=0) + 1), repeat(())))


def _is_far(row: int, column: int) -> bool:
    return row > NEAR_ROWS or column > NEAR_COLUMNS


def _whole(text: str) -> int:
    """A row's number; ValueError for what Python alone takes for one."""
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)


def _trimmed(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """A row up to its last filled cell."""
    last = next((at for at in range(len(values), 0, -1) if values[at - 1] is not None), 0)
    return values[:last]


def _data_table(element: etree._Element) -> str:
    """A what-if table as Excel shows it: ``TABLE(row input,column input)``."""
    first, second = element.get("r1", ""), element.get("r2", "")
    if element.get("dt2D") in TRUE:
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if element.get("dtr") in TRUE else f"TABLE(,{first})"
