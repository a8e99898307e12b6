"""Read .xls, .xlsb, .ods and .et (where it is BIFF) through calamine: values, and nothing else.

calamine gives an error value (#REF! …) as a blank and knows no formulas, names, formats or validations, and
its numbers are not to be relied on where it takes one for a time: :mod:`xltools.readers.biff` has them all.
:attr:`Workbook.values_only` says so, and nothing may be called passed that rests on them. It may end the
process that calls it: whoever reads foreign files does so in a child (:mod:`xltools.pool.alone`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import PurePath
from typing import Any

from xltools.core.errors import InputError, is_panic
from xltools.core.model import Format, Sheet, Value, Workbook
from xltools.core.refs import Area
from xltools.readers import biff, ole
from xltools.readers.biff import Told
from xltools.readers.container import Package, open_package
from xltools.readers.directory import DAMAGED, too_big
from xltools.readers.limits import limits
from xltools.readers.values import BAD_NUMBER, BAD_STRING, serial
from xltools.readers.worksheet import State

#: Codes of refusals that mean: no .xlsx, but a spreadsheet that calamine reads; and what it is called.
KINDS = {
    "old-format": "旧格式（.xls、.et）",
    "xlsb": "二进制格式（.xlsb）",
    "opendocument": "OpenDocument 格式（.ods）",
}

SAVE_AS = "请用 Excel 或 WPS 另存为 .xlsx 后再报。"

#: Where an .xls has its sheets; in a file without them a chain of sectors may lead anywhere.
_STREAMS = frozenset(("workbook", "book"))

_MANIFEST, _TYPE = "META-INF/manifest.xml", "mimetype"
_UNLOCK = "请在 Excel 或 WPS 中打开，取消密码（清除打开密码）后另存为 .xlsx 再报。"

#: How the ``mimetype`` of an .ods (or of its template) begins, and what others tell.
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHERS = {
    b"sun.xml.calc": "OpenOffice 1.x 的表格（.sxc）",
    b"text": "文字处理文档（.odt）",
    b"writer": "文字处理文档（.sxw）",
    b"presentation": "演示文稿（.odp）",
}

_STATES: dict[str, State] = {"Hidden": "hidden", "VeryHidden": "veryHidden"}
_PLAIN, _DATE = Format(), Format("yyyy-mm-dd")


def read_legacy(content: bytes, path: str, code: str) -> Workbook:
    """Read a workbook whose refusal as .xlsx had this ``code``; InputError where calamine cannot either."""
    file = PurePath(path).name
    stream = b""
    if content.startswith(ole.MAGIC):
        stream = _stream(content, file)
    else:
        _guard_package(open_package(content, path, workbook=False), code)
    opened = _opened(content, file)
    known = biff.told(stream) if stream else repeat(Told())
    sheets = tuple(_sheets(opened, known, file, timed=code == "opendocument"))
    if not sheets:
        raise InputError(f"“{file}”里没有工作表。", fix="请核对是否选错了文件。", code="no-sheets")
    return Workbook(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=sheets,
        formats=(_PLAIN, _DATE),
        date1904=biff.counts_from_1904(stream),
        content=content,
        values_only=KINDS[code],
    )


def _stream(content: bytes, file: str) -> bytes:
    """The stream of an .xls with the workbook; InputError where there is none, or it is encrypted."""
    if _STREAMS.isdisjoint(map(str.casefold, ole.streams(content))):
        raise _malformed(file)
    stream = ole.stream(content, "Workbook") or ole.stream(content, "Book")
    if not stream:
        raise _malformed(file)
    if biff.is_locked(stream):
        raise _locked(file)
    # calamine makes room for the whole range of a sheet, however few of its cells are filled.
    if max(biff.extents(stream), default=0) > limits().cells:
        raise too_big(file, f"有工作表的范围超过 {limits().cells} 个单元格", "cells")
    return stream


def _guard_package(package: Package, code: str) -> None:
    """Refuse what calamine calls damaged and is not: an encrypted .ods, and documents of other kinds."""
    if code != "opendocument":
        return
    if _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST):
        raise _locked(package.file)
    kind = package.read(_TYPE) if _TYPE in package else _SPREADSHEET
    if not kind.startswith(_SPREADSHEET):
        known = next((name for mark, name in _OTHERS.items() if mark in kind), "别的 OpenDocument 文件")
        message = f"“{package.file}”不是 .xlsx 工作簿，也不是 .ods 表格，实际是：{known}。"
        raise InputError(message, fix=SAVE_AS, code=code)


def _locked(file: str) -> InputError:
    return InputError(f"“{file}”是加密文件，设有打开密码，无法读取。", fix=_UNLOCK, code="encrypted")


def _malformed(file: str) -> InputError:
    message = f"“{file}”是旧格式的表格，已损坏，或有本程序读不了的写法。"
    return InputError(message, fix=DAMAGED, code="malformed")


def _opened(content: bytes, file: str) -> Any:
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise _locked(file) from error
    except BaseException as error:
        raise _unreadable(error, file) from error


def _sheets(opened: Any, known: Iterator[Told], file: str, *, timed: bool) -> Iterable[Sheet]:
    from python_calamine import SheetTypeEnum

    listed = opened.sheets_metadata
    if len(listed) > limits().sheets:
        raise too_big(file, f"有 {len(listed)} 张工作表，超过 {limits().sheets} 张", "sheets")
    for number, each in enumerate(listed):
        told = next(known, None)
        if told is None:
            raise _malformed(file)
        if each.typ != SheetTypeEnum.WorkSheet:
            continue
        state = _STATES.get(str(each.visible).rpartition(".")[2], "visible")
        try:
            sheet = _sheet(opened.get_sheet_by_index(number), each.name, state, file, timed=timed)
            yield _corrected(sheet, told)
        except BaseException as error:
            raise _unreadable(error, file) from error


def _sheet(sheet: Any, name: str, state: State, file: str, *, timed: bool) -> Sheet:
    most = limits()
    size = (sheet.total_height + 1) * (sheet.total_width + 1)
    if sheet.total_height > most.rows or size > most.cells:
        raise too_big(file, f"工作表“{name}”的范围超过 {most.cells} 个单元格", "cells")
    rows = [_trimmed([_value(each, timed) for each in row]) for row in sheet.to_python(skip_empty_area=False)]
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
    """The sheet with its errors and its numbers, and without the noughts of formulas that may be texts."""
    values = [list(row) for row in sheet.values]
    for row, column in known.noughts:
        # Where its format was taken for one of times it is the time 0:00.
        if sheet.value(row, column) in (0, BAD_NUMBER):
            values[row - 1][column - 1] = None
    numbers = {at: _number(number) for at, number in known.numbers.items()}
    for (row, column), value in {**numbers, **known.errors}.items():
        values += [[] for _ in range(row - len(values))]
        line = values[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = value
    return replace(sheet, values=tuple(map(tuple, values)))


def _trimmed(row: list[tuple[Value, int]]) -> list[tuple[Value, int]]:
    """A row up to its last filled cell."""
    while row and row[-1][0] is None:
        row.pop()
    return row


def _value(given: object, timed: bool) -> tuple[Value, int]:  # noqa: FBT001  # once a cell
    """A value as calamine gives it, and its style: a date is its serial number in a style that says so.

    Where the format is not ``timed`` a time of day may be any negative number or fraction. A text with zero
    bytes is one whose encoding calamine took for another.
    """
    if given is None or given == "":
        return None, 0
    if isinstance(given, str):
        return (BAD_STRING if "\0" in given else given), 0
    if isinstance(given, bool):
        return given, 0
    if isinstance(given, int | float):
        return _number(given), 0
    if isinstance(given, dt.timedelta):
        return given / dt.timedelta(days=1), 1
    if isinstance(given, dt.time) and not timed:
        return BAD_NUMBER, 1
    if isinstance(given, dt.date | dt.time):
        return serial(given.isoformat(), date1904=False), 1
    return str(given), 0


def _number(given: float) -> Value:
    """A number as our own reader gives it: whole ones as such; loud where it is none."""
    if not math.isfinite(given):
        return BAD_NUMBER
    whole = isinstance(given, float) and given.is_integer() and abs(given) < 2**53
    return int(given) if whole else given


def _unreadable(error: BaseException, file: str) -> BaseException:
    """What to raise: a Rust panic is no Exception, yet it is this file's fault and no order to end."""
    if isinstance(error, InputError | MemoryError) or not (isinstance(error, Exception) or is_panic(error)):
        return error
    return _malformed(file)
