"""A workbook loaded into formualizer, which can be given the inputs of the next one of the same formulas.

formualizer is always given the values and formulas that our own reader read: its own would round a date to
whole seconds, and read an ISO date as a text. So what it computes depends on nothing but the formulas, the
names and the inputs, and a book given new inputs is one loaded afresh. Only where there are array formulas,
which it takes from no one else, does it read the file itself.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import formualizer as fz

from xltools.core.errors import EngineRefused
from xltools.core.formulas.unsound import Cut
from xltools.core.model import ErrorValue, Sheet, Value, Workbook
from xltools.core.refs import Place
from xltools.engines.blank_book import blank_book
from xltools.engines.blocks import blocks
from xltools.engines.hindsight import Spot

_XLSM = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES = "[Content_Types].xml"

#: The added sheet on which questions stand: no unit's workbook has one of this name.
SCRATCH = "xltools·提问"

#: Errors by the names formualizer has for them.
_CODES = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Circ": "#CIRC!",
    "Spill": "#SPILL!",
    "Calc": "#CALC!",
    "NImpl": "#N/IMPL!",
}
_KINDS = {code: kind for kind, code in _CODES.items()}

FIX = "需在 Excel 中重算：用 Excel 打开该文件，按 F9 重新计算并保存后再报送；或安装 LibreOffice 后重试"

_FAULTS = (OSError, ValueError, RuntimeError, KeyError, zipfile.BadZipFile, fz.FormualizerHostError)

#: Values as formualizer hands them out and takes them; a date only comes from its own reader.
Raw = None | bool | int | float | str | dict[str, Any] | dt.date | dt.time
Cells = dict[tuple[int, int], Raw | ErrorValue]


class Loaded:
    """One book in formualizer: its sheets as last given, and the questions asked of it so far."""

    def __init__(self, workbook: Workbook) -> None:
        """Load the workbook, threads off, with its date system; EngineRefused where that fails."""
        self._sizes = {sheet.name: _size(sheet) for sheet in workbook.sheets}
        self._rows: dict[str, int] = {}
        self._grids: dict[str, list[list[Raw]]] = {}
        try:
            self._book = _book(workbook)
            read = _has_arrays(workbook)
            if read and any(sheet.far for sheet in workbook.sheets):
                raise EngineRefused("内置引擎读不了有数组公式、又有离表格很远的单元格的工作簿", fix=FIX)
            self._given = {s.name: self._read_inputs(s) if read else {} for s in workbook.sheets}
            self._book.set_temporal_egress("serial")
            self._book.add_sheet(SCRATCH)
            for sheet in workbook.sheets:
                # Array formulas stay as they were read.
                own = {at: text for at, text in sheet.formulas.items() if at not in sheet.arrays}
                for row, column, formulas in blocks(own):
                    self._book.set_formulas_batch(sheet.name, row, column, formulas)
        except _FAULTS as error:
            raise EngineRefused(f"内置引擎读不了该工作簿：{error}", fix=FIX) from None

    @property
    def questions(self) -> int:
        """How many questions stand in it."""
        return len(self._rows)

    @property
    def circular(self) -> bool:
        """Whether cells were computed that depend on themselves, with or without an error."""
        return bool(self._book.last_cycle_telemetry().static_sccs)

    def give(self, workbook: Workbook) -> None:
        """Put in the workbook's inputs where they differ from those there; clear what it leaves blank.

        EngineRefused, with the cells, where some hold errors that no formula gives.
        """
        for sheet in workbook.sheets:
            given = self._given[sheet.name]
            inputs = _inputs(sheet)
            changed: dict[tuple[int, int], Any] = dict.fromkeys(given.keys() - inputs.keys())
            for at, value in inputs.items():
                if at not in given or not _same(given[at], value):
                    _refuse_odd(value, workbook)
                    changed[at] = _literal(value)
            for row, column, rows in blocks(changed):
                self._book.set_values_batch(sheet.name, row, column, rows)
            self._given[sheet.name] = inputs
            self._sizes[sheet.name] = _wider(self._sizes[sheet.name], _size(sheet))

    def answer(self, questions: Sequence[str]) -> list[Value]:
        """Compute everything; the values of the questions, which are formulas."""
        rows = self._rows
        new = [text for text in dict.fromkeys(questions) if text not in rows]
        first = len(rows) + 1
        try:
            if new:
                self._book.set_formulas_batch(SCRATCH, first, 1, [[text] for text in new])
                rows.update((text, first + offset) for offset, text in enumerate(new))
            self._book.evaluate_all()
            self._grids = {}
            values = [_value(raw) for (raw,) in self._grid(SCRATCH, len(rows), 1)]
        except (fz.ExcelEvaluationError, *_FAULTS) as error:
            raise EngineRefused(f"内置引擎算不了该工作簿：{error}", fix=FIX) from None
        return [values[rows[text] - 1] for text in questions]

    def cell(self, sheet: str, row: int, column: int) -> Value:
        """The computed value of a cell."""
        return _value(self._computed(sheet)[row - 1][column - 1])

    def look(self, spot: Spot) -> Iterator[Value]:
        """The values in a box of cells, formula cells as computed."""
        sheet, (top, left, bottom, right) = spot
        for cells in self._computed(sheet)[top - 1 : bottom] if sheet in self._sizes else ():
            yield from map(_value, cells[left - 1 : right])

    def _computed(self, sheet: str) -> list[list[Raw]]:
        """The values of a sheet as last computed, fetched when first asked for."""
        if sheet not in self._grids:
            self._grids[sheet] = self._grid(sheet, *self._sizes[sheet])
        return self._grids[sheet]

    def _grid(self, sheet: str, rows: int, columns: int) -> list[list[Raw]]:
        if not rows or not columns:
            return []
        grid: list[list[Raw]] = self._book.sheet(sheet).get_values(
            fz.RangeAddress(sheet, 1, 1, rows, columns)
        )
        return grid

    def _read_inputs(self, sheet: Sheet) -> Cells:
        """The cells without formulas as formualizer itself read them."""
        grid = self._grid(sheet.name, *self._sizes[sheet.name])
        return {
            (row, column): raw
            for row, cells in enumerate(grid, 1)
            for column, raw in enumerate(cells, 1)
            if raw is not None and (row, column) not in sheet.formulas
        }


def _book(workbook: Workbook) -> Any:
    config = fz.EvaluationConfig()
    config.enable_parallel = False
    config.date_system = "1904" if workbook.date1904 else "1900"
    content = _as_xlsx(workbook.content) if _has_arrays(workbook) else blank_book(workbook)
    book = fz.Workbook.from_bytes(
        content, config=fz.WorkbookConfig(eval_config=config, enable_changelog=False)
    )
    if SCRATCH in book.sheet_names:
        raise EngineRefused(f"工作簿里已有名为“{SCRATCH}”的工作表", fix="请改名后重试")
    if missing := [sheet.name for sheet in workbook.sheets if sheet.name not in book.sheet_names]:
        raise EngineRefused(f"内置引擎没有读到工作表“{missing[0]}”", fix=FIX)
    return book


def _has_arrays(workbook: Workbook) -> bool:
    return any(sheet.arrays for sheet in workbook.sheets)


def _as_xlsx(content: bytes) -> bytes:
    """Declare the package an .xlsx: formualizer refuses the content type of .xlsm."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        types = package.read(_TYPES)
        if _XLSM not in types:
            return content
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w") as copy:
            for item in package.infolist():
                part = types.replace(_XLSM, _XLSX) if item.filename == _TYPES else package.read(item)
                copy.writestr(item.filename, part)
    return plain.getvalue()


