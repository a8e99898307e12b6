"""Read .xls, .xlsb, .ods and .et (where it is BIFF) through calamine: values, and nothing else.

calamine gives an error value (#REF! …) as a blank and knows no formulas, names, formats or validations:
:attr:`Workbook.values_only` says so, and nothing may be called passed that rests on them. It may end the
process that calls it: whoever reads foreign files does so in a child (:mod:`xltools.pool.alone`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from xltools.core.errors import InputError, is_panic
from xltools.core.model import Format, Sheet, Value, Workbook
from xltools.core.refs import Area
from xltools.readers import biff, ole
from xltools.readers.biff import Told
from xltools.readers.container import open_package
from xltools.readers.directory import DAMAGED, too_big
from xltools.readers.limits import limits
from xltools.readers.values import serial
from xltools.readers.worksheet import State

#: Codes of refusals that mean: no .xlsx, but a spreadsheet that calamine reads; and what it is called.
KINDS = {
    "old-format": "旧格式（.xls、.et）",
    "xlsb": "二进制格式（.xlsb）",
    "opendocument": "OpenDocument 格式（.ods）",
}

SAVE_AS = "请用 Excel 或 WPS 另存为 .xlsx 后再报。"

#: Where an .xls has its sheets; in a file without them a chain of sectors may lead anywhere.
_STREAMS = frozenset(("Workbook", "Book"))

_STATES: dict[str, State] = {"Hidden": "hidden", "VeryHidden": "veryHidden"}
_PLAIN, _DATE = Format(), Format("yyyy-mm-dd")


def read_legacy(content: bytes, path: str, code: str) -> Workbook:
    """Read a workbook whose refusal as .xlsx had this ``code``; InputError where calamine cannot either."""
    file = PurePath(path).name
    if not content.startswith(ole.MAGIC):
        open_package(content, path, workbook=False)
    elif ole.streams(content).isdisjoint(_STREAMS):
        raise InputError(f"“{file}”是旧格式的表格，已损坏或读不了。", fix=DAMAGED, code="malformed")
    opened = _opened(content, file)
    kind = KINDS[code]
    known = biff.told(ole.stream(content, "Workbook") or ole.stream(content, "Book"))
    sheets = tuple(_sheets(opened, known, file))
    if not sheets:
        raise InputError(f"“{file}”里没有工作表。", fix="请核对是否选错了文件。", code="no-sheets")
    return Workbook(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=sheets,
        formats=(_PLAIN, _DATE),
        content=content,
        values_only=kind,
    )


def _opened(content: bytes, file: str) -> Any:
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        fix = "请在 Excel 或 WPS 中打开，取消密码（清除打开密码）后另存为 .xlsx 再报。"
        raise InputError(
            f"“{file}”是加密文件，设有打开密码，无法读取。", fix=fix, code="encrypted"
        ) from error
    except BaseException as error:
        raise _unreadable(error, file) from error


def _sheets(opened: Any, known: Sequence[Told], file: str) -> Iterable[Sheet]:
    from python_calamine import SheetTypeEnum

    listed = opened.sheets_metadata
    if len(listed) > limits().sheets:
        raise too_big(file, f"有 {len(listed)} 张工作表，超过 {limits().sheets} 张", "sheets")
    for number, each in enumerate(listed):
        if each.typ != SheetTypeEnum.WorkSheet:
            continue
        state = _STATES.get(str(each.visible).rpartition(".")[2], "visible")
        try:
            sheet = _sheet(opened.get_sheet_by_index(number), each.name, state, file)
            yield _corrected(sheet, known[number]) if number < len(known) else sheet
        except BaseException as error:
            raise _unreadable(error, file) from error


def _sheet(sheet: Any, name: str, state: State, file: str) -> Sheet:
    most = limits()
    size = (sheet.total_height + 1) * (sheet.total_width + 1)
    if sheet.total_height > most.rows or size > most.cells:
        raise too_big(file, f"工作表“{name}”的范围超过 {most.cells} 个单元格", "cells")
    rows = [_trimmed(list(map(_value, row))) for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(
        name=name,
        state=state,
        values=tuple(tuple(value for value, _ in row) for row in rows),
        styles=tuple(tuple(style for _, style in row) for row in rows),
        merges=tuple(
            Area(name, top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ),
    )


def _corrected(sheet: Sheet, known: Told) -> Sheet:
    """The sheet with its error values, and without the noughts of formulas that may be texts."""
    values = [list(row) for row in sheet.values]
    for row, column in known.noughts:
        if sheet.value(row, column) == 0:
            values[row - 1][column - 1] = None
    for (row, column), error in known.errors.items():
        values += [[] for _ in range(row - len(values))]
        line = values[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = error
    return replace(sheet, values=tuple(map(tuple, values)))


def _trimmed(row: list[tuple[Value, int]]) -> list[tuple[Value, int]]:
    """A row up to its last filled cell."""
    while row and row[-1][0] is None:
        row.pop()
    return row


def _value(given: object) -> tuple[Value, int]:
    """A value as calamine gives it, and its style: a date is its serial number in a style that says so."""
    if given is None or given == "":
        return None, 0
    if isinstance(given, bool | str):
        return given, 0
    if isinstance(given, int | float):
        whole = isinstance(given, float) and given.is_integer() and abs(given) < 2**53
        return (int(given) if whole else given), 0
    if isinstance(given, dt.timedelta):
        return given / dt.timedelta(days=1), 1
    if isinstance(given, dt.date | dt.time):
        return serial(given.isoformat(), date1904=False), 1
    return str(given), 0


def _unreadable(error: BaseException, file: str) -> BaseException:
    """What to raise: a Rust panic is no Exception, yet it is this file's fault and no order to end."""
    if isinstance(error, InputError | MemoryError) or not (isinstance(error, Exception) or is_panic(error)):
        return error
    return InputError(f"“{file}”是旧格式的表格，已损坏或读不了。", fix=DAMAGED, code="malformed")
