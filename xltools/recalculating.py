"""A whole workbook recalculated: what engines can be trusted with is computed, the rest keeps its values."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from xltools.core.celltext import MAX_TEXT, storable
from xltools.core.errors import EngineRefused
from xltools.core.formulas.dependence import Dependence, dependence
from xltools.core.formulas.held import ERRORS, Particulars, Resting, array_cells, held, unstable
from xltools.core.formulas.unsound import Cut, computable, unsound, with_inputs
from xltools.core.model import ErrorValue, Value, Workbook
from xltools.core.recalculated import Recalculated, recalculated
from xltools.core.refs import Place
from xltools.engines import choose, excel
from xltools.engines.base import Answers, Engine
from xltools.engines.libreoffice import LibreOffice
from xltools.engines.second import Second
from xltools.readers.particulars import particulars
from xltools.readers.xlsx import read_bytes

#: How often cells are taken out, each time those that an engine then refuses or that it must not be believed.
_ROUNDS = 12
_NO_NAME = ErrorValue("#NAME?")
_NOTHING: Mapping[Place, Value] = {}
_FIX = "用 Excel 打开该文件，按 Ctrl+Alt+F9 重新计算并保存"


@dataclass(frozen=True)
class _Book:
    """A workbook with what its formulas rest on; ``homes``: the cells of arrays, each with its formula's."""

    workbook: Workbook
    found: Dependence
    resting: Resting
    particulars: Particulars
    homes: Mapping[Place, Place]


@dataclass(frozen=True)
class _Told:
    """What an engine computed, without what rests on the cells it refused, which say why."""

    engine: str
    values: Mapping[Place, Value]
    refused: Mapping[Place, str]


def recalculate(workbook: Workbook, engine: str = "auto") -> Recalculated:
    """Recalculate a workbook with an engine of :func:`xltools.engines.choose`, or with ``excel``.

    ``auto`` computes in this process what it can, and has LibreOffice compute the rest where it is installed;
    what the two compute differently is kept. UsageError for another engine, EngineRefused where one cannot
    compute the workbook at all; what it cannot be trusted with is told as kept.
    """
    found = dependence(workbook)
    homes = {place: home for sheet in workbook.sheets for place, home in array_cells(sheet)}
    book = _Book(workbook, found, Resting(workbook, found), particulars(workbook), homes)
    reasons = held(workbook, found, book.particulars)
    if engine == excel.NAME:
        told = _by_excel(book)
        reasons = {**unstable(found), **dict.fromkeys(book.particulars.rich, "它的值不只是数字或文字")}
    elif engine == "auto":
        told = _by_both(book, reasons)
    else:
        told = _by(book, choose(engine), reasons)
    reasons = {**told.refused, **reasons}
    rest = book.resting.on(reasons.keys())
    values = {
        place: value for place, value in told.values.items() if book.homes.get(place, place) not in rest
    }
    return recalculated(workbook, book.resting, values, reasons, homes, told.engine)


def _by_both(book: _Book, reasons: Mapping[Place, str]) -> _Told:
    """The fast engine; and where it refuses cells, the slow one for these, given the values of the others."""
    fast = _Told("", {}, {})
    try:
        fast = _by(book, choose("formualizer"), reasons)
    except EngineRefused:
        if not LibreOffice.available():
            raise
    if (fast.engine and not fast.refused) or not LibreOffice.available():
        return fast
    try:
        slow = _by(book, choose("libreoffice"), reasons, fast.values)
    except EngineRefused:
        if not fast.engine:
            raise
        return fast
    engines = "、".join(filter(None, (fast.engine, slow.engine)))
    return _Told(engines, {**slow.values, **fast.values}, slow.refused)


def _by(
    book: _Book, engine: Engine, reasons: Mapping[Place, str], known: Mapping[Place, Value] = _NOTHING
) -> _Told:
    """What an engine computes without the cells it refuses, given those ``known``.

    EngineRefused where it refuses the workbook.
    """
    slow = (
        Second(book.workbook, book.found, book.particulars.dynamic) if engine.name == "libreoffice" else None
    )
    refused = slow.by_text(reasons.keys() | known.keys()) if slow else {}
    for _ in range(_ROUNDS):
        origins = reasons.keys() | refused.keys()
        rest = book.resting.on(origins)
        if slow and all(place in rest or place in known for place in book.found.needs):
            return _Told("", {}, refused)
        try:
            asked = _given(_without(book, origins), known)
            answers = engine.ask(asked, slow.sizes(origins) if slow else ())
        except EngineRefused as error:
            new = {place: cut.why for place, cut in error.cells.items() if place not in origins}
            if not new:
                raise
            refused |= new
            continue
        values = {**known, **answers.cells, **answers.spilled}
        doubts = dict(_doubts(book, answers, rest))
        if slow:
            doubts |= slow.by_values(values, rest | known.keys())
            doubts |= slow.resized(origins, answers)
        if not doubts:
            kept = {place: v for place, v in values.items() if book.homes.get(place, place) not in rest}
            return _Told(answers.engine, kept, refused)
        refused |= doubts
    raise EngineRefused("一再有公式不能可靠计算，没有算完", fix=_FIX)


def _given(workbook: Workbook, known: Mapping[Place, Value]) -> Workbook:
    """The workbook with values in place of the formulas that are known already."""
    return with_inputs(workbook, known) if known else workbook


def _without(book: _Book, origins: Collection[Place]) -> Workbook:
    """The workbook without cells; each holds an error instead."""
    return computable(book.workbook, unsound(book.found, {place: Cut("") for place in origins}))


def _doubts(book: _Book, answers: Answers, rest: Collection[Place]) -> Iterator[tuple[Place, str]]:
    """The cells whose computed values no workbook can hold, or that no engine is to be believed."""
    for place, value in (*answers.cells.items(), *answers.spilled.items()):
        if place in rest:
            continue
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            yield place, "引擎没有给出值"
        elif isinstance(value, ErrorValue) and value.code not in ERRORS:
            yield place, f"引擎得出 {value}"
        elif value == _NO_NAME and book.workbook.value(place) != _NO_NAME:
            # What asks for errors, ISERROR and the like, may have been given the engine's own.
            if all(answers.cells.get(other) != _NO_NAME for other in book.found.uses.get(place, ())):
                yield place, "用到的名称或函数认不出"
        elif isinstance(value, str) and not storable(value):
            yield place, f"结果的文字超过 {MAX_TEXT} 个字符，或含有不能保存的字符"


def _by_excel(book: _Book) -> _Told:
    """What Excel computes; an array formula that fills other cells now is refused."""
    workbook = book.workbook
    computed = read_bytes(excel.saved_by_excel(workbook.content, workbook.path), workbook.path)
    cells = {place: computed.value(place) for place in (*book.found.needs, *book.homes)}
    answers = Answers(cells, (), excel.NAME)
    refused = dict(_doubts(book, answers, ()))
    for sheet in workbook.sheets:
        now = computed.sheet(sheet.name)
        for at, ref in sheet.arrays.items():
            if now is None or now.arrays.get(at) != ref:
                refused[Place(sheet.name, *at)] = f"数组公式的区域 {ref} 变了"
    return _Told(answers.engine, cells, refused)
