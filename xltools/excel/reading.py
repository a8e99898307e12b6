"""The open workbook read, once its program takes calls: the whole of it, or just what 审核结果 holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from xltools.core.errors import InputError
from xltools.core.model import Sheet, Workbook
from xltools.core.returned.layout import result_sheets
from xltools.excel.fills import SavedFills
from xltools.excel.talk import TITLE
from xltools.excel.troubles import ready, spoken
from xltools.readers.live import path_of, read_live, read_values, sheets_of
from xltools.readers.xlsx import read


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook as it stands on the screen, and its ``xlwings.Sheet``s by name.

    ``unsaved``: its file holds something else.
    """

    workbook: Workbook
    unsaved: bool
    app: Any
    sheets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Results:
    """The sheets 审核结果 of an open workbook, among all its ``xlwings.Sheet``s by name."""

    app: Any
    sheets: Mapping[str, Any]
    results: tuple[Sheet, ...]
    saved: SavedFills

    @property
    def titles(self) -> tuple[str, ...]:
        """What the sheets 审核结果 are called."""
        return tuple(sheet.name for sheet in self.results)


def opened(book: Any) -> Opened:
    """Read an ``xlwings.Book``; UsageError while its program is busy, InputError where it cannot be read."""
    with spoken("读取工作簿"):
        app = ready(book, f"{TITLE}：读取工作簿")
        sheets = sheets_of(book)
        workbook = read_live(book, app, sheets)
    unsaved = workbook.sha256 != sha256(workbook.content).hexdigest()
    return Opened(workbook, unsaved, app, sheets)


def results_of(book: Any) -> Results:
    """Read what marks need to be found again; of a workbook whose file is not there as well."""
    with spoken("读取工作簿"):
        app = ready(book, f"{TITLE}：读取工作簿")
        sheets = sheets_of(book)
        values = read_values(sheets, app.engine.name)
        try:
            saved = read(path_of(book))
        except InputError:
            saved = Workbook(path="", sha256="", sheets=())
    found = tuple(result_sheets(Workbook(path="", sha256="", sheets=values)))
    return Results(app, sheets, found, SavedFills(saved))
