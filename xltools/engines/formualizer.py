"""formualizer 0.13.0: computes in this process, fast, and only what the guard lets through."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import formualizer as fz

from xltools.core.errors import EngineRefused
from xltools.core.model import DefinedName, ErrorValue, Sheet, Value, Workbook
from xltools.core.refs import Place, parse_area
from xltools.engines.base import Answers
from xltools.engines.grammar import Box, FormulaSyntaxError, Node, comparisons, parse, qualify
from xltools.engines.guard import doubts
from xltools.engines.hindsight import regret, tie

_XLSM = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_XLSX = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPES = "[Content_Types].xml"

#: The added sheet on which questions stand: no unit's workbook has one of this name.
SCRATCH = "xltools·提问"

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

_FIX = "需在 Excel 中重算:用 Excel 打开该文件,按 F9 重新计算并保存后再报送;或安装 LibreOffice 后重试"


class Formualizer:
    """The engine of first choice; refuses what it is known, or may be suspected, to compute wrong."""

    name = "formualizer"

    def ask(self, workbook: Workbook, questions: Sequence[str]) -> Answers:
        """Recompute every formula cell and answer the questions in one evaluation.

        Numbers come back as int or float, dates as Excel's serial numbers, errors with Excel's codes,
        a circular reference as ``#CIRC!``; a question that is no formula answers ``#SYNTAX!``. Raises
        EngineRefused for a doubtful formula, a doubtful question, or content that cannot be loaded.
        """
        questions = [text if text.startswith("=") else f"={text}" for text in questions]
        sound = [_is_formula(text) for text in questions]
        _refuse(_doubtful(workbook, [text for text, well in zip(questions, sound, strict=True) if well]))
        asked = [text if well else "=NA()" for text, well in zip(questions, sound, strict=True)]
        places = [(sheet.name, row, column) for sheet in workbook.sheets for row, column in sheet.formulas]
        pairs = _pairs(workbook, asked)
        probes = list(dict.fromkeys(side for pair in pairs.values() for sides in pair for side in sides))
        book = _load(workbook)
        values = _evaluate(book, places, [*asked, *probes])
        cells = {Place(*place): value for place, value in zip(places, values, strict=False)}
        answers = values[len(places) : len(places) + len(asked)]
        _refuse(_regretted(workbook, cells, asked, answers))
        _refuse(_tied(pairs, dict(zip(probes, values[len(places) + len(asked) :], strict=True))))
        told = (value if well else ErrorValue("#SYNTAX!") for value, well in zip(answers, sound, strict=True))
        return Answers(cells, tuple(told), self.name)


def _is_formula(text: str) -> bool:
    try:
        parse(text)
    except FormulaSyntaxError:
        return False
    return True


def _refuse(found: Iterable[tuple[str, str]]) -> None:
    """Raise EngineRefused with the first few of ``found``: (cell or question, reason)."""
    reasons = list(found)
    if not reasons:
        return
    shown = ";".join(f"{where}({why})" for where, why in reasons[:3])
    more = f"等 {len(reasons)} 处" if len(reasons) > 3 else ""
    raise EngineRefused(f"有公式不能由内置引擎可靠计算:{shown}{more}", fix=_FIX)


def _doubtful(workbook: Workbook, questions: Iterable[str]) -> Iterable[tuple[str, str]]:
    """(where, reason) of each formula the guard does not let through."""
    ranges, dubious = _names(workbook.names)
    hidden = {sheet.name for sheet in workbook.sheets if sheet.hidden_rows}
    for sheet in workbook.sheets:
        for (row, column), formula in sheet.formulas.items():
            area = sheet.arrays.get((row, column))
            reasons = list(doubts(formula, ranges, dubious, array=area is not None))
            if area is not None and ":" in area:
                reasons.append("数组公式占多个单元格")
            if hidden and not reasons and _counts_hidden(formula, sheet.name, hidden):
                reasons.append("SUBTOTAL 汇总的表有隐藏行")
            if reasons:
                yield str(Place(sheet.name, row, column)), "、".join(reasons)
    for text in questions:
        reasons = list(doubts(text, ranges, dubious))
        if _adrift(text):
            reasons.append("没有写明工作表")
        if hidden and _counts_hidden(text, "", hidden):
            reasons.append("SUBTOTAL 汇总的表有隐藏行")
        if reasons:
            yield f"提问 {text}", "、".join(reasons)


@lru_cache(maxsize=65_536)
def _adrift(question: str) -> bool:
    """Whether the question depends on the sheet or cell where it stands."""
    nodes = parse(question).walk()
    return any(
        (node.box is not None and node.sheet is None)
        or (node.text in {"ROW", "COLUMN"} and not node.children)
        for node in nodes
    )


def _counts_hidden(formula: str, home: str, hidden: set[str]) -> bool:
    if "SUBTOTAL" not in formula.upper():
        return False
    return any(
        node.kind == "name" or (node.box is not None and (node.sheet or home) in hidden)
        for node in parse(formula).walk()
    )


def _names(names: Iterable[DefinedName]) -> tuple[frozenset[str], frozenset[str]]:
    """Find the names of more than one cell, and the doubtful names, in upper case.

    A name local to a sheet, with a relative reference, or with a formula of its own that is doubtful,
    is doubtful; a name that is only an error (#REF!) is not, since using it is that error.
    """
    ranges, dubious = set(), set()
    for name in names:
        area = parse_area(name.text)
        if area is not None and name.text.count("$") >= (2 if area.single else 4):
            if not area.single:
                ranges.add(name.name.upper())
        elif area is not None or _dubious(name.text):
            dubious.add(name.name.upper())
        if name.sheet is not None:
            dubious.add(name.name.upper())
    return frozenset(ranges), frozenset(dubious)


def _dubious(text: str) -> bool:
    formula = text if text.startswith("=") else f"={text}"
    if doubts(formula):
        return True
    return any(node.kind == "name" or _relative(node) for node in parse(formula).walk())


def _relative(node: Node) -> bool:
    return node.box is not None and (node.sheet is None or node.text.count("$") < (2 if node.single else 4))


def _pairs(workbook: Workbook, questions: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """For each cell and question with comparisons: the formulas of their sides, sheets written out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for sheet in workbook.sheets:
        for (row, column), formula in sheet.formulas.items():
            if (row, column) not in sheet.arrays and (pairs := comparisons(formula)):
                sides = [(qualify(left, sheet.name), qualify(right, sheet.name)) for left, right in pairs]
                found[str(Place(sheet.name, row, column))] = sides
    for text in questions:
        if pairs := comparisons(text):
            found[f"提问 {text}"] = list(pairs)
    return found


def _tied(pairs: dict[str, list[tuple[str, str]]], values: dict[str, Value]) -> Iterable[tuple[str, str]]:
    for where, sides in pairs.items():
        if any(tie(values[left], values[right]) for left, right in sides):
            yield where, "两边只差末位误差(先用 ROUND 再比较)"


def _regretted(
    workbook: Workbook, cells: dict[Place, Value], questions: Sequence[str], answers: Sequence[Value]
) -> Iterable[tuple[str, str]]:
    """(where, reason) of each value that must not be believed."""
    areas = {name.name.upper(): parse_area(name.text) for name in workbook.names}

    def resolve(name: str) -> tuple[str, Box] | None:
        area = areas.get(name.upper())
        if area is None:
            return None
        return area.sheet, (area.first_row, area.first_column, area.last_row, area.last_column)

    def look(name: str, box: Box) -> Iterable[Value]:
        sheet = workbook.sheet(name)
        return () if sheet is None else _filled(sheet, box, cells)

    for sheet in workbook.sheets:
        for (row, column), formula in sheet.formulas.items():
            place = Place(sheet.name, row, column)
            if reason := regret(formula, sheet.name, cells[place], look, resolve):
                yield str(place), reason
    for text, value in zip(questions, answers, strict=True):
        if reason := regret(text, "", value, look, resolve):
            yield f"提问 {text}", reason


def _filled(sheet: Sheet, box: Box, cells: dict[Place, Value]) -> Iterable[Value]:
    """Yield the values in the box, formula cells as recomputed."""
    top, left, bottom, right = box
    for row in range(top, min(bottom, len(sheet.values)) + 1):
        for column in range(left, min(right, len(sheet.values[row - 1])) + 1):
            place = (row, column)
            yield (
                cells[Place(sheet.name, row, column)] if place in sheet.formulas else sheet.value(row, column)
            )


def _load(workbook: Workbook) -> Any:
    """Load the workbook into formualizer, threads off, with the date system it was saved in."""
    config = fz.EvaluationConfig()
    config.enable_parallel = False
    config.date_system = "1904" if workbook.date1904 else "1900"
    try:
        content = _as_xlsx(workbook.content)
        book = fz.Workbook.from_bytes(
            content, config=fz.WorkbookConfig(eval_config=config, enable_changelog=False)
        )
        book.set_temporal_egress("serial")
        if SCRATCH in book.sheet_names:
            raise EngineRefused(f"工作簿里已有名为“{SCRATCH}”的工作表", fix="请改名后重试")
        book.add_sheet(SCRATCH)
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, fz.FormualizerHostError) as error:
        raise EngineRefused(f"内置引擎读不了该工作簿:{error}", fix=_FIX) from None
    return book


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


def _evaluate(book: Any, places: Iterable[tuple[str, int, int]], formulas: Sequence[str]) -> list[Value]:
    """Return the values of the cells, then those of the formulas, which stand on the added sheet."""
    try:
        if formulas:
            book.set_formulas_batch(SCRATCH, 1, 1, [[text] for text in formulas])
        book.evaluate_all()
    except (fz.ExcelEvaluationError, fz.FormualizerHostError, ValueError, RuntimeError) as error:
        raise EngineRefused(f"内置引擎算不了该工作簿:{error}", fix=_FIX) from None
    values = [_value(book.get_value(*place)) for place in places]
    return values + [_value(book.get_value(SCRATCH, row, 1)) for row in range(1, len(formulas) + 1)]


def _value(raw: Any) -> Value:
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < 2**53 else raw
    if raw is None or isinstance(raw, str | bool | int):
        return raw
    if isinstance(raw, dict):
        kind = str(raw.get("kind"))
        return ErrorValue(_CODES.get(kind, f"#{kind.upper()}!"))
    return ErrorValue("#N/IMPL!")