def _size(sheet: Sheet) -> tuple[int, int]:
    """The rows and columns that hold everything on a sheet."""
    values = (len(sheet.values), max(map(len, sheet.values), default=0))
    rows, columns = zip(*sheet.formulas, strict=True) if sheet.formulas else ((0,), (0,))
    return _wider(values, (max(rows), max(columns)))


def _wider(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


def _inputs(sheet: Sheet) -> Cells:
    """The filled cells without formulas; numbers are floats, and a minus zero is 0, as in Excel."""
    formulas = sheet.formulas
    return {
        (row, column): value + 0.0 if type(value) in (int, float) else value  # type: ignore[operator]
        for row, cells in enumerate(sheet.values, 1)
        for column, value in enumerate(cells, 1)
        if value is not None and (row, column) not in formulas
    }


def _same(given: Raw | ErrorValue, value: Raw | ErrorValue) -> bool:
    """Whether a cell's value is what formualizer has: of the same type, and 0 not minus zero."""
    return type(given) is type(value) and given == value and (bool(value) or str(given) == str(value))


def _literal(value: Raw | ErrorValue) -> Any:
    """A value as formualizer takes it."""
    return fz.LiteralValue.error(_KINDS[value.code], None) if isinstance(value, ErrorValue) else value


def _is_odd(value: Raw | ErrorValue) -> bool:
    """Whether it is an error that formulas do not give: of a damaged file, or of data from the net."""
    return isinstance(value, ErrorValue) and value.code not in _KINDS


def _refuse_odd(value: Raw | ErrorValue, workbook: Workbook) -> None:
    """Refuse the workbook for an odd value, naming every cell that holds one."""
    if not _is_odd(value):
        return
    cells = {
        Place(sheet.name, *at): Cut(f"错误值 {each.code} 认不出", wrong=True)
        for sheet in workbook.sheets
        for at, each in _inputs(sheet).items()
        if isinstance(each, ErrorValue) and _is_odd(each)
    }
    where = "、".join(map(str, list(cells)[:3]))
    refused = EngineRefused(f"单元格里的错误值认不出：{where}", fix="改填数字，不清楚的留空")
    refused.cells, refused.final = cells, True
    raise refused


def _value(raw: Raw) -> Value:
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < 2**53 else raw
    if raw is None or isinstance(raw, str | bool | int):
        return raw
    if isinstance(raw, dict):
        kind = str(raw.get("kind"))
        return ErrorValue(_CODES.get(kind, f"#{kind.upper()}!"))
    return ErrorValue("#N/IMPL!")
