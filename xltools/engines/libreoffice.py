"""LibreOffice: slow, and right where formualizer may not be; every recalculation is a run of soffice."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from xltools.core.errors import EngineRefused
from xltools.core.model import ErrorValue, Sheet, Value, Workbook
from xltools.core.refs import Place, quote_sheet
from xltools.engines import soffice
from xltools.engines.base import Answers
from xltools.engines.grammar import FormulaSyntaxError, parse

_FILTER = "xlsx:Calc MS Excel 2007 XML"
_SCRATCH = "xltools_提问"
_FIX = "需在 Excel 中重算:用 Excel 打开该文件,按 F9 重新计算并保存后再报送"
_STRINGS = re.compile(r'"[^"]*"')


class LibreOffice:
    """The fallback engine: refuses external links, table references and names it does not know."""

    name = "libreoffice"

    def __init__(self, timeout: float = 180) -> None:
        """``timeout``: seconds one workbook may take."""
        self.timeout = timeout

    @staticmethod
    def available() -> bool:
        """Whether soffice is installed."""
        return soffice.find() is not None

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """Recompute a copy made of the workbook's values and formulas, with the questions on a sheet.

        Values are as from formualizer: int or float, dates as serial numbers, ErrorValue with Excel's
        codes; but a circular reference, like most errors of its own, is ``#VALUE!``, and truth values
        count as 1 and 0 in its sums and comparisons. Raises EngineRefused where LibreOffice is absent,
        too slow or cannot be trusted.
        """
        questions = [text if text.startswith("=") else f"={text}" for text in questions]
        _refuse_foreign(workbook, questions)
        with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
            built = Path(folder, "in", "book.xlsx")
            built.parent.mkdir()
            sound = _build(workbook, questions, built)
            (made,) = soffice.convert([built], _FILTER, Path(folder, "out"), timeout=self.timeout)
            cells, values = _read(made, workbook, len(questions))
        answers = tuple(
            value if well else ErrorValue("#SYNTAX!") for value, well in zip(values, sound, strict=True)
        )
        _refuse_unknown(cells, questions, answers)
        return Answers(cells, answers, self.name)


def _refuse_foreign(workbook: Workbook, questions: Iterable[str]) -> None:
    """Refuse what refers to linked files or tables: the copy has neither."""
    cells = ((str(Place(s.name, *at)), text) for s in workbook.sheets for at, text in s.formulas.items())
    for where, formula in (*cells, *((f"提问 {text}", text) for text in questions)):
        if "[" in _STRINGS.sub("", formula):
            raise EngineRefused(f"{where} 引用了外部文件或表格列,LibreOffice 不能代为计算", fix=_FIX)


def _refuse_unknown(cells: dict[Place, Value], questions: Sequence[str], answers: Sequence[Value]) -> None:
    """#NAME? may be a function that only Excel has: no value to believe."""
    unknown = ErrorValue("#NAME?")
    found = [str(place) for place, value in cells.items() if value == unknown]
    found += [f"提问 {text}" for text, value in zip(questions, answers, strict=True) if value == unknown]
    if found:
        raise EngineRefused(f"LibreOffice 不认识其中的函数或名称:{'、'.join(found[:3])}", fix=_FIX)


def _build(workbook: Workbook, questions: Sequence[str], path: Path) -> list[bool]:
    """Write the copy; returns for each question whether it is a formula at all."""
    import xlsxwriter

    options = {"date_1904": workbook.date1904, "use_future_functions": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for sheet in workbook.sheets:
            _fill(book.add_worksheet(sheet.name), sheet)
        scratch = book.add_worksheet(_SCRATCH)
        _define(book, workbook)
        return [_pose(scratch, row, text) for row, text in enumerate(questions)]


def _fill(target: Any, sheet: Sheet) -> None:
    for row, values in enumerate(sheet.values):
        for column, value in enumerate(values):
            if (row + 1, column + 1) not in sheet.formulas:
                _write(target, row, column, value)
    for (row, column), formula in sheet.formulas.items():
        if area := sheet.arrays.get((row, column)):
            target.write_array_formula(area, formula)
        else:
            target.write_formula(row - 1, column - 1, formula)
    for row in sheet.hidden_rows:
        target.set_row(row - 1, options={"hidden": True})


def _write(target: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, bool):
        target.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        target.write_number(row, column, value)
    elif isinstance(value, ErrorValue):
        target.write_formula(row, column, f"={value.code}")
    elif value:
        target.write_string(row, column, value)


def _pose(target: Any, row: int, question: str) -> bool:
    try:
        parse(question)
    except FormulaSyntaxError:
        return False
    target.write_formula(row, 0, question)
    return True


def _define(book: Any, workbook: Workbook) -> None:
    """Define the names that mean something in the copy; a broken or foreign one is left out (#NAME?)."""
    for name in workbook.names:
        if name.name.startswith("_xlnm.") or "[" in name.text or "#REF!" in name.text:
            continue
        label = name.name if name.sheet is None else f"{quote_sheet(name.sheet)}!{name.name}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book.define_name(label, "=" + name.text.removeprefix("="))


def _read(path: Path, workbook: Workbook, questions: int) -> tuple[dict[Place, Value], list[Value]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    epoch = book.epoch
    cells = {
        Place(sheet.name, row, column): _value(book[sheet.name].cell(row, column), epoch)
        for sheet in workbook.sheets
        for row, column in sheet.formulas
    }
    scratch = book[_SCRATCH]
    return cells, [_value(scratch.cell(row, 1), epoch) for row in range(1, questions + 1)]


def _value(cell: Any, epoch: Any) -> Value:
    """Return a formula cell's value; a formula never gives a blank, so nothing is an empty text."""
    import datetime as dt

    from openpyxl.utils.datetime import to_excel

    value: Value | dt.date | dt.time | dt.timedelta = cell.value
    if isinstance(value, str) and cell.data_type == "e":
        return ErrorValue(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        value = float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return "" if value is None else value
