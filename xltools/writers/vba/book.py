"""A workbook given macros (.xlsm), and the add-in that has nothing else (.xlam)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import range_boundaries

from xltools.writers.package import settled
from xltools.writers.patch.draft import CONTENT_TYPES, MAIN, OFFICE, Draft, open_draft
from xltools.writers.patch.order import WORKBOOK as WORKBOOK_ORDER
from xltools.writers.patch.order import WORKSHEET, ensure
from xltools.writers.vba import bar, project, ribbon, source
from xltools.writers.vba.source import Button

#: The sheet's first rows are its title, and frozen.
FIRST_ROW = 3

_PROJECT = "Xltools"
_BOOK_TAB, _ADDIN_TAB = "绩效自评", "绩效自评工具"
_VBA = "xl/vbaProject.bin"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_BOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


def with_macros(content: bytes, path: str, buttons: Sequence[Button]) -> bytes:
    """The workbook as .xlsm: the buttons stand beside the first sheet's cells and in the ribbon.

    Its cells, names, validations and protection stay. ``path`` is for messages. The workbook is a form as
    :mod:`xltools.writers.form` builds it: without macros or drawings.
    """
    draft = open_draft(content, path)
    _add_project(draft, buttons, _BOOK_TYPE)
    _add_bar(draft, _sheets(draft)[0], buttons)
    _add_ribbon(draft, buttons, _BOOK_TAB)
    return settled(draft.content())


def addin(buttons: Sequence[Button]) -> bytes:
    """The add-in: its tab is there whatever workbook is open. The same buttons give the same bytes."""
    book = Workbook()
    book.properties.creator = "xltools"
    book.properties.title = _ADDIN_TAB
    buffer = io.BytesIO()
    book.save(buffer)
    draft = open_draft(buffer.getvalue(), "xltools.xlam")
    _add_project(draft, buttons, _ADDIN_TYPE)
    _add_ribbon(draft, buttons, _ADDIN_TAB)
    return settled(draft.content())


def _add_project(draft: Draft, buttons: Sequence[Button], content_type: str) -> None:
    """The VBA project, with a document module for the workbook and each of its sheets, as Excel wants."""
    workbook = "ThisWorkbook"
    modules = [project.Module(workbook, document=project.WORKBOOK)]
    ensure(draft.tree(draft.workbook), "workbookPr", WORKBOOK_ORDER).set("codeName", workbook)
    for number, part in enumerate(_sheets(draft), 1):
        name = f"Sheet{number}"
        modules.append(project.Module(name, document=project.SHEET))
        ensure(draft.tree(part), "sheetPr", WORKSHEET).set("codeName", name)
    modules.append(project.Module(source.MODULE, source.macros(buttons)))
    draft.add(_VBA, project.vba_project(_PROJECT, modules), _VBA_TYPE)
    draft.relate(draft.workbook, _VBA_RELATION, _VBA)
    for each in draft.tree(CONTENT_TYPES):
        if each.get("PartName") == f"/{draft.workbook}":
            each.set("ContentType", content_type)


def _add_bar(draft: Draft, sheet: str, buttons: Sequence[Button]) -> None:
    """The buttons on a sheet, right of its last column."""
    tree = draft.tree(sheet)
    used = ensure(tree, "dimension", WORKSHEET).get("ref", "A1")
    last = range_boundaries(used)[2] or 1
    part = draft.free("xl/drawings/drawing%d.xml")
    draft.add(part, bar.bar(buttons, FIRST_ROW, last + 1, _heights(tree)), bar.TYPE)
    ensure(tree, "drawing", WORKSHEET).set(f"{{{OFFICE}}}id", draft.relate(sheet, "drawing", part))


def _heights(tree: etree._Element) -> dict[int, float]:
    """The heights of rows that are set, in points."""
    rows = tree.iterfind(f"{{{MAIN}}}sheetData/{{{MAIN}}}row")
    return {int(row.get("r", "0")): float(row.get("ht", "0")) for row in rows if row.get("ht")}


def _add_ribbon(draft: Draft, buttons: Sequence[Button], tab: str) -> None:
    draft.add(ribbon.PART, ribbon.ribbon(buttons, tab))
    draft.relate("", ribbon.RELATION, ribbon.PART)


def _sheets(draft: Draft) -> list[str]:
    """The parts of the worksheets, in the order of their tabs."""
    relations = draft.relations(draft.workbook)
    listed = draft.tree(draft.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
    return [relations[each.get(f"{{{OFFICE}}}id", "")].target for each in listed]
