"""The office: its open workbooks, by a number that stays the same, and their sheets."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any, List  # Python 3.8 makes no alias of list[int]  # noqa: UP035  # Python 3.8 makes no alias of list[int]

import uno

#: (top, left, bottom, right), counted from 1.
Box = List[int]  # noqa: UP006  # as above

_CALC = "com.sun.star.sheet.SpreadsheetDocument"


class Refused(Exception):
    """The program does not allow it; says why in Chinese."""


class Gone(Exception):
    """The workbook, or the sheet, is not there any more."""


class Office:
    """What calls work on. ``pinned`` is the workbook whose button was pressed, "" from outside."""

    def __init__(self, context: Any, pinned: str = "", desk: Any = None) -> None:
        self.context = context
        self.pinned = pinned
        self.desk = desk
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self._known: dict[str, Any] = {}
        self.truths: dict[str, list[str]] = {}
        self.indicators: dict[str, Any] = {}
        self.frozen: list[Any] = []

    def service(self, name: str) -> Any:
        """A service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def documents(self) -> dict[str, Any]:
        """The open workbooks by number."""
        found = {}
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            each = components.nextElement()
            if is_workbook(each):
                found[each.RuntimeUID] = each
        return found

    def document(self, uid: str) -> Any:
        """A workbook by its number; Gone where it was closed."""
        if uid not in self._known:
            self._known = self.documents()
        if uid not in self._known:
            raise Gone("工作簿已经关闭")
        return self._known[uid]

    def sheet(self, uid: str, name: str) -> Any:
        """A sheet of a workbook; Gone where there is none of that name."""
        sheets = self.document(uid).Sheets
        if not sheets.hasByName(name):
            raise Gone(f"没有工作表“{name}”")
        return sheets.getByName(name)

    def active(self) -> str:
        """The number of the workbook that is meant: the one in front, else the first; "" without any."""
        if self.pinned:
            return self.pinned
        current = self.desktop.CurrentComponent
        if current is not None and is_workbook(current):
            return current.RuntimeUID
        return next(iter(self.documents()), "")

    def thaw(self) -> None:
        """Give back what a call took and did not: drawing, the status bar."""
        for document in self.frozen:
            document.unlockControllers()
        del self.frozen[:]
        for indicator in self.indicators.values():
            indicator.end()
        self.indicators.clear()


def is_workbook(component: Any) -> bool:
    """Whether a window's content is a workbook."""
    return component.supportsService(_CALC) if hasattr(component, "supportsService") else False


def path_of(document: Any) -> str:
    """Its path on this machine, or its address elsewhere; its title before it was ever saved."""
    url = document.URL
    if url.startswith("file:"):
        return uno.fileUrlToSystemPath(url)
    return url or document.Title


def area_of(sheet: Any, box: Box) -> Any:
    """The cells from (top, left) to (bottom, right), all counted from 1."""
    top, left, bottom, right = box
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def areas_of(document: Any, sheet: Any, boxes: Sequence[Box]) -> Any:
    """Several areas as one."""
    if len(boxes) == 1:
        return area_of(sheet, boxes[0])
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(tuple(area_of(sheet, box).RangeAddress for box in boxes), False)  # noqa: FBT003  # UNO knows no names
    return ranges


def box_of(address: Any) -> Box:
    """An address of LibreOffice as (top, left, bottom, right)."""
    return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]


class Lifted:
    """A protection without a password, lifted for a moment: it guards against slips, and a mark is none."""

    def __init__(self, document: Any, sheet: Any) -> None:
        self._document = document
        self._sheet = sheet
        self._was = False

    def __enter__(self) -> Any:
        if self._document.isReadonly():
            raise Refused("工作簿是以只读方式打开的")
        self._was = self._sheet.isProtected()
        if self._was:
            with contextlib.suppress(Exception):  # a wrong password
                self._sheet.unprotect("")
            if self._sheet.isProtected():
                self._was = False
                raise Refused(f"工作表“{self._sheet.Name}”有密码保护")
        return self._sheet

    def __exit__(self, *given: object) -> None:
        if self._was:
            self._sheet.protect("")
