"""Workbooks and their sheets."""

from __future__ import annotations

import uno

from .office import Refused, area_of, box_of, path_of

_FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "ods": "calc8",
}


def books(office):
    """The open workbooks as (number, path)."""
    return [[uid, path_of(each)] for uid, each in office.documents().items()]


def active(office):
    """The number of the workbook that is meant, "" without any."""
    return office.active()


def open_book(office, path):
    """Open a workbook, out of sight; its number."""
    hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    hidden.Name, hidden.Value = "Hidden", True
    found = office.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden,))
    if found is None:
        raise Refused("打不开“%s”" % path)
    return found.RuntimeUID


def save(office, uid, path):
    """Save a workbook, or a copy of it to another place."""
    document = office.document(uid)
    if not path:
        document.store()
        return
    chosen = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    chosen.Name, chosen.Value = "FilterName", _FILTERS.get(path.rsplit(".", 1)[-1].lower(), "calc8")
    document.storeToURL(uno.systemPathToFileUrl(path), (chosen,))


def close(office, uid):
    """Close a workbook without saving."""
    office.document(uid).close(True)  # noqa: FBT003


def automatic(office, uid):
    """Whether formulas are computed as one types."""
    return office.document(uid).isAutomaticCalculationEnabled()


def settle(office, uid):
    """Take over what is being typed into a cell: otherwise it would be lost when another sheet is shown."""
    controller = office.document(uid).CurrentController
    if controller:
        helper = office.service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(controller.Frame, ".uno:Calculate", "", 0, ())


def names(office, uid):
    """The defined names."""
    return list(office.document(uid).NamedRanges.ElementNames)


def sheets(office, uid):
    """The sheets as (name, whether it is shown)."""
    found = office.document(uid).Sheets
    return [[name, found.getByName(name).IsVisible] for name in found.ElementNames]


def active_sheet(office, uid):
    """The sheet in front."""
    controller = office.document(uid).CurrentController
    return controller.ActiveSheet.Name if controller else office.document(uid).Sheets.ElementNames[0]


def add_sheet(office, uid, name, at):
    """Put a new sheet at that place, counted from 0."""
    document = _writable(office, uid)
    document.Sheets.insertNewByName(name, at)
    if not document.Sheets.hasByName(name):
        raise Refused("工作簿的结构受保护")


def remove_sheet(office, uid, name):
    """Take a sheet away."""
    document = _writable(office, uid)
    document.Sheets.removeByName(name)
    if document.Sheets.hasByName(name):
        raise Refused("工作簿的结构受保护")


def rename_sheet(office, uid, old, new):
    """Call a sheet something else."""
    document = _writable(office, uid)
    document.Sheets.getByName(old).Name = new
    if not document.Sheets.hasByName(new):
        raise Refused("工作簿的结构受保护")


def _writable(office, uid):
    document = office.document(uid)
    if document.isReadonly():
        raise Refused("工作簿是以只读方式打开的")
    return document


def go(office, uid, name):
    """Bring a sheet to the front; a hidden one is left hidden."""
    sheet = office.sheet(uid, name)
    controller = office.document(uid).CurrentController
    if controller and sheet.IsVisible:
        controller.setActiveSheet(sheet)


def select(office, uid, name, box):
    """Select cells of the sheet in front."""
    controller = office.document(uid).CurrentController
    if controller:
        controller.select(area_of(office.sheet(uid, name), box))


def selection(office, uid):
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
