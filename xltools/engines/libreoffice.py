"""LibreOffice: slow, and right where formualizer may not be; every recalculation is a run of soffice."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xltools.core.errors import EngineRefused
from xltools.core.formulas.dependence import dependence
from xltools.core.formulas.held import array_cells
from xltools.core.formulas.tokens import tokens
from xltools.core.formulas.unsound import Cut
from xltools.core.model import ErrorValue, Sheet, Value, Workbook
from xltools.core.refs import Place, quote_sheet
from xltools.engines import soffice
from xltools.engines.base import Answers
from xltools.engines.grammar import FormulaSyntaxError, parse
from xltools.engines.guard import SHAPES

_FILTER = "xlsx:Calc MS Excel 2007 XML"
_SCRATCH = "xltools_提问"
#: The longest name of a sheet that Excel, and so the copy, may have.
_LONGEST = 31
_FIX = "需在 Excel 中重算：用 Excel 打开该文件，按 F9 重新计算并保存后再报送"
_STRINGS = re.compile(r'"[^"]*"')
_NO_NAME = ErrorValue("#NAME?")
#: The answer to a question with a function or name it does not know, which only Excel may have.
_NOT_IMPLEMENTED = ErrorValue("#N/IMPL!")


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
        count as 1 and 0 in its sums and comparisons. A question with a function it does not know answers
        ``#N/IMPL!``. Raises EngineRefused where LibreOffice is absent or too slow, and, with the cells, where
        formulas of the workbook cannot be trusted to it.
        """
        questions = [text if text.startswith("=") else f"={text}" for text in questions]
        _refuse_foreign(workbook)
        uncommon = _uncommon(workbook, questions)
        posed = ["=NA()" if _is_foreign(text) else text for text in questions]
        posed += [f"={spelled}()" for spelled in uncommon.values()]
        with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as folder:
            built = Path(folder, "in", "book.xlsx")
            built.parent.mkdir()
            sound = _build(workbook, posed, built)
            (made,) = soffice.convert([built], _FILTER, Path(folder, "out"), timeout=self.timeout)
            read = _read(made, workbook, len(posed))
        probed = zip(uncommon, read.values[len(questions) :], strict=True)
        unknown = frozenset(name for name, value in probed if value == _NO_NAME)
        _refuse_unknown(workbook, read.cells, unknown)
        answers = (
            value if well else ErrorValue("#SYNTAX!")
            for value, well in zip(read.values[: len(questions)], sound, strict=False)
        )
        told = (
            _NOT_IMPLEMENTED if value == _NO_NAME or _is_foreign(text) or _calls(text) & unknown else value
            for value, text in zip(answers, questions, strict=True)
        )
        return replace(read, values=tuple(told))


def _refuse_foreign(workbook: Workbook) -> None:
    """Refuse what refers to linked files or tables: the copy has neither."""
    _refuse(
        {
            Place(sheet.name, *at): Cut("引用了别的文件或表格的列")
            for sheet in workbook.sheets
            for at, formula in sheet.formulas.items()
            if _is_foreign(formula)
        }
    )


def _is_foreign(formula: str) -> bool:
    return "[" in _STRINGS.sub("", formula)


def _uncommon(workbook: Workbook, questions: Sequence[str]) -> dict[str, str]:
    """The functions besides the usual ones, by name, each as it is written: LibreOffice may not know them.

    An IFERROR around one that it does not know would hide that.
    """
    texts = [text for sheet in workbook.sheets for text in sheet.formulas.values()]
    spelled: dict[str, str] = {}
    for text in dict.fromkeys((*texts, *questions)):
        for name in _calls(text):
            if name not in SHAPES and name not in spelled:
                found = re.search(rf"(?:_xlfn\.)?(?:_xlws\.)?{re.escape(name)}", text, re.IGNORECASE)
                spelled[name] = found[0] if found else name
    return spelled


def _calls(formula: str) -> frozenset[str]:
    return frozenset(token.text for token in tokens(formula) if token.kind == "call")


def _refuse_unknown(workbook: Workbook, cells: Mapping[Place, Value], functions: frozenset[str]) -> None:
    """Refuse the cells where a #NAME? arises, or is hidden: it may be a function that only Excel has."""
    calling = {
        Place(sheet.name, *at)
        for sheet in workbook.sheets
        for at, text in (sheet.formulas.items() if functions else ())
        if functions & _calls(text)
    }
    unknown = {place for place, value in cells.items() if value == _NO_NAME} | calling
    if unknown:
        uses = dependence(workbook).uses
        origins = {place for place in unknown if unknown.isdisjoint(uses.get(place, ()))} or unknown
        origins |= calling
        _refuse({place: Cut(_unknown(workbook, place), wrong=True) for place in sorted(origins)})


def _unknown(workbook: Workbook, place: Place) -> str:
    """What of a formula is not known."""
    sheet = workbook.sheet(place.sheet)
    found = tokens(sheet.formulas[place.row, place.column]) if sheet else ()
    calls = dict.fromkeys(t.text for t in found if t.kind == "call" and t.text not in SHAPES)
    known = {name.name.upper() for name in workbook.names}
    names = dict.fromkeys(t.text for t in found if t.kind == "name" and t.text not in known)
    if names:
        return f"名称“{'”、“'.join(names)}”不存在"
    return f"认不出函数 {'、'.join(calls)}" if calls else "用到的名称认不出"


def _refuse(cells: Mapping[Place, Cut]) -> None:
    if cells:
        shown = "；".join(f"{place}（{cut.why}）" for place, cut in list(cells.items())[:3])
        refused = EngineRefused(f"有公式 LibreOffice 也不能计算：{shown}", fix=_FIX)
        refused.cells = cells
        raise refused


def _build(workbook: Workbook, questions: Sequence[str], path: Path) -> list[bool]:
    """Write the copy; returns for each question whether it is a formula at all."""
    import xlsxwriter

    if long := next((sheet.name for sheet in workbook.sheets if len(sheet.name) > _LONGEST), None):
        raise EngineRefused(f"工作表“{long[:40]}”的名称超过 {_LONGEST} 个字，LibreOffice 不能计算", fix=_FIX)
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


def _read(path: Path, workbook: Workbook, questions: int) -> Answers:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    epoch = book.epoch
    cells: dict[Place, Value] = {}
    spilled: dict[Place, Value] = {}
    # By position: LibreOffice names a sheet anew that is called sheet1.
    for sheet, made in zip(workbook.sheets, book.worksheets, strict=False):
        for at in sheet.formulas:
            cells[Place(sheet.name, *at)] = _value(made.cell(*at), epoch)
        for place, _ in array_cells(sheet):
            spilled[place] = _value(made.cell(place.row, place.column), epoch)
    scratch = book[_SCRATCH]
    values = tuple(_value(scratch.cell(row, 1), epoch) for row in range(1, questions + 1))
    return Answers(cells, values, LibreOffice.name, spilled)


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
