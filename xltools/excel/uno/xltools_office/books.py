"""Workbooks and their sheets."""

from __future__ import annotations

from typing import Any

import uno

from .office import Box, Office, Refused, area_of, box_of, path_of

_FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "ods": "calc8",
}


def books(office: Office) -> list[list[str]]:
    """The open workbooks as (number, path)."""
    return [[uid, path_of(each)] for uid, each in office.documents().items()]


def active(office: Office) -> str:
    """The number of the workbook that is meant, "" without any."""
    return office.active()


def open_book(office: Office, path: str) -> str:
    """Open a workbook, out of sight; its number."""
    hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    hidden.Name, hidden.Value = "Hidden", True
    found = office.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden,))
    if found is None:
        raise Refused(f"打不开“{path}”")
    return found.RuntimeUID


def save(office: Office, uid: str, path: str | None) -> None:
    """Save a workbook, or a copy of it to another place."""
    document = office.document(uid)
    if not path:
        document.store()
        return
    chosen = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    chosen.Name, chosen.Value = "FilterName", _FILTERS.get(path.rsplit(".", 1)[-1].lower(), "calc8")
    document.storeToURL(uno.systemPathToFileUrl(path), (chosen,))


def close(office: Office, uid: str) -> None:
    """Close a workbook without saving."""
    office.document(uid).close(True)  # noqa: FBT003  # UNO knows no names


def automatic(office: Office, uid: str) -> bool:
    """Whether formulas are computed as one types."""
    return office.document(uid).isAutomaticCalculationEnabled()


def settle(office: Office, uid: str) -> None:
    """Take over what is being typed into a cell: otherwise it would be lost when another sheet is shown."""
    controller = office.document(uid).CurrentController
    if controller:
        helper = office.service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(controller.Frame, ".uno:Calculate", "", 0, ())


def names(office: Office, uid: str) -> list[str]:
    """The defined names."""
    return list(office.document(uid).NamedRanges.ElementNames)


def sheets(office: Office, uid: str) -> list[Any]:
    """The sheets as (name, whether it is shown)."""
    found = office.document(uid).Sheets
    return [[name, found.getByName(name).IsVisible] for name in found.ElementNames]


def active_sheet(office: Office, uid: str) -> str:
    """The sheet in front."""
    controller = office.document(uid).CurrentController
    return controller.ActiveSheet.Name if controller else office.document(uid).Sheets.ElementNames[0]


def add_sheet(office: Office, uid: str, name: str, at: int) -> None:
    """Put a new sheet at that place, counted from 0."""
    document = _writable(office, uid)
    document.Sheets.insertNewByName(name, at)
    if not document.Sheets.hasByName(name):
        raise Refused("工作簿的结构受保护")


def remove_sheet(office: Office, uid: str, name: str) -> None:
    """Take a sheet away."""
    document = _writable(office, uid)
    document.Sheets.removeByName(name)
    if document.Sheets.hasByName(name):
        raise Refused("工作簿的结构受保护")


def rename_sheet(office: Office, uid: str, old: str, new: str) -> None:
    """Call a sheet something else."""
    document = _writable(office, uid)
    document.Sheets.getByName(old).Name = new
    if not document.Sheets.hasByName(new):
        raise Refused("工作簿的结构受保护")


def _writable(office: Office, uid: str) -> Any:
    document = office.document(uid)
    if document.isReadonly():
        raise Refused("工作簿是以只读方式打开的")
    return document


def go(office: Office, uid: str, name: str) -> None:
    """Bring a sheet to the front; a hidden one is left hidden."""
    sheet = office.sheet(uid, name)
    controller = office.document(uid).CurrentController
    if controller and sheet.IsVisible:
        controller.setActiveSheet(sheet)


def select(office: Office, uid: str, name: str, box: Box) -> None:
    """Select cells of the sheet in front."""
    controller = office.document(uid).CurrentController
    if controller:
        controller.select(area_of(office.sheet(uid, name), box))


def selection(office: Office, uid: str) -> list[Any] | None:
    """The selected cells: the sheet, and the first area; None where a drawing is selected."""
    document = office.document(uid)
    chosen = document.CurrentSelection
    if chosen is None:
        return None
    if hasattr(chosen, "RangeAddresses"):
        first = chosen.RangeAddresses[0] if chosen.RangeAddresses else None
    else:
        first = getattr(chosen, "RangeAddress", None)
    if first is None:
        return None
    return [document.Sheets.getByIndex(first.Sheet).Name, box_of(first)]


CALLS = (
    books,
    active,
    open_book,
    save,
    close,
    automatic,
    settle,
    names,
    sheets,
    active_sheet,
    add_sheet,
    remove_sheet,
    rename_sheet,
    go,
    select,
    selection,
)
